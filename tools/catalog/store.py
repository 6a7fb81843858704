"""The store, `compiler/catalog/catalog.json`, as facts and back.

Facts are one tree: components and blocks of the configuration with their arguments, in these their own. The store has
an entry a line, so that a reader takes only the lines it needs. Bodies of blocks are entries of their own, named by
what they hold, since the same ones (`tls_config`, `oauth2`) stand in dozens of components.

`python tools/catalog/store.py` writes the store anew, after a change to `presets/kinds.yaml`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

STORE = Path(__file__).parents[2] / "compiler" / "catalog" / "catalog.json"
KINDS = Path(__file__).parents[2] / "presets" / "kinds.yaml"
KEPT = ("required", "repeatable", "labelled", "default", "values", "since", "until", "was", "holds")


def write(facts: dict[str, Any]) -> str:
    """The text of the store, with what `presets/kinds.yaml` states of each kind. The same facts give the same bytes."""
    entries: dict[str, Any] = {}
    table = yaml.safe_load(KINDS.read_text())
    for kind, component in facts["components"].items():
        entries[f"component {kind}"] = {
            **{key: component[key] for key in ("stability", "since", "until", "was") if key in component},
            "body": body_entry(kind, component["arguments"], entries),
            "exports": component["exports"],
            "refers": dict(references(component["arguments"], "")),
            **stated(kind, table),
        }
    for name, block in facts["config_blocks"].items():
        entries[f"configuration {name}"] = {
            "labelled": block["labelled"],
            "body": body_entry(name, block["arguments"], entries),
            **stated(name, table),
        }
    entries.update({key: facts[key] for key in ("functions", "constants", "versions")})
    lines = (f'"{key}":{dense(entry)}' for key, entry in sorted(entries.items()))
    return "{\n" + ",\n".join(lines) + "\n}\n"


def stated(kind: str, table: dict[str, Any]) -> dict[str, Any]:
    """What the table states of a kind, over what it states of the kind's family, without where it is from."""
    facts = {**table.get(f"{kind.rpartition('.')[0]}.*", {}), **table.get(kind, {})}
    facts.pop("source", None)
    return {"stated": facts} if facts else {}


def references(arguments: dict[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    """Each attribute that takes another component's export, by its path, with its type: `output.logs`."""
    for name, fact in arguments.items():
        if fact.get("kind") == "block":
            yield from references(fact["body"], f"{prefix}{name}.")
        elif "capsule(" in fact.get("type", "") or "target" in fact.get("type", ""):
            yield prefix + name, fact["type"]


def body_entry(name: str, arguments: dict[str, Any], entries: dict[str, Any]) -> str:
    """Adds the entry of a body and of the bodies within it; gives its key, without the word `body`."""
    body = {argument: argument_entry(argument, fact, entries) for argument, fact in arguments.items()}
    key = f"{name}~{hashlib.sha256(dense(body).encode()).hexdigest()[:6]}"
    entries[f"body {key}"] = body
    return key


def argument_entry(name: str, fact: dict[str, Any], entries: dict[str, Any]) -> Any:
    """A plain type where that is all there is to say; else an object without what is false or absent."""
    if name == "$inherit":
        return fact["prefix"]
    entry = {key: fact[key] for key in KEPT if fact.get(key) not in (False, None) or (key == "default" and key in fact)}
    if fact["kind"] == "block":
        return {**entry, "body": body_entry(name, fact["body"], entries)}
    if "fields" in fact:
        entry["fields"] = body_entry(name, fact["fields"], entries)
    return {**entry, "type": fact["type"]} if entry else fact["type"]


def dense(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def read(text: str) -> dict[str, Any]:
    """The facts that a store's text was made of."""
    entries = json.loads(text)
    facts: dict[str, Any] = {"components": {}, "config_blocks": {}}
    for key, entry in entries.items():
        sort, _, name = key.partition(" ")
        if sort in ("component", "configuration"):
            arguments = {"arguments": arguments_of(entry["body"], entries)}
            kept = {field: value for field, value in entry.items() if field not in ("body", "refers", "stated")}
            facts["components" if sort == "component" else "config_blocks"][name] = {**kept, **arguments}
        elif sort != "body":
            facts[key] = entry
    return facts


def arguments_of(key: str, entries: dict[str, Any]) -> dict[str, Any]:
    return {name: argument_of(name, entry, entries) for name, entry in entries[f"body {key}"].items()}


def argument_of(name: str, entry: Any, entries: dict[str, Any]) -> dict[str, Any]:
    if name == "$inherit":
        return {"kind": "enum", "prefix": entry}
    if isinstance(entry, str):
        return {"kind": "attr", "required": False, "type": entry}
    fact = {"kind": "block" if "body" in entry else "attr", "required": False, **entry}
    for inner in ("body", "fields"):
        if inner in entry:
            fact[inner] = arguments_of(entry[inner], entries)
    return fact


if __name__ == "__main__":
    STORE.write_text(write(read(STORE.read_text())))

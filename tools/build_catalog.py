"""Rebuilds `compiler/catalog/catalog.json` from the facts about Alloy's components.

    python tools/build_catalog.py FACTS.json [STORE.json]

The store is JSON with an entry a line, so that a reader takes only the lines it needs. Bodies of blocks are entries of
their own, named by what they hold, since the same ones (`tls_config`, `oauth2`) stand in dozens of components.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

STORE = Path(__file__).parent.parent / "compiler" / "catalog" / "catalog.json"
# What the facts lack. `datadog.go` registers `otelcol.ConsumerExports` behind a build tag, where no extraction saw it.
EXPORTS = {"otelcol.exporter.datadog": {"input": {"type": "capsule(otelcol.consumer)"}}}
# What the facts have wrong: the level of the stub for other systems. `java.go` and the manual have this one.
STABILITY = {"pyroscope.java": "generally-available"}
KEPT = ("required", "repeatable", "labelled", "default", "values", "since", "until", "was", "holds")


def build(facts: dict[str, Any]) -> str:
    """The text of the store. The same facts give the same bytes."""
    entries: dict[str, Any] = {}
    for kind, component in facts["components"].items():
        entries[f"component {kind}"] = {
            **{key: component[key] for key in ("stability", "since", "until", "was") if key in component},
            **({"stability": STABILITY[kind]} if kind in STABILITY else {}),
            "body": body_entry(kind, component["arguments"], entries),
            "exports": component["exports"] or EXPORTS.get(kind, {}),
            "refers": dict(references(component["arguments"], "")),
        }
    for name, block in facts["config_blocks"].items():
        entries[f"configuration {name}"] = {
            "labelled": block["label"] == "required",
            "body": body_entry(name, block["arguments"], entries),
        }
    entries["functions"] = facts["stdlib"]["functions"]
    entries["constants"] = facts["stdlib"]["constants"]
    entries["versions"] = facts["versions"]
    lines = (f'"{key}":{dense(entry)}' for key, entry in sorted(entries.items()))
    return "{\n" + ",\n".join(lines) + "\n}\n"


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


def main() -> None:
    facts = json.loads(Path(sys.argv[1]).read_text())
    store = Path(sys.argv[2]) if len(sys.argv) > 2 else STORE
    store.write_text(build(facts))


if __name__ == "__main__":
    main()

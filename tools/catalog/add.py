"""Adds a version of Alloy to the store of the catalog, from a checkout at that version.

    python tools/catalog/add.py ../alloy 1.20.0

`main.go` reads the checkout. What is new in it is `since` that version, what it lacks is there `until` the one before,
and what it has otherwise stands, as it was, under `was`. `stated.yaml` has what the sources alone do not tell.
"""

from __future__ import annotations

import argparse
import json
import subprocess
from pathlib import Path
from typing import Any

import yaml

import store

HERE = Path(__file__).parent
COMPARED = ("default", "required", "type", "stability")


def extract(checkout: Path) -> dict[str, Any]:
    """What `main.go` reads from a checkout. Raises CalledProcessError."""
    command = ["go", "run", ".", str(checkout.resolve())]
    return dict(json.loads(subprocess.run(command, cwd=HERE, check=True, capture_output=True).stdout))


def add(facts: dict[str, Any], found: dict[str, Any], version: str, stated: dict[str, Any]) -> dict[str, Any]:
    """The facts with a version more, which is newer than all that they have."""
    before = short(facts["versions"][-1]) if facts["versions"] else ""
    components = merged(facts["components"], found["components"], short(version), before, "", stated)
    blocks = dict(facts["config_blocks"])
    for name, block in found["config_blocks"].items():
        kept = blocks.get(name, {"labelled": False, "arguments": {}})
        is_new = all("holds" in argument for argument in kept["arguments"].values())
        known = None if is_new else kept["arguments"]
        arguments = merged(known, block["arguments"], short(version), before, name, stated)
        blocks[name] = {**kept, "arguments": {**kept["arguments"], **arguments}}
    return {**facts, "components": components, "config_blocks": blocks, "versions": [*facts["versions"], version]}


def short(version: str) -> str:
    """1.18 for 1.18.1."""
    return ".".join(version.split(".")[:2])


def merged(
    known: dict[str, Any] | None, found: dict[str, Any], version: str, before: str, path: str, stated: dict[str, Any]
) -> dict[str, Any]:
    """The components, or the arguments of a body, of all versions up to this one. `path` leads to the body; None of it
    is known if it is new itself."""
    result = {}
    for name in sorted({*(known or {}), *found}):
        inner = f"{path}.{name}" if path else name
        old, new = (known or {}).get(name), found.get(name)
        if name == "$inherit" or (old is not None and "holds" in old):
            result[name] = new or old
        elif new is None:
            assert old is not None
            result[name] = old if "until" in old or not before else {**old, "until": before}
        elif old is None:
            since = {"since": version} if known is not None and before else {}
            result[name] = {**changed({}, new, version, before, inner, stated), **since}
        else:
            result[name] = changed(old, new, version, before, inner, stated)
    return result


def changed(
    old: dict[str, Any], new: dict[str, Any], version: str, before: str, path: str, stated: dict[str, Any]
) -> dict[str, Any]:
    """One component or argument as it is now, with how it was; `old` is empty where it is new."""
    result = {**new, **said(path, new, stated)}
    if new.get("kind") == "block":
        result.setdefault("body", {})
    if result.pop("unknown", False) and "default" not in result and "default" in old:
        result["default"] = old["default"]
    for part in ("arguments", "body", "fields", "exports"):
        if part in result or part in old:
            known = old.get(part, {}) if old else None
            result[part] = merged(known, result.get(part, {}), version, before, path, stated)
    was = dict(old.get("was", {}))
    was_now = {key: old.get(key) for key in COMPARED if old and old.get(key) != result.get(key)}
    if was_now and before:
        was[before] = was_now
    since = {"since": old["since"]} if "since" in old else {}
    return {**result, **since, **({"was": was} if was else {})}


def said(path: str, new: dict[str, Any], stated: dict[str, Any]) -> dict[str, Any]:
    """What `stated.yaml` says of an argument, by the longest end of its path that it has."""
    names = path.split(".")
    ends = (".".join(names[start:]) for start in range(len(names)))
    known: dict[str, Any] = next((stated[end] for end in ends if end in stated), {})
    values = {"values": known["values"]} if "values" in known else {}
    default = {"default": known["default"]} if "default" in known and new.get("unknown") else {}
    return {**values, **default}


def main() -> None:
    parser = argparse.ArgumentParser(description="Adds a version of Alloy to the catalog.")
    parser.add_argument("checkout", type=Path, help="a checkout of grafana/alloy at the version")
    parser.add_argument("version", help="the version, as 1.20.0")
    parser.add_argument("--anew", action="store_true", help="forget the versions that the store has")
    parser.add_argument("--store", type=Path, default=store.STORE)
    arguments = parser.parse_args()
    facts = store.read(arguments.store.read_text())
    if arguments.anew:
        facts = emptied(facts)
    if short(arguments.version) in map(short, facts["versions"]):
        parser.error(f"the store has {short(arguments.version)} already")
    try:
        found = extract(arguments.checkout)
    except subprocess.CalledProcessError as failed:
        parser.error(failed.stderr.decode().strip())
    stated = yaml.safe_load((HERE / "stated.yaml").read_text())
    arguments.store.write_text(store.write(add(facts, found, arguments.version, stated)))
    constants = {f"constants.{name}" for name in facts["constants"]}
    for name in sorted({*found["functions"]} - {*facts["functions"], *constants}):
        print(f"the function {name} is new: add its arguments and result to `functions` by hand")


def emptied(facts: dict[str, Any]) -> dict[str, Any]:
    """The facts without any version: only what is kept by hand is left."""
    blocks = {
        name: {**block, "arguments": {key: spec for key, spec in block["arguments"].items() if "holds" in spec}}
        for name, block in facts["config_blocks"].items()
    }
    return {**facts, "versions": [], "components": {}, "config_blocks": blocks}


if __name__ == "__main__":
    main()

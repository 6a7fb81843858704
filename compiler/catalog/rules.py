"""What Alloy demands of the values of a body, beyond their types: the data of `presets/rules/`, a file a family.

A file has an entry a body, `KIND` or `KIND/BLOCK/...`, and `*/BLOCK` for a block that is the same
wherever it stands.
Entries of `shared.yaml` say by `has` which bodies they are about: those that take all these attributes and blocks. An
entry is decoded only when a configuration has such a body.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from ..report.package_data import folder
from .spec import load_body
from .versions import within

FORMS = (
    "one",
    "most_one",
    "some",
    "needs",
    "excludes",
    "values",
    "above",
    "least",
    "below",
    "most",
    "pattern",
    "filled",
    "function",
)


class Rule(NamedTuple):
    """One demand. `form` is its common form and `of` what that takes; `when` says under which values it holds, `say`
    what it means where the form's own sentence would not tell, `source` where Alloy makes it."""

    form: str
    of: Any
    when: Mapping[str, Any]
    say: str
    source: str


class RuleSet(NamedTuple):
    """The demands on one body; `defaults` are those of its attributes that hold where the store has none."""

    rules: tuple[Rule, ...]
    defaults: Mapping[str, Any]


@cache
def load_rules(kind: str, path: tuple[str, ...], key: str, version: int) -> RuleSet:
    """The rules for the body at a path of blocks inside a component, which `load_body` gives for the key."""
    spec = load_body(key, version)
    names = frozenset((*spec.attributes, *spec.blocks))
    family = kind.partition(".")[0]
    chunks = [chunk(family, "/".join((kind, *path)))]
    if path:
        chunks.append(chunk(family, f"*/{path[-1]}"))
    chunks += [entry for entry in shared() if names.issuperset(entry["has"]) and not excepted(kind, path, entry)]
    rules: list[Rule] = []
    defaults: dict[str, Any] = {}
    for found in chunks:
        defaults |= found.get("defaults", {})
        rules += (rule_of(facts, found["source"]) for facts in found.get("rules", ()) if holds(facts, version))
    return RuleSet(tuple(rule for rule in rules if names.issuperset(subjects(rule))), defaults)


def excepted(kind: str, path: tuple[str, ...], entry: Mapping[str, Any]) -> bool:
    """Whether an entry leaves out a component, for all of it (`otelcol.*`) or for its own arguments only (its name)."""
    names = entry.get("except", ())
    return kind.partition(".")[0] + ".*" in names or (not path and kind in names)


def holds(facts: Mapping[str, Any], version: int) -> bool:
    return within(version, facts.get("since"), facts.get("until"))


def rule_of(facts: Mapping[str, Any], source: str) -> Rule:
    form = next(name for name in facts if name in FORMS)
    return Rule(form, facts[form], facts.get("when", {}), facts.get("say", ""), source)


def subjects(rule: Rule) -> list[str]:
    """The attributes and blocks that a rule cannot do without: what a version lacks, none of its rules is about."""
    named = [*rule.when]
    if isinstance(rule.of, Mapping):
        named += rule.of
    return named if rule.form != "function" else [*rule.when]


@cache
def shared() -> tuple[Mapping[str, Any], ...]:
    return tuple(chunk("shared", name) for name in chunks_of("shared"))


@cache
def chunk(family: str, name: str) -> Mapping[str, Any]:
    """An entry of a file, or nothing."""
    text = chunks_of(family).get(name)
    if text is None:
        return {}
    import yaml

    loaded: Mapping[str, Any] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))[name]
    return loaded


@cache
def chunks_of(family: str) -> dict[str, str]:
    """The entries of a file, undecoded, by their names."""
    file = folder("presets") / f"rules/{family}.yaml"
    if not file.is_file():
        return {}
    parts = re.split(r"^(?=[^\s#])", file.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return {re.split(r"[\"']?:\s", part, maxsplit=1)[0].lstrip("\"'"): part for part in parts[1:]}

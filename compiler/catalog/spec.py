"""What Alloy takes and gives, as it was at one of its versions.

The specs are named tuples, for they are made ten times as fast as dataclasses when the module is loaded.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any, NamedTuple

from .store import entry, keys
from .types import Type, parse_type
from .versions import within

NEWEST = 19

# Attributes whose text has a syntax of its own, by the block they stand in. The facts call them plain strings.
SYNTAXES = {
    ("rule", "regex"): "regex",
    ("write_relabel_config", "regex"): "regex",
    ("stage.json", "regex"): "regex",
    ("stage.logfmt", "regex"): "regex",
    ("stage.structured_metadata", "regex"): "regex",
    ("stage.drop", "expression"): "regex",
    ("stage.regex", "expression"): "regex",
    ("stage.replace", "expression"): "regex",
    ("stage.luhn", "skip_regex"): "regex",
    ("stage.multiline", "firstline"): "regex",
    ("annotation", "key_regex"): "regex",
    ("label", "key_regex"): "regex",
    ("ordering_criteria", "regex"): "regex",
    ("otelcol.processor.metric_start_time", "start_time_metric_regex"): "regex",
    ("stage.match", "selector"): "selector",
    ("stage.template", "template"): "template",
    ("stage.json", "expressions"): "jmespath",
    ("stage.geoip", "custom_lookups"): "jmespath",
    ("stage.timestamp", "location"): "time zone",
    ("stage.pattern", "pattern"): "log pattern",
    ("discovery.http", "url"): "url",
    ("discovery.kubelet", "url"): "url",
    ("stage.replace", "replace"): "template",
    ("trace_statements", "statements"): "statement",
    ("metric_statements", "statements"): "statement",
    ("log_statements", "statements"): "statement",
    ("statements", "trace"): "statement",
    ("statements", "metric"): "statement",
    ("statements", "log"): "statement",
    ("trace_statements", "conditions"): "condition",
    ("metric_statements", "conditions"): "condition",
    ("log_statements", "conditions"): "condition",
    ("trace_conditions", "conditions"): "condition",
    ("metric_conditions", "conditions"): "condition",
    ("log_conditions", "conditions"): "condition",
    ("traces", "span"): "condition",
    ("traces", "spanevent"): "condition",
    ("metrics", "metric"): "condition",
    ("metrics", "datapoint"): "condition",
    ("logs", "log_record"): "condition",
    ("ottl_condition", "span"): "condition",
    ("ottl_condition", "spanevent"): "condition",
}


URLS = frozenset({"proxy_url", "api_server"})
"""Attributes that are URLs wherever they stand."""


class AttributeSpec(NamedTuple):
    """`fields` is the key of the body that an object's fields follow; `syntax` that of the text, if it has one."""

    type: Type
    required: bool = False
    default: Any = None
    values: tuple[str, ...] = ()
    fields: str = ""
    syntax: str = ""


class BlockSpec(NamedTuple):
    """`body` is a key for `load_body`. `holds` is "config" where components stand in it."""

    body: str
    required: bool = False
    repeatable: bool = False
    labelled: bool = False
    holds: str = ""


class BodySpec(NamedTuple):
    """`absent` has what other versions know: name to (since, until). `inherits` is the prefix of the component's own
    blocks that may stand here too, `key` what `load_body` takes."""

    attributes: Mapping[str, AttributeSpec]
    blocks: Mapping[str, BlockSpec]
    required: frozenset[str]
    absent: Mapping[str, tuple[str | None, str | None]]
    inherits: str = ""
    key: str = ""


class ComponentSpec(NamedTuple):
    """`available` says whether the version has it at all; its body is given in any case."""

    kind: str
    body: BodySpec
    exports: Mapping[str, Type]
    stability: str
    available: bool
    since: str | None
    until: str | None


class ConfigurationSpec(NamedTuple):
    """A block of the configuration that is no component: `logging`, `declare`, `import.file`, ..."""

    name: str
    body: BodySpec
    labelled: bool


class FunctionSpec(NamedTuple):
    """A function of the standard library. `rest` is the type of any number of further arguments."""

    name: str
    arguments: tuple[Type, ...]
    rest: Type | None
    returns: Type
    deprecated_for: str = ""
    stability: str = "generally-available"


def kinds() -> tuple[str, ...]:
    """Every kind of component, of any version."""
    return keys("component")


def configuration_blocks() -> tuple[str, ...]:
    return keys("configuration")


@cache
def load(kind: str, version: int = NEWEST) -> ComponentSpec | None:
    """A kind of component as it was at a version (18 is 1.18); None if no version has it."""
    facts = entry(f"component {kind}")
    if facts is None:
        return None
    since, until = facts.get("since"), facts.get("until")
    now = at_version(facts, version)
    exports = {
        name: parse_type(export["type"])
        for name, export in facts["exports"].items()
        if within(version, export.get("since"), export.get("until"))
    }
    available = within(version, since, until)
    return ComponentSpec(kind, load_body(facts["body"], version), exports, now["stability"], available, since, until)


@cache
def load_configuration(name: str, version: int = NEWEST) -> ConfigurationSpec | None:
    facts = entry(f"configuration {name}")
    return ConfigurationSpec(name, load_body(facts["body"], version), facts["labelled"]) if facts else None


@cache
def load_body(key: str, version: int = NEWEST) -> BodySpec:
    """The attributes and blocks of a body, as they were at a version."""
    attributes: dict[str, AttributeSpec] = {}
    blocks: dict[str, BlockSpec] = {}
    absent: dict[str, tuple[str | None, str | None]] = {}
    block, inherits = key.partition("~")[0], ""
    for name, facts in entry(f"body {key}").items():
        if name == "$inherit":
            inherits = facts + "."
        elif isinstance(facts, str):
            attributes[name] = AttributeSpec(parse_type(facts), syntax=syntax_of(block, name))
        elif not within(version, facts.get("since"), facts.get("until")):
            absent[name] = (facts.get("since"), facts.get("until"))
        elif "body" in facts:
            blocks[name] = block_spec(at_version(facts, version))
        else:
            attributes[name] = attribute_spec(at_version(facts, version), syntax_of(block, name))
    required = frozenset(name for specs in (attributes, blocks) for name, spec in specs.items() if spec.required)
    return BodySpec(attributes, blocks, required, absent, inherits, key)


def syntax_of(block: str, name: str) -> str:
    return "url" if name in URLS else SYNTAXES.get((block, name), "")


def attribute_spec(facts: Mapping[str, Any], syntax: str) -> AttributeSpec:
    values, required = tuple(facts.get("values", ())), facts.get("required", False)
    return AttributeSpec(
        parse_type(facts["type"]), required, facts.get("default"), values, facts.get("fields", ""), syntax
    )


def block_spec(facts: Mapping[str, Any]) -> BlockSpec:
    required, repeatable, labelled = (facts.get(flag, False) for flag in ("required", "repeatable", "labelled"))
    return BlockSpec(facts["body"], required, repeatable, labelled, facts.get("holds", ""))


def at_version(facts: Mapping[str, Any], version: int) -> Mapping[str, Any]:
    """The facts with each field as it was: `was` gives what it was up to and including a version."""
    if "was" not in facts:
        return facts
    now = dict(facts)
    for until in sorted(facts["was"], key=lambda text: int(text[2:]), reverse=True):
        if version <= int(until[2:]):
            now.update(facts["was"][until])
    return now


@cache
def load_function(name: str) -> FunctionSpec | None:
    facts = entry("functions").get(name)
    if facts is None:
        return None
    arguments = facts["args"]
    rest = parse_type(arguments[-1].removesuffix("...")) if arguments and arguments[-1].endswith("...") else None
    fixed = tuple(parse_type(argument) for argument in (arguments[:-1] if rest else arguments))
    stability = facts.get("stability", "generally-available")
    return FunctionSpec(name, fixed, rest, parse_type(facts["returns"]), facts.get("use", ""), stability)


@cache
def functions() -> tuple[str, ...]:
    """Every function of the standard library, with its namespace."""
    return tuple(entry("functions"))


@cache
def constants() -> tuple[str, ...]:
    return tuple(entry("constants"))

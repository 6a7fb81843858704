"""The arguments of a rule, as far as they are written out."""

from __future__ import annotations

from ..syntax.ast import Array, Attribute, Block, Literal


def argument(block: Block, name: str) -> str:
    """A text of a block; "" where there is none."""
    for statement in block.body:
        if isinstance(statement, Attribute) and statement.name == name and isinstance(statement.value, Literal):
            return str(statement.value.value)
    return ""


def given(rule: Block, name: str, default: str) -> str | None:
    """A text of a rule, Alloy's default where none is given; None where it is written as no text."""
    value = next((s.value for s in rule.body if isinstance(s, Attribute) and s.name == name), Literal(default))
    return value.value if isinstance(value, Literal) and isinstance(value.value, str) else None


def pattern(rule: Block) -> str | None:
    """A rule's regex, as `given`. An empty one matches only what is empty."""
    return given(rule, "regex", "(.*)")


def sources_of(rule: Block) -> list[str]:
    """The labels that a rule looks at."""
    value = next((s.value for s in rule.body if isinstance(s, Attribute) and s.name == "source_labels"), None)
    return [str(item.value) for item in value.items if isinstance(item, Literal)] if isinstance(value, Array) else []

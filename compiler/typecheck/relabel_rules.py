"""What a relabelling rule demands, by its action: `Validate` of internal/component/common/relabel/relabel.go."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .fields import UNKNOWN, Fields, Finding

NEED_TARGET = ("replace", "hashmod", "lowercase", "uppercase", "keepequal", "dropequal")
NO_REPLACEMENT = ("lowercase", "uppercase", "keepequal", "dropequal")
ONLY_REGEX = ("source_labels", "target_label", "modulus", "separator", "replacement")
ONLY_LABELS = ("regex", "modulus", "separator", "replacement")
DEFAULTS = {
    "regex": "(.*)",
    "separator": ";",
    "replacement": "$1",
    "modulus": 0,
    "target_label": "",
    "source_labels": None,
}

TARGET = r"(?:(?:[a-zA-Z_]|\$(?:\{[A-Za-z0-9_]+\}|[A-Za-z0-9_]+))+[A-Za-z0-9_]*)+"
"""A label's name that may be made of what the pattern found (prometheus/model/relabel, relabelTarget)."""


def relabel_rule(fields: Fields) -> Iterator[Finding]:
    action = fields.value("action")
    if action is UNKNOWN:
        return
    action = "replace" if "action" not in fields.attributes else str(action).lower()
    if not action:
        yield invalid_rule("`action` is empty", 'leave it out, or say "replace"', "action", fields)
    elif action in NEED_TARGET and not is_set(fields, "target_label"):
        yield invalid_rule(
            f"the action `{action}` needs a `target_label`",
            "say which label it sets or compares",
            "target_label",
            fields,
        )
    elif action == "hashmod" and not is_set(fields, "modulus"):
        yield invalid_rule("the action `hashmod` needs a `modulus`", "by it the hash is divided", "modulus", fields)
    elif action in NO_REPLACEMENT and is_set(fields, "replacement"):
        yield invalid_rule(f"the action `{action}` takes no `replacement`", "leave it out", "replacement", fields)
    elif action in ("labeldrop", "labelkeep"):
        yield from superfluous(action, fields, ONLY_REGEX)
    elif action in ("keepequal", "dropequal"):
        yield from superfluous(action, fields, ONLY_LABELS)
    elif action == "replace":
        yield from names_a_label(fields, "target_label", only_made=True)
    elif action == "labelmap":
        yield from names_a_label(fields, "replacement", only_made=False)


def invalid_rule(message: str, help: str, name: str, fields: Fields) -> Finding:
    return Finding("invalid-rule", message, help, fields.node(name))


def is_set(fields: Fields, name: str) -> bool:
    """Whether a field is not its own default; one that is computed is not."""
    if name not in fields.attributes:
        return False
    value = fields.value(name)
    return value is UNKNOWN or value != DEFAULTS[name]


def superfluous(action: str, fields: Fields, names: tuple[str, ...]) -> Iterator[Finding]:
    extra = [name for name in names if is_set(fields, name)]
    if extra:
        yield invalid_rule(f"the action `{action}` takes no `{extra[0]}`", f"leave out `{extra[0]}`", extra[0], fields)


def names_a_label(fields: Fields, name: str, *, only_made: bool) -> Iterator[Finding]:
    """The label that a rule makes; one without `$` may be any text, but for `labelmap`."""
    value = fields.value(name)
    if name not in fields.attributes or not isinstance(value, str) or (only_made and "$" not in value):
        return
    if not re.fullmatch(TARGET, value):
        message = f'`{name}` makes no name of a label: "{value}"'
        yield invalid_rule(message, "a name has letters, digits and `_`", name, fields)

"""Rules between the fields of one block: relabelling rules, and the stages of `loki.process`.

They are those of `Validate` in Alloy's `component/common/relabel/relabel.go` and `loki/process/stages/*.go`. A field
whose value is computed satisfies whatever is asked of it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from ..catalog import BodySpec
from ..syntax.ast import Attribute, Block, Body, Expr, Literal, Object
from .site import Site, body_blocks

Fields: TypeAlias = dict[str, Expr]
Rule: TypeAlias = Callable[[Fields, Body], tuple[str, str] | None]

NEED_TARGET = ("replace", "hashmod", "lowercase", "uppercase", "keepequal", "dropequal")
NO_REPLACEMENT = ("lowercase", "uppercase", "keepequal", "dropequal")
DEFAULTS = {"regex": "(.*)", "separator": ";", "replacement": "$1", "modulus": 0, "target_label": ""}


def check_rules(body: Body, spec: BodySpec, site: Site, name: str, node: Block | None) -> None:
    """Reports where the fields of a block do not go together."""
    rule = RULES.get(name)
    if rule is None:
        return
    if rule is relabel_fault and "target_label" not in spec.attributes:
        if site.kind != "loki.process":
            return
        rule = truncate_fault
    fields = {statement.name: statement.value for statement in body if type(statement) is Attribute}
    fault = rule(fields, body)
    if fault is not None:
        code = "invalid-rule" if rule is relabel_fault else "invalid-stage"
        site.report(code, f"`{name}`: {fault[0]}", node, fault[1])


def text(fields: Fields, name: str, default: str = "") -> str | None:
    """A field's text, the default where it is not given, None where it is computed."""
    value = fields.get(name)
    if value is None:
        return default
    return str(value.value) if isinstance(value, Literal) and value.value is not None else None


def is_set(fields: Fields, name: str) -> bool:
    """Whether a field is given and is not its own default."""
    value = fields.get(name)
    if value is None or (isinstance(value, Literal) and value.value is None):
        return False
    return not (isinstance(value, Literal) and name in DEFAULTS and str(value.value) == str(DEFAULTS[name]))


def given(fields: Fields, name: str) -> bool:
    """Whether a field has a text, or may have one."""
    return text(fields, name) != ""


def relabel_fault(fields: Fields, body: Body) -> tuple[str, str] | None:
    action = text(fields, "action", "replace")
    if action is None:
        return None
    action = action or "replace"
    if action in NEED_TARGET and not is_set(fields, "target_label"):
        return f"the action `{action}` needs a `target_label`", "say which label it sets or compares"
    if action == "hashmod" and not is_set(fields, "modulus"):
        return "the action `hashmod` needs a `modulus`", "say by what the hash is divided"
    if action in NO_REPLACEMENT and is_set(fields, "replacement"):
        return f"the action `{action}` takes no `replacement`", "leave it out"
    if action in ("labeldrop", "labelkeep"):
        return superfluous(action, fields, ("source_labels", "target_label", "modulus", "separator", "replacement"))
    if action in ("keepequal", "dropequal"):
        return superfluous(action, fields, ("regex", "modulus", "separator", "replacement"))
    return None


def superfluous(action: str, fields: Fields, names: tuple[str, ...]) -> tuple[str, str] | None:
    extra = [name for name in names if is_set(fields, name)]
    if not extra:
        return None
    return f"the action `{action}` takes no `{extra[0]}`", f"leave out `{extra[0]}`"


def match_fault(fields: Fields, body: Body) -> tuple[str, str] | None:
    action, stages = text(fields, "action", "keep"), body_blocks(body)
    if action == "drop" and stages:
        return "the action `drop` takes no stages", "what matches is gone before they could run"
    if action in ("keep", "") and not stages:
        return "there is no stage for what matches", 'add a stage, or `action = "drop"`'
    return one_of("action", fields, ("keep", "drop", ""))


def drop_fault(fields: Fields, body: Body) -> tuple[str, str] | None:
    criteria = ("source", "expression", "older_than", "longer_than")
    if not any(given(fields, name) for name in criteria):
        return "nothing says what is dropped", "add `source`, `expression`, `older_than` or `longer_than`"
    if given(fields, "value") and given(fields, "expression"):
        return "`value` and `expression` exclude each other", "keep one of them"
    if given(fields, "value") and not given(fields, "source"):
        return "`value` needs a `source`", "say which extracted field is compared"
    return None


def tenant_fault(fields: Fields, body: Body) -> tuple[str, str] | None:
    chosen = [name for name in ("label", "source", "value") if given(fields, name)]
    if len(chosen) == 1:
        return None
    found = (
        "nothing says where the tenant comes from" if not chosen else f"`{'` and `'.join(chosen)}` exclude each other"
    )
    return found, "give one of `label`, `source` and `value`"


def limit_fault(fields: Fields, body: Body) -> tuple[str, str] | None:
    for name in ("rate", "burst"):
        value = fields.get(name)
        if isinstance(value, Literal) and isinstance(value.value, int | float) and value.value <= 0:
            return f"`{name}` is not above 0", "lines per second, and lines at once"
    drop = fields.get("drop")
    if text(fields, "by_label_name") and (drop is None or (isinstance(drop, Literal) and drop.value is False)):
        return "`by_label_name` needs `drop = true`", "limits by label can only drop, not wait"
    return None


def timestamp_fault(fields: Fields, body: Body) -> tuple[str, str] | None:
    return (
        one_of("action_on_failure", fields, ("skip", "fudge", ""))
        or one_of("action_on_duplicate_timestamp", fields, ("keep", "fudge", ""))
        or not_empty(fields, ("source", "format"))
    )


def counter_fault(fields: Fields, body: Body) -> tuple[str, str] | None:
    if value_of(fields, "match_all") is True and given(fields, "value"):
        return "`match_all` and `value` exclude each other", "keep one of them"
    return one_of("action", fields, ("inc", "add"))


def gauge_fault(fields: Fields, body: Body) -> tuple[str, str] | None:
    return one_of("action", fields, ("set", "inc", "dec", "add", "sub"))


def json_fault(fields: Fields, body: Body) -> tuple[str, str] | None:
    return one_given(fields, "expressions", "regex") or (not_empty(fields, ("source",)) if "source" in fields else None)


def logfmt_fault(fields: Fields, body: Body) -> tuple[str, str] | None:
    return one_given(fields, "mapping", "regex")


def one_given(fields: Fields, names: str, regex: str) -> tuple[str, str] | None:
    """Something is extracted: by names, or by an expression that finds them."""
    value = fields.get(names)
    empty = value is None or (isinstance(value, Object) and not value.fields)
    if not empty or given(fields, regex):
        return None
    return "nothing says what is extracted", f"add `{names}`, from a name to where it is found, or `{regex}`"


def sampling_fault(fields: Fields, body: Body) -> tuple[str, str] | None:
    rate = value_of(fields, "rate")
    if not isinstance(rate, int | float) or isinstance(rate, bool) or 0 <= rate <= 1:
        return None
    return "`rate` is not between 0 and 1", "0.1 keeps one line in ten"


def geoip_fault(fields: Fields, body: Body) -> tuple[str, str] | None:
    if not given(fields, "db_type") and "custom_lookups" not in fields:
        return "nothing says what is looked up", "add `db_type` or `custom_lookups`"
    return one_of("db_type", fields, ("", "asn", "city", "country"))


def truncate_fault(fields: Fields, body: Body) -> tuple[str, str] | None:
    if text(fields, "source_type", "line") == "line" and "sources" in fields:
        return "`sources` needs another `source_type` than the line", "say where the sources are"
    return None


def value_of(fields: Fields, name: str) -> str | int | float | bool | None:
    """A field's value, if it is written out."""
    value = fields.get(name)
    return value.value if isinstance(value, Literal) else None


def expression_fault(fields: Fields, body: Body) -> tuple[str, str] | None:
    return not_empty(fields, ("expression",))


def not_empty(fields: Fields, names: tuple[str, ...]) -> tuple[str, str] | None:
    empty = [name for name in names if name in fields and text(fields, name) == ""]
    return (f"`{empty[0]}` is empty", "give it a text") if empty else None


def one_of(name: str, fields: Fields, values: tuple[str, ...]) -> tuple[str, str] | None:
    value = text(fields, name)
    if name not in fields or value is None or value in values:
        return None
    choice = ", ".join(f'"{known}"' for known in values if known)
    return f'`{name}` does not take "{value}"', f"it takes {choice}"


RULES: dict[str, Rule] = {
    "rule": relabel_fault,
    "write_relabel_config": relabel_fault,
    "stage.match": match_fault,
    "stage.drop": drop_fault,
    "stage.tenant": tenant_fault,
    "stage.limit": limit_fault,
    "stage.timestamp": timestamp_fault,
    "stage.regex": expression_fault,
    "stage.replace": expression_fault,
    "stage.json": json_fault,
    "stage.logfmt": logfmt_fault,
    "stage.sampling": sampling_fault,
    "stage.geoip": geoip_fault,
    "metric.counter": counter_fault,
    "metric.gauge": gauge_fault,
}

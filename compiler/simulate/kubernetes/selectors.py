"""Selectors of the Kubernetes API: by labels and by fields."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from ..trace import Unknown
from .labels import Object, items, metadata, part, text

Selector: TypeAlias = Callable[[Object], bool]

_FIELDS: dict[str, dict[str, Callable[[Object], str]]] = {
    "pod": {
        "spec.nodeName": lambda found: text(part(found, "spec").get("nodeName")),
        "spec.restartPolicy": lambda found: text(part(found, "spec").get("restartPolicy") or "Always"),
        "spec.schedulerName": lambda found: text(part(found, "spec").get("schedulerName") or "default-scheduler"),
        "spec.serviceAccountName": lambda found: text(part(found, "spec").get("serviceAccountName")),
        "spec.hostNetwork": lambda found: text(part(found, "spec").get("hostNetwork") or False),
        "status.phase": lambda found: text(part(found, "status").get("phase")),
        "status.podIP": lambda found: text(part(found, "status").get("podIP")),
        "status.nominatedNodeName": lambda found: text(part(found, "status").get("nominatedNodeName")),
    },
    "node": {"spec.unschedulable": lambda found: text(part(found, "spec").get("unschedulable") or False)},
    "service": {
        "spec.clusterIP": lambda found: text(part(found, "spec").get("clusterIP")),
        "spec.type": lambda found: text(part(found, "spec").get("type") or "ClusterIP"),
    },
}
"""The fields that the API server can select by, beside name and namespace."""


@lru_cache(maxsize=1000)
def read_selector(role: str, labels: str, fields: str) -> Selector:
    """A selector of labels and of fields; an empty text selects all. Raises Unknown for what the API server refuses."""
    tests = [*_label_tests(labels), *_field_tests(role, fields)]
    return lambda found: all(test(found) for test in tests)


_TERM = re.compile(
    r"\s*(?:!\s*(?P<absent>[^\s,!=<>()]+)"
    r"|(?P<key>[^\s,!=<>()]+)\s*"
    r"(?:(?P<operator>==|=|!=|>|<)\s*(?P<value>[^\s,()]*)|(?P<set>in|notin)\s*\((?P<values>[^()]*)\))?)\s*(?:,|$)"
)


class Term(NamedTuple):
    """What a selector says of one label: that it has one of the values, or that it is there; or, if it does not hold,
    that it has none of them, or is not there."""

    key: str
    values: tuple[str, ...]
    holds: bool


def read_terms(selector: str) -> list[Term]:
    """The terms of a selector of labels, but for those that compare numbers. Raises Unknown for what is none."""
    terms = []
    for term in _terms(selector):
        operator = term["operator"] or term["set"]
        if operator not in ("<", ">"):
            values = [value.strip() for value in term["values"].split(",")] if term["set"] else [term["value"] or ""]
            holds = not term["absent"] and operator not in ("!=", "notin")
            terms.append(Term(term["absent"] or term["key"], tuple(values) if operator else (), holds))
    return terms


def _terms(selector: str) -> Iterator[re.Match[str]]:
    place = 0
    while place < len(selector) and selector.strip():
        term = _TERM.match(selector, place)
        if term is None:
            raise Unknown(f"`{selector}` is no label selector")
        yield term
        place = term.end()


def _label_tests(selector: str) -> list[Selector]:
    return [_label_test(term) for term in _terms(selector)]


def _label_test(term: re.Match[str]) -> Selector:
    absent, key, operator = term["absent"], term["key"], term["operator"] or term["set"]
    if absent:
        return lambda found: absent not in _labels(found)
    if operator is None:
        return lambda found: key in _labels(found)
    if operator in ("<", ">"):
        return _compares(key, operator, term["value"])
    values = {value.strip() for value in term["values"].split(",")} if term["set"] else {term["value"]}
    if operator in ("=", "==", "in"):
        return lambda found: key in _labels(found) and text(_labels(found)[key]) in values
    return lambda found: key not in _labels(found) or text(_labels(found)[key]) not in values


def _compares(key: str, operator: str, value: str) -> Selector:
    """Whether the label is a whole number on the right side of another."""
    if not value.lstrip("-").isdigit():
        raise Unknown(f"`{value}` is no whole number to compare the label `{key}` with")

    def test(found: Object) -> bool:
        given = text(_labels(found).get(key))
        if not given.lstrip("-").isdigit():
            return False
        return int(given) > int(value) if operator == ">" else int(given) < int(value)

    return test


def _labels(found: Object) -> Object:
    return part(part(found, "metadata"), "labels")


def _field_tests(role: str, selector: str) -> list[Selector]:
    return [_field_test(role, term) for term in selector.split(",") if term.strip()]


def _field_test(role: str, term: str) -> Selector:
    found = re.fullmatch(r"\s*([^=!\s]+)\s*(==|=|!=)\s*(.*?)\s*", term)
    if found is None:
        raise Unknown(f"`{term}` is no field selector")
    path, operator, value = found.groups()
    read = _field(role, path)
    return lambda item: (read(item) == value) is (operator != "!=")


def _field(role: str, path: str) -> Callable[[Object], str]:
    if path in ("metadata.name", "metadata.namespace"):
        return lambda found: metadata(found, path.removeprefix("metadata."))
    read = _FIELDS.get(role, {}).get(path)
    if read is None:
        raise Unknown(f"the API server does not select by the field `{path}` for the role `{role}`")
    return read


def matches(selector: Object, labels: Object) -> bool:
    """Whether labels are selected by a LabelSelector of an object: all of its labels and expressions."""
    if any(
        key not in labels or text(labels[key]) != text(value) for key, value in part(selector, "matchLabels").items()
    ):
        return False
    return all(_expression_matches(expression, labels) for expression in items(selector, "matchExpressions"))


def _expression_matches(expression: Object, labels: Object) -> bool:
    key, values = text(expression.get("key")), [text(value) for value in items(expression, "values")]
    match expression.get("operator"):
        case "In":
            return key in labels and text(labels[key]) in values
        case "NotIn":
            return key not in labels or text(labels[key]) not in values
        case "Exists":
            return key in labels
        case "DoesNotExist":
            return key not in labels
    raise Unknown(f"Kubernetes refuses the operator `{expression.get('operator')}` of a selector")

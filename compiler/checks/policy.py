"""A policy: which data may come to which destinations, as a file says it.

rules:
  - namespace: payments
    only: [payments]
  - label: {team: a}
    never: [b]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ..report.diagnostics import Diagnostic, Path, Refused, Span, nearest
from ..values.load import Values, load
from ..values.options import Options, Text, read
from ..values.placed import bare_tree


class PolicyRule(Options):
    """Data of a namespace, or with labels, that come only to some destinations, or never to some."""

    namespace: str = ""
    label: dict[str, Text] = {}
    only: list[str] = []
    never: list[str] = []


class PolicyFile(Options):
    rules: list[PolicyRule] = []


@dataclass(frozen=True)
class Policy:
    """The rules of a policy, and where they are written."""

    rules: tuple[PolicyRule, ...]
    source: Values

    def place(self, *path: str | int) -> Span:
        """Where something of the policy is said."""
        return self.source.locate(path) or Span(next(iter(self.source.sources)), 1, 1)


def forbidden(rule: PolicyRule, destinations: Iterable[str]) -> frozenset[str]:
    """The destinations that the data of a rule may not come to."""
    return frozenset(name for name in destinations if (name not in rule.only if rule.only else name in rule.never))


def words(rule: PolicyRule) -> str:
    """A rule as one would say it."""
    labels = ", ".join(f"{name}={value}" for name, value in sorted(rule.label.items()))
    subject = f"namespace {rule.namespace}" if rule.namespace else f"label {labels}"
    return f"{subject} {'only to ' + ', '.join(rule.only) if rule.only else 'never to ' + ', '.join(rule.never)}"


def read_policy(file: str) -> Policy:
    """Reads a policy. Raises Refused with every fault of it, each at its place."""
    values = load([file])
    options, faults = read(PolicyFile, bare_tree(values.data), ())
    if options is None or faults:
        raise Refused(values.place(faults))
    policy = Policy(tuple(options.rules), values)
    if found := [fault for number, rule in enumerate(policy.rules) for fault in _faults(policy, rule, number)]:
        raise Refused(found)
    return policy


def _faults(policy: Policy, rule: PolicyRule, number: int) -> Iterator[Diagnostic]:
    path: Path = ("rules", number)
    for one, other, what in (("namespace", "label", "which data it is about"), ("only", "never", "where they may go")):
        given = [name for name in (one, other) if getattr(rule, name)]
        if len(given) != 1:
            message = f"a rule of a policy says {what}: `{one}` or `{other}`, and not both"
            code: Any = "conflicting-arguments" if given else "missing-key"
            yield Diagnostic(code, message, path, f"write `{one}` or `{other}`", span=policy.place(*path))


def unknown_destinations(policy: Policy, known: Mapping[str, Any]) -> list[Diagnostic]:
    """Destinations of the policy that the values do not have."""
    return list(_unknown_destinations(policy, known))


def _unknown_destinations(policy: Policy, known: Mapping[str, Any]) -> Iterator[Diagnostic]:
    for number, rule in enumerate(policy.rules):
        for key, names in (("only", rule.only), ("never", rule.never)):
            for place, name in enumerate(names):
                if name not in known:
                    close = nearest(name, known)
                    help = f"did you mean `{close}`?" if close else f"there are: {', '.join(sorted(known))}"
                    span = policy.place("rules", number, key, place)
                    yield Diagnostic("unknown-destination", f"there is no destination `{name}`", (), help, span=span)


def policy_schema() -> dict[str, Any]:
    """The JSON Schema of a policy, for editors."""
    schema = PolicyFile.model_json_schema()
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "alloyc policy"}

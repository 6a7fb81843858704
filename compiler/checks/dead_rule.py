"""Relabelling rules that can never do anything, since what comes before them decides.

`dead-rule` drops nothing that is still there, keeps all that is, or replaces where it never matches; `nothing-kept`
drops whatever comes to it; `dead-alternative` is a part of a pattern that matches nothing that its rest does not match.

A walk along the rules of a component keeps, for each label, what its value may still be, as languages: a claim is about
every set of labels. Only rules that the user's values had a part in are told of.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from ..algebra import Language, finite, language, word
from ..catalog.behaviour import kind
from ..graph.component import Component, Graph
from ..graph.contributions import contributions
from ..languages.fault import LanguageFault, NotModelled
from ..report.contribution import Contribution
from ..report.diagnostics import Diagnostic, dotted
from ..simulate.evaluate import arguments
from ..simulate.relabel_rules import Arguments
from ..simulate.trace import Unknown
from ..syntax.ast import Block, Ref
from .alternatives import dead_alternatives
from .finding import Case, Finding

CODES = ("dead-rule", "dead-alternative", "nothing-kept")
DOT_ALL_SINCE = 11
MATCHING = ("keep", "drop", "replace", "hashmod")
EMPTY = finite([""])

_ANY_ROLE = ("__meta_kubernetes_namespace",)
_WITH_PODS = (*_ANY_ROLE, "__meta_kubernetes_pod_", "__meta_kubernetes_service_", "__meta_kubernetes_node_")
SET_BY_ROLE: dict[str, tuple[str, ...]] = {
    "pod": (*_ANY_ROLE, "__meta_kubernetes_pod_", "__meta_kubernetes_node_"),
    "service": (*_ANY_ROLE, "__meta_kubernetes_service_"),
    "endpoints": (*_WITH_PODS, "__meta_kubernetes_endpoint"),
    "endpointslice": (*_WITH_PODS, "__meta_kubernetes_endpointslice_"),
    "ingress": (*_ANY_ROLE, "__meta_kubernetes_ingress_"),
    "node": ("__meta_kubernetes_node_",),
}
"""How the labels begin that `discovery.kubernetes` sets in each role (prometheus/prometheus discovery/kubernetes)."""


@dataclass
class Known:
    """What is known of labels: each key, of source labels and separator, is a text of all `inside`, of none `outside`.
    `seen` tells which labels beginning with `__meta_` may be there; None where any may."""

    inside: dict[tuple[tuple[str, ...], str], list[Language]] = field(default_factory=dict)
    outside: dict[tuple[tuple[str, ...], str], list[Language]] = field(default_factory=dict)
    seen: tuple[str, ...] | None = None
    written: set[str] = field(default_factory=set)

    def about(self, rule: Arguments) -> tuple[list[Language], list[Language]]:
        """What the text is that a rule matches."""
        key = (rule.source_labels, rule.separator)
        never = len(rule.source_labels) == 1 and self._is_never_set(rule.source_labels[0])
        return self.inside.get(key, [EMPTY] if never else [language(".*")]), self.outside.get(key, [])

    def learn(self, rule: Arguments, matches: Language, kept: bool) -> None:
        """That what goes on matches, or does not."""
        inside, outside = self.about(rule)
        key = (rule.source_labels, rule.separator)
        self.inside[key] = [*inside, matches] if kept else inside
        self.outside[key] = outside if kept else [*outside, matches]

    def forget(self, label: str) -> None:
        """All about a label that gets another value."""
        self.written.add(label)
        for key in [key for key in self.inside if label in key[0]]:
            del self.inside[key]
            self.outside.pop(key, None)

    def forget_all(self) -> None:
        self.inside.clear()
        self.outside.clear()
        self.seen = None

    def set(self, label: str, values: Language) -> None:
        """That a label has one of these values, whatever the separator that a rule names."""
        self.forget(label)
        self.inside[(label,), ";"] = [values]

    def _is_never_set(self, label: str) -> bool:
        if self.seen is None or label in self.written:
            return False
        return label.startswith("__meta_") and not label.startswith(self.seen)


def check(case: Case) -> Iterator[Finding]:
    """Every rule and alternative that does nothing, once."""
    minor = int(case.settings.alloy_version.split(".")[1])
    told: set[Diagnostic] = set()
    for configuration in case.built.configurations:
        for component in configuration.graph.components:
            if kind(component.kind).rules != "rule":
                continue
            for finding in _of_component(component, configuration.graph, minor >= DOT_ALL_SINCE):
                if finding.diagnostic not in told:
                    told.add(finding.diagnostic)
                    yield finding


def _of_component(component: Component, graph: Graph, dot_all: bool) -> Iterator[Finding]:
    known = Known(seen=_labels_before(component, graph))
    nothing_left = False
    for block in component.body:
        if not isinstance(block, Block) or block.name != "rule":
            continue
        try:
            rule = read_rule(block)
            if not nothing_left:
                found = step(known, rule, dot_all)
                nothing_left = found == "nothing-kept"
                yield from _told(found, block, rule)
            for place, alternative, by, inside in dead_alternatives(block, rule, dot_all):
                yield Finding(_alternative(alternative, by, inside, place))
        except (Unknown, NotModelled, LanguageFault) as reason:
            known.forget_all()
            yield from _undecided(block, str(reason))


def read_rule(block: Block) -> Arguments:
    """The arguments of a rule. Raises Unknown where one is known only when Alloy runs."""
    given = {name: value for name, value in arguments(block.body).items() if value is not None}
    given["source_labels"] = tuple(given.get("source_labels", ()))
    try:
        return Arguments(**given)
    except TypeError:
        raise Unknown("Alloy refuses a rule with an argument that there is not") from None


def step(known: Known, rule: Arguments, dot_all: bool = True) -> str:
    """What a rule is found to be, or "". `known` then is what is known after it. Raises NotModelled."""
    if rule.action not in MATCHING:
        _rename(known, rule, dot_all)
        return ""
    if rule.action == "hashmod":
        known.forget(rule.target_label)
        return ""
    matches = language(rule.regex, dot_all)
    inside, outside = known.about(rule)
    never = word([*inside, matches], outside) is None
    always = word(inside, [*outside, matches]) is None
    if rule.action == "replace":
        if not never:
            _replace(known, rule, always)
        return "dead-rule" if never else ""
    known.learn(rule, matches, rule.action == "keep")
    if never if rule.action == "keep" else always:
        return "nothing-kept"
    return "dead-rule" if (always if rule.action == "keep" else never) else ""


def _replace(known: Known, rule: Arguments, always: bool) -> None:
    if "$" in rule.target_label:
        known.forget_all()
    elif always and "$" not in rule.replacement:
        known.set(rule.target_label, finite([rule.replacement]))
    else:
        known.forget(rule.target_label)


def _rename(known: Known, rule: Arguments, dot_all: bool) -> None:
    """Rules about names of labels, and those that write a label from others."""
    match rule.action:
        case "labeldrop" | "labelkeep":
            names = language(rule.regex, dot_all)
            for label in {label for labels, _ in known.inside for label in labels}:
                if (label in names) is (rule.action == "labeldrop"):
                    known.set(label, EMPTY)
        case "lowercase" | "uppercase":
            known.forget(rule.target_label)
        case "keepequal" | "dropequal":
            pass
        case _:
            known.forget_all()


def _labels_before(component: Component, graph: Graph) -> tuple[str, ...] | None:
    """How the labels begin that a discovery right before this one sets; None where anything may be."""
    targets = component.argument("targets")
    source = graph.by_id().get(targets.component) if isinstance(targets, Ref) else None
    if source is None or source.kind != "discovery.kubernetes":
        return None
    try:
        role = arguments(source.body).get("role")
    except Unknown:
        return None
    return SET_BY_ROLE.get(str(role))


def _told(code: str, block: Block, rule: Arguments) -> Iterator[Finding]:
    by = by_user(block)
    if by is None or not code:
        return
    label = rule.separator.join(rule.source_labels)
    if code == "nothing-kept":
        message = f"nothing comes past this `{rule.action}` on `{label}`: what was kept excludes all that it lets by"
        help = "make the patterns overlap, or take one of the two rules away"
        yield Finding(at(Diagnostic("nothing-kept", message, (), help, "warning"), by))
        return
    what = {"keep": "has nothing to drop", "drop": "never matches", "replace": "never matches"}[rule.action]
    message = f"this `{rule.action}` on `{label}` {what}: the rules before it, or the discovery, decide"
    yield Finding(at(Diagnostic("dead-rule", message, (), "take it away, or put it first", "warning"), by))


def _alternative(alternative: str, by: Contribution, inside: str, place: int) -> Diagnostic:
    message = f"`{alternative}` of `{dotted(by.path)}` matches nothing that `{inside}` does not match"
    return at(Diagnostic("dead-alternative", message, (), "take it out of the pattern", "warning"), by)


def _undecided(block: Block, reason: str) -> Iterator[Finding]:
    by = by_user(block)
    if by is not None:
        message = f"nobody can tell whether this rule does something: {reason}"
        yield Finding(at(Diagnostic("dead-rule", message, (), "", "warning"), by), "unknown")


def by_user(block: Block) -> Contribution | None:
    """The first value of the user's that a rule or stage was made of."""
    return next((by for by in contributions(block) if by.kind == "value" and not by.key), None)


def at(diagnostic: Diagnostic, by: Contribution) -> Diagnostic:
    """A diagnostic at what somebody wrote."""
    return replace(diagnostic, path=by.path, within=by.at)

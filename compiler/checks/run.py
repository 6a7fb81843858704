"""All rules over some values: which are asked, and which findings the user has accepted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatch
from importlib import import_module
from typing import Any

from ..compile import Settings, compile_values, place
from ..report.diagnostics import Diagnostic, Refused, nearest
from ..values.load import Values
from .accepted import accepted
from .finding import Case, Finding, Needs, Output
from .policy import Policy, unknown_destinations

RULES: dict[str, tuple[str, ...]] = {
    "dead_value": ("dead-value", "redundant-value"),
    "dead_rule": ("dead-rule", "dead-alternative", "nothing-kept"),
    "dead_stage": ("dead-rule", "nothing-kept"),
    "overlap": ("overlap",),
    "tenant_leak": ("tenant-leak",),
    "secret_flow": ("secret-flow",),
    "lost_state": ("lost-state",),
    "upgrade": ("upgrade",),
    "api_load": ("api-load",),
    "cost": ("unused-metric", "unlimited-logs", "unsampled-traces", "interval-below-resolution"),
    "many_values": ("many-values",),
    "rbac": ("missing-permission", "needless-permission"),
}
"""The modules of the rules, in order, with the codes that each gives."""

COMMENT_CODES = ("unexplained-ignore", "unused-ignore")
ALL = (*dict.fromkeys(code for codes in RULES.values() for code in codes), *COMMENT_CODES)
WHEN_ASKED = frozenset((*RULES["rbac"], *RULES["cost"], *RULES["many_values"]))
"""Codes that are looked for only where somebody selects them."""


class UnknownRule(Exception):
    """A code was asked for that no rule gives."""


@dataclass(frozen=True)
class Choice:
    """The codes to look for, and those that files of a pattern are spared."""

    codes: frozenset[str] = frozenset(ALL) - WHEN_ASKED
    spared: tuple[tuple[str, frozenset[str]], ...] = ()

    def wants(self, diagnostic: Diagnostic) -> bool:
        """Whether a finding is one to show."""
        file = diagnostic.span.file if diagnostic.span else ""
        spared = any(diagnostic.code in codes and fnmatch(file, pattern) for pattern, codes in self.spared)
        return diagnostic.code in self.codes and not spared


def choice(select: str = "", ignore: str = "", per_file: Sequence[str] = (), also: Iterable[str] = ()) -> Choice:
    """What the command line asks for, and the codes that its other options ask for. Raises UnknownRule."""
    asked = (_codes(select) or frozenset(ALL) - WHEN_ASKED) | frozenset(also)
    spared = []
    for text in per_file:
        pattern, colon, codes = text.rpartition(":")
        if not colon:
            raise UnknownRule(f"--per-file needs PATTERN:CODES, not `{text}`")
        spared.append((pattern, _codes(codes)))
    return Choice(asked - _codes(ignore), tuple(spared))


def _codes(text: str) -> frozenset[str]:
    codes = frozenset(code.strip() for code in text.split(",") if code.strip())
    for code in sorted(codes - set(ALL)):
        close = nearest(code, ALL)
        raise UnknownRule(
            f"no rule `{code}`; " + (f"did you mean `{close}`?" if close else f"there are {', '.join(ALL)}")
        )
    return codes


def check_values(
    values: Values,
    settings: Settings,
    files: Sequence[str] = (),
    chosen: Choice | None = None,
    objects: Sequence[Mapping[str, Any]] = (),
    policy: Policy | None = None,
    against: Mapping[str, Output] | None = None,
    needs: Needs | None = None,
) -> list[Finding]:
    """What the rules find in values that build, each with its place, without what comments in them accept. `files` are
    the values files in their order, `objects` those of the cluster, `policy` says which data may come where, `against`
    is the last output, `needs` what is done with the telemetry. Raises Refused where they do not build, where the
    policy names a destination that there is not, and for samples that cannot be read."""
    chosen = chosen or Choice()
    built = compile_values(values, settings)
    if policy is not None and (faults := unknown_destinations(policy, built.plan.installation.destinations)):
        raise Refused(faults)
    given = (tuple(files), tuple(objects), policy, against or {}, needs or Needs())
    case = Case(values, settings, built, *given)
    found: list[Finding] = []
    for module, codes in RULES.items():
        if chosen.codes & set(codes):
            found += import_module(f".{module}", __package__).check(case)
    placed = place([finding.diagnostic for finding in found], values)
    found = [replace(finding, diagnostic=diagnostic) for finding, diagnostic in zip(found, placed, strict=True)]
    open_findings = accepted(found, values, chosen.codes)
    return [finding for finding in open_findings if chosen.wants(finding.diagnostic)]

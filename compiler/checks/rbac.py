"""What Alloy's own chart grants a collector, against what its components ask of the API server.

`missing-permission` is asked and not granted: discovery finds nothing, and only Alloy's log says why.
`needless-permission` is granted and not asked. Asked with `--rbac` alone: the chart grants all collectors the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..emit.permissions import Asked, asked, covers, granted, unknown
from ..emit.roles import grouped, words
from ..planning.collectors import Collector
from ..report.diagnostics import Diagnostic
from .finding import Case, Finding

LISTED = 5
"""Permissions that a message lists of many."""


def check(case: Case) -> Iterator[Finding]:
    """Findings for each collector whose roles the chart makes."""
    for name, needed in asked(case.built).items():
        collector = case.built.plan.installation.collectors.get(name)
        if collector is None or not _is_made_by_chart(collector):
            continue
        yield from (Finding(_missing(name, one)) for one in needed if not _is_granted(one))
        yield from _needless(case, name, collector, needed)


def _is_made_by_chart(collector: Collector) -> bool:
    settings = collector.settings.get("rbac")
    return not isinstance(settings, dict) or settings.get("create") is not False


def _is_granted(one: Asked) -> bool:
    return any(covers(given, one.permission) for given in granted())


def _missing(name: str, one: Asked) -> Diagnostic:
    [(subject, verbs)] = grouped([one.permission])
    component = one.components[0]
    message = f"`{component.name}` of `{name}` asks to {verbs[0]} {words(subject)}, which Alloy's chart does not grant"
    help = "add a rule to the collector's `rbac.rules`; `alloyc rbac` prints it"
    return Diagnostic("missing-permission", message, component.origin.path, help, "warning")


def _needless(case: Case, name: str, collector: Collector, needed: tuple[Asked, ...]) -> Iterator[Finding]:
    ours = [one.permission for one in needed]
    beyond = grouped(one for one in granted() if not any(covers(need, one) for need in ours))
    if not beyond:
        return
    some = "; ".join(f"{', '.join(verbs)} {words(subject)}" for subject, verbs in beyond[:LISTED])
    more = f" and {len(beyond) - LISTED} more" if len(beyond) > LISTED else ""
    message = f"Alloy's chart lets `{name}` do what nothing in it asks: {some}{more}"
    help = "`alloyc rbac` prints the least that it needs; set `rbac.create: false` and use that"
    diagnostic = Diagnostic("needless-permission", message, collector.path, help, "warning", about_key=True)
    yield Finding(diagnostic, "unknown" if unknown(case.built, name) else "proven")

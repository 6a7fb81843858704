"""Faults of a router: its conditions, the signals of its routes, and the destinations it names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from ..planning.telemetry import SIGNALS
from ..report.diagnostics import Diagnostic, Path, dotted, nearest, warning
from ._router_options import Route, Router
from .unit import DestinationContext

OPERATORS = ("equals", "notEquals", "in", "matches", "notMatches")
SIGNALS_OF = {
    "otlp": ("metrics", "logs", "traces"),
    "prometheus": ("metrics",),
    "loki": ("logs",),
    "pyroscope": ("profiles",),
}


def check_router(options: Router, context: DestinationContext) -> Iterator[Diagnostic]:
    if not options.default_destinations:
        yield Diagnostic("missing-key", f"the router `{context.name}` has nowhere to send what no route matches",
                         context.at(), "add `defaultDestinations: [...]`", about_key=True)  # fmt: skip
    if options.ecosystem not in SIGNALS_OF:
        where = context.at("ecosystem") if options.ecosystem else context.at()
        yield Diagnostic("unknown-value" if options.ecosystem else "missing-key",
                         f"the router `{context.name}` does not say whose components it stands among", where,
                         f"set `ecosystem:` to one of {', '.join(SIGNALS_OF)}", about_key=True)  # fmt: skip
    for position, route in enumerate(options.routes):
        at = context.at("routes", position)
        yield from _check_match(route.match, options.ecosystem, at)
        if not route.destinations:
            yield Diagnostic("missing-key", f"`{dotted(at)}` has no destinations, so all that it matches would be lost",
                             at, "add `destinations: [...]`", about_key=True)  # fmt: skip
        yield from _check_signals(route, options.ecosystem, at)
        yield from _check_names(route.destinations, options.ecosystem, context, (*at, "destinations"))
        yield from _check_reach(route, options.ecosystem, context, (*at, "destinations"))
    at = context.at("defaultDestinations")
    yield from _check_names(options.default_destinations, options.ecosystem, context, at)


def _check_signals(route: Route, ecosystem: str, at: Path) -> Iterator[Diagnostic]:
    if route.signals is None:
        return
    if not route.signals:
        yield Diagnostic("missing-key", f"`{dotted(at)}` is for no signal", (*at, "signals"),
                         "name a signal, or take `signals` out: then it is for all", about_key=True)  # fmt: skip
    for position, signal in enumerate(route.signals):
        where = (*at, "signals", position)
        if signal not in SIGNALS:
            close = nearest(signal, SIGNALS)
            help = f"did you mean `{close}`?" if close else f"signals are {', '.join(SIGNALS)}"
            yield Diagnostic("unknown-value", f"`{signal}` is no signal", where, help)
        elif ecosystem in SIGNALS_OF and signal not in SIGNALS_OF[ecosystem]:
            yield Diagnostic("unsupported-signal", f"a router of the ecosystem {ecosystem} takes no {signal}", where,
                             f"it takes {', '.join(SIGNALS_OF[ecosystem])}")  # fmt: skip


def _check_names(names: list[str], ecosystem: str, context: DestinationContext, at: Path) -> Iterator[Diagnostic]:
    known = context.installation.destinations
    able = [name for name, found in known.items() if not found.is_router and not found.disabled]
    for position, name in enumerate(names):
        where, found = (*at, position), known.get(name)
        if found is None or found.disabled:
            close = nearest(name, able)
            state = "is disabled" if found else "does not exist"
            help = f"did you mean `{close}`?" if close else f"enabled destinations: {', '.join(able) or 'none'}"
            yield Diagnostic("unknown-destination", f"the destination `{name}` of the router `{context.name}` {state}",
                             where, help)  # fmt: skip
        elif found.is_router:
            yield Diagnostic("router-to-router", f"the router `{context.name}` sends to the router `{name}`", where,
                             "name the destinations behind it")  # fmt: skip
        elif ecosystem in SIGNALS_OF and not found.signals & set(SIGNALS_OF[ecosystem]):
            yield Diagnostic("unsupported-signal", f"`{name}` takes nothing that a router of the ecosystem {ecosystem} "
                             "sends", where, f"name one that takes {' or '.join(SIGNALS_OF[ecosystem])}")  # fmt: skip


def _check_reach(route: Route, ecosystem: str, context: DestinationContext, at: Path) -> Iterator[Diagnostic]:
    """Warns of a signal that a route is for but none of its destinations takes: that goes to the default ones."""
    known, routed = context.installation.destinations, SIGNALS_OF.get(ecosystem, ())
    taken = {
        signal for name in route.destinations if name in known for signal in known[name].signals if signal in routed
    }
    for signal in route.signals or routed:
        if taken and signal in routed and signal not in taken:
            fault = Diagnostic("unsupported-signal", f"no destination of this route of `{context.name}` takes {signal}",
                               at, f"add one that takes {signal}, or say for which `signals` the route is")  # fmt: skip
            yield warning(fault)


def _check_match(match: Any, ecosystem: str, at: Path) -> Iterator[Diagnostic]:
    where = (*at, "match")
    key = "resourceAttribute" if ecosystem == "otlp" else "label"
    form = f"conditions are a list of `{{{key}: ..., op: equals, value: ...}}`"
    if match in (None, [], {}, ""):
        yield Diagnostic("missing-key", f"`{dotted(at)}` has no conditions", at, form, about_key=True)
    elif not isinstance(match, list):
        yield Diagnostic("wrong-type", f"`{dotted(where)}` must be a list", where, form)
    elif ecosystem in SIGNALS_OF:
        for position, condition in enumerate(match):
            if isinstance(condition, dict):
                yield from _check_condition(condition, len(match), ecosystem, (*where, position))
            else:
                yield Diagnostic(
                    "wrong-type", f"`{dotted((*where, position))}` must be a map", (*where, position), form
                )


def _check_condition(condition: dict[str, Any], together: int, ecosystem: str, at: Path) -> Iterator[Diagnostic]:
    yield from _check_subject(condition, ecosystem, at)
    for unknown in condition.keys() - {"resourceAttribute", "label", "op", "value"}:
        yield Diagnostic("unknown-key", f"unknown key `{unknown}` in `{dotted(at)}`", (*at, unknown),
                         "known keys here: op, value, and resourceAttribute or label", about_key=True)  # fmt: skip
    operator = condition.get("op")
    if operator not in OPERATORS:
        close = nearest(str(operator), OPERATORS)
        yield Diagnostic("unknown-value" if operator else "missing-key",
                         f"`{dotted((*at, 'op'))}` must say how to compare", (*at, "op") if operator else at,
                         f"did you mean `{close}`?" if close else f"one of {', '.join(OPERATORS)}",
                         about_key=True)  # fmt: skip
        return
    if ecosystem != "otlp" and operator in ("notEquals", "notMatches"):
        yield Diagnostic("unsupported-option", f"labels cannot be compared by `{operator}`", (*at, "op"),
                         "use equals, in or matches, or a router of the ecosystem otlp")  # fmt: skip
    if ecosystem != "otlp" and operator == "matches" and together > 1:
        yield Diagnostic("unsupported-option", "`matches` cannot stand beside other conditions on labels", (*at, "op"),
                         "make it the only condition of its route, or use equals or in")  # fmt: skip
    yield from _check_value(condition, str(operator), at)


def _check_subject(condition: dict[str, Any], ecosystem: str, at: Path) -> Iterator[Diagnostic]:
    """What a condition is about goes unquoted into OTTL or a rule, so it must be a plain name."""
    expected, other, plain = ("resourceAttribute", "label", r"[A-Za-z_][A-Za-z0-9_./-]*")
    if ecosystem != "otlp":
        expected, other, plain = ("label", "resourceAttribute", r"[A-Za-z_][A-Za-z0-9_]*")
    subject = condition.get(expected)
    if other in condition:
        yield Diagnostic("unsupported-option", f"a router of the ecosystem {ecosystem} cannot match on `{other}`",
                         (*at, other), f"use `{expected}`")  # fmt: skip
    elif expected not in condition:
        yield Diagnostic(
            "missing-key", f"`{dotted((*at, expected))}` is required", at, f"add `{expected}:`", about_key=True
        )
    elif not isinstance(subject, str):
        yield Diagnostic("wrong-type", f"`{dotted((*at, expected))}` must be text", (*at, expected), "quote it")
    elif not re.fullmatch(plain, subject):
        yield Diagnostic("invalid-name", f"`{subject}` cannot be a {expected}", (*at, expected),
                         "begin with a letter, and use letters, digits and `_`"
                         + (", `.`, `/`, `-`" if ecosystem == "otlp" else ""))  # fmt: skip


def _check_value(condition: dict[str, Any], operator: str, at: Path) -> Iterator[Diagnostic]:
    value, where = condition.get("value"), (*at, "value") if "value" in condition else at
    if operator == "in":
        if not isinstance(value, list):
            yield Diagnostic("wrong-type", f"`{dotted((*at, 'value'))}` must be a list", where, "write `value: [a, b]`")
        elif not value:
            yield Diagnostic(
                "missing-key",
                f"`{dotted((*at, 'value'))}` has no values",
                where,
                "write `value: [a, b]`",
                about_key=True,
            )
        for position, item in enumerate(value if isinstance(value, list) else []):
            if not isinstance(item, str):
                yield Diagnostic("wrong-type", f"`{dotted((*where, position))}` must be text", (*where, position),
                                 "quote it")  # fmt: skip
    elif not isinstance(value, str):
        yield Diagnostic("wrong-type", f"`{dotted((*at, 'value'))}` must be text", where, "quote it")
    elif operator in ("matches", "notMatches"):
        yield from _check_regex(value, where)


def _check_regex(text: str, at: Path) -> Iterator[Diagnostic]:
    import re2

    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(text, options)
    except re2.error as fault:
        reason = fault.args[0].decode() if isinstance(fault.args[0], bytes) else str(fault.args[0])
        yield Diagnostic("invalid-regex", f"`{dotted(at)}` is no regular expression: {reason}", at,
                         "the syntax is that of RE2")  # fmt: skip

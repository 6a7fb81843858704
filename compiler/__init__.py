"""alloyc: compiles k8s-monitoring v4 values into verified Grafana Alloy configurations.

from alloyc import build

for configuration in build("values.yaml").configurations:
    print(configuration.collector, configuration.text)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from .compile import Compilation, Configuration, Settings
    from .planning.installation import Release
    from .planning.plan import Plan
    from .report.diagnostics import Diagnostic, Refused, Span

__all__ = [
    "Compilation",
    "Configuration",
    "Diagnostic",
    "Plan",
    "Refused",
    "Release",
    "Settings",
    "Span",
    "build",
    "check",
    "format_alloy",
    "planning.plan",
]

_PLACES = {
    "Compilation": "compile",
    "Configuration": "compile",
    "Settings": "compile",
    "Diagnostic": "report.diagnostics",
    "Refused": "report.diagnostics",
    "Span": "report.diagnostics",
    "Release": "planning.installation",
    "Plan": "planning.plan",
}


def build(*files: str, settings: Settings | None = None) -> Compilation:
    """Values files, later ones win, to the configuration of each collector. Raises Refused with every fault."""
    from .compile import Settings, compile_values
    from .values.load import load

    return compile_values(load(files), settings or Settings())


def plan(*files: str, settings: Settings | None = None) -> Plan:
    """Values files to what a build would do with them. Raises Refused with every fault."""
    from .compile import Settings, plan_values
    from .values.load import load

    return plan_values(load(files), settings or Settings())


def check(*files: str, settings: Settings | None = None) -> tuple[Diagnostic, ...]:
    """Everything that is wrong with values files, warnings too; empty where nothing is."""
    from .report.diagnostics import Refused

    try:
        return build(*files, settings=settings).warnings
    except Refused as refused:
        return refused.diagnostics


def format_alloy(text: str) -> str:
    """Alloy text as `alloy fmt` leaves it. Raises Refused where it is no Alloy."""
    from .syntax.printer import format_alloy

    return format_alloy(text)


def __getattr__(name: str) -> Any:
    """The types above are imported when they are asked for: importing alloyc alone costs nothing."""
    from importlib import import_module

    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{_PLACES[name]}", __name__), name)

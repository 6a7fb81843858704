"""How to tell values of version 3 from values of version 4. No dependency: every build asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from ..report.diagnostics import Diagnostic, Path, Refused, dotted
from . import preset_data

if TYPE_CHECKING:
    from .load import Values

SPLIT_SECTIONS = ("node-exporter", "windows-exporter", "kepler", "opencost")
COLLECTORS = ("alloy-metrics", "alloy-logs", "alloy-singleton", "alloy-receiver", "alloy-profiles")


def check_version(values: Values) -> None:
    """Raises Refused with one fault for values of version 3: everything else would be said about the wrong version."""
    signs = list(_certain(values.data))
    if signs:
        names = ", ".join(f"`{dotted(path)}`" for path in signs[:5])
        more = f" and {len(signs) - 5} more" if len(signs) > 5 else ""
        span = values.locate_key(signs[0])
        file = span.file if span and span.file in values.sources else "VALUES"
        raise Refused(
            [
                Diagnostic(
                    "old-values",
                    f"these are values of version 3 of the chart: {names}{more}",
                    signs[0],
                    f"run `alloyc migrate {file} -o values-v4.yaml`, or build with `--from-v3`",
                    span=span,
                )
            ]
        )


def is_old(values: Mapping[str, Any]) -> bool:
    """Whether anything in the values has a place in version 3 and none in version 4."""
    return any(True for _ in _certain(values)) or any(True for _ in _likely(values))


def _certain(values: Mapping[str, Any]) -> Iterator[Path]:
    """Keys that mean something in version 3 only, whatever stands beside them."""
    if isinstance(values.get("destinations"), list) and values["destinations"]:
        yield ("destinations",)
    for key in ("destinationsMap", *COLLECTORS, "podLogs"):
        if key in values:
            yield (key,)


def _likely(values: Mapping[str, Any]) -> Iterator[Path]:
    """Keys that version 4 refuses one by one, each with the place where it belongs now."""
    section = values.get("clusterMetrics")
    if isinstance(section, dict):
        yield from (("clusterMetrics", key) for key in SPLIT_SECTIONS if key in section)
        service = section.get("kube-state-metrics")
        if isinstance(service, dict) and "deploy" in service:
            yield ("clusterMetrics", "kube-state-metrics", "deploy")
    for removed in preset_data.data("migration")["removed"]:
        head, key = removed["at"][0], removed["at"][-1]
        section = values.get(head)
        if len(removed["at"]) == 2 and head != "*" and isinstance(section, dict) and key in section:
            yield (head, key)

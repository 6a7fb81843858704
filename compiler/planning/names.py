"""Names of the values that become names of files and of Kubernetes, Helm and Alloy: whether each of them can be one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ..report.diagnostics import Diagnostic, Path, Span, dotted
from ..values.names import NAMESPACE, OBJECT, RELEASE, Rule
from ..values.options import Options
from ..values.secrets import secret_options
from .installation import Installation

COMPONENT = Rule(r"[A-Za-z][A-Za-z0-9_-]*", "letters, digits, `_` and `-`, a letter first", 200)
"""It is in the labels of components, as `_`, and in the names of Secrets, as `-`."""
COLLECTOR = Rule(
    r"[A-Za-z0-9]([-_. A-Za-z0-9]*[A-Za-z0-9])?", "letters, digits, `-` and `_`, no sign first or last", 200
)
NAMED = {"fullnameOverride": OBJECT, "nameOverride": OBJECT, "namespaceOverride": NAMESPACE}


def check_names(installation: Installation) -> Iterator[Diagnostic]:
    """A fault for each name that cannot be one, at its place."""
    yield from _release(installation)
    root = {"fullnameOverride": installation.fullname_override, "nameOverride": installation.name_override}
    yield from _named({key: text.lower() for key, text in root.items()}, ())
    yield from _named(installation.globals.model_dump(by_alias=True, include={"namespace_override"}), ("global",))
    for name, destination in installation.destinations.items():
        if not destination.disabled:
            yield from _check(name, COMPONENT, ("destinations", name), "an Alloy component")
            yield from _of_secret(destination.options, ("destinations", name))
    for name in installation.processors:
        yield from _check(name, COMPONENT, ("dataProcessors", name), "an Alloy component")
    for key, collector in installation.collectors.items():
        yield from _check(key, COLLECTOR, ("collectors", key), "a collector")
        yield from _named(collector.own, collector.path)
        yield from _of_secret(collector.options.remote_config, (*collector.path, "remoteConfig"))
        service = collector.options.extra_service
        for field, text in (("name", service.name), ("fullname", service.fullname)):
            yield from _check(text, OBJECT, (*collector.path, "extraService", field))
    yield from _services(installation)


def _release(installation: Installation) -> Iterator[Diagnostic]:
    release = installation.release
    for option, text, rule in (
        ("--release-name", release.name, RELEASE),
        ("--namespace", release.namespace, NAMESPACE),
    ):
        for fault in _check(text, rule, (), f"what `{option}` names"):
            yield Diagnostic(fault.code, fault.message, help=fault.help, span=Span(option, 1, 1))


def _services(installation: Installation) -> Iterator[Diagnostic]:
    """Charts beside the collectors: their names become names of releases and of files."""
    for key, values in installation.telemetry_services.items():
        yield from _named(values, ("telemetryServices", key))
    yield from _named(installation.alloy_operator, ("alloy-operator",))
    for chart in installation.charts:
        yield from _named(chart.settings, chart.path)


def _of_secret(options: Options, at: Path) -> Iterator[Diagnostic]:
    secret = secret_options(options)
    yield from _check(secret.name, OBJECT, (*at, "secret", "name"))
    yield from _check(secret.namespace, NAMESPACE, (*at, "secret", "namespace"))


def _named(section: Any, at: Path) -> Iterator[Diagnostic]:
    for key, rule in NAMED.items():
        if isinstance(section, Mapping) and section.get(key):
            yield from _check(str(section[key]), rule, (*at, key))


def _check(text: str, rule: Rule, at: Path, what: str = "") -> Iterator[Diagnostic]:
    if text and not rule.allows(text):
        what = what or f"what `{dotted(at)}` names"
        yield Diagnostic("invalid-name", f"`{_shortened(text)}` cannot name {what}", at, f"use {rule.wanted} only")


def _shortened(text: str) -> str:
    return text if len(text) <= 80 else f"{text[:80]}..."

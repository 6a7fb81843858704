"""Secrets that the values write where no Kubernetes Secret keeps them: in addresses, headers and data source names."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..report.diagnostics import Diagnostic, Path, dotted
from ..report.redact import is_secret
from ..values.options import Options
from .installation import Installation

_USERINFO = re.compile(r"://[^\s/@:]*:[^\s/@]+@")
_DATA_SOURCE = re.compile(r"[^\s/@:]*:[^\s@]+@|\bpassword=")
_OPEN_MAPS = frozenset({"extraHeaders", "proxyConnectHeader", "endpointParams"})
"""Maps that are written into the configuration as they are."""
_IN_DATA_SOURCE = "name the source by an expression, `dataSourceNameFrom`, or in parts, `dataSource`"


def check_embedded(installation: Installation) -> Iterator[Diagnostic]:
    """A warning for each such secret. It names the key and never the value."""
    for path, text in _texts_of(installation):
        *_, section, last = ("", *(part for part in path if isinstance(part, str)))
        if section in _OPEN_MAPS and is_secret(last):
            yield _warning(path, "give it by an expression of Alloy's, or in `auth`, where a Secret can keep it")
        elif last == "dataSourceName" and _DATA_SOURCE.search(text):
            yield _warning(path, _IN_DATA_SOURCE)
        elif _USERINFO.search(text):
            yield _warning(path, "take the user and the password out of the address, and set `auth`")


def _warning(path: Path, help: str) -> Diagnostic:
    message = f"what `{dotted(path)}` says will stand in the configuration for all to read"
    return Diagnostic("embedded-secret", message, path, help, "warning")


def _texts_of(installation: Installation) -> Iterator[tuple[Path, str]]:
    for name, destination in installation.destinations.items():
        if not destination.disabled:
            yield from _texts(destination.options, ("destinations", name))
    for collector in installation.collectors.values():
        if collector.options.enabled and collector.options.remote_config.enabled:
            yield from _texts(collector.options.remote_config, (*collector.path, "remoteConfig"))
    for section, options in installation.features.items():
        yield from _texts(options, (section,))


def _texts(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    """Every text that was given, with its place. Of what was left out there is nothing to warn."""
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, Options):
        for name in value.model_fields_set:
            field = type(value).model_fields.get(name)
            yield from _texts(getattr(value, name), (*path, (field.alias if field else None) or name))
    elif isinstance(value, Mapping):
        for key, inner in value.items():
            yield from _texts(inner, (*path, key))
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield from _texts(inner, (*path, position))

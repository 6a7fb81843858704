"""What an earlier build left in a folder: `NAME.alloy`, or a ConfigMap in `NAME.configmap.yaml`."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ..report.diagnostics import Diagnostic, Refused, Span
from ..syntax.ast import Block
from ..syntax.parser import parse
from .finding import Output

CONFIGMAP = ".configmap.yaml"
CONFIG_KEY = "config.alloy"
"""Where a ConfigMap has the text."""


def read_output(folder: str) -> dict[str, Output]:
    """The configurations of a folder by collector, blocks with their places. Raises Refused where there is none, and
    for what cannot be read."""
    found: dict[str, Output] = {}
    faults: list[Diagnostic] = []
    for collector, file, text in _texts(Path(folder), faults):
        try:
            body = parse(text, file).body
        except Refused as refused:
            faults += refused.diagnostics
            continue
        found[collector] = Output(file, tuple(statement for statement in body if isinstance(statement, Block)))
    if not found and not faults:
        message, help = f"`{folder}` has no configuration", "name the folder that `alloyc build -o` wrote"
        faults.append(Diagnostic("unreadable-file", message, (), help, span=Span(folder, 1, 1)))
    if faults:
        raise Refused(faults)
    return found


def _texts(folder: Path, faults: list[Diagnostic]) -> Iterator[tuple[str, str, str]]:
    for path in sorted(folder.glob("*")):
        try:
            if path.suffix == ".alloy":
                yield path.stem, str(path), path.read_text("utf-8")
            elif path.name.endswith(CONFIGMAP):
                yield path.name.removesuffix(CONFIGMAP), str(path), _of_configmap(path.read_text("utf-8"))
        except (OSError, UnicodeDecodeError):
            message = f"`{path}` cannot be read"
            faults.append(Diagnostic("unreadable-file", message, (), "check its rights", span=Span(str(path), 1, 1)))


def _of_configmap(text: str) -> str:
    """The configuration in a ConfigMap, on the lines that it has there."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    for document in yaml.compose_all(text, loader):
        data = _value(document, "data")
        held = _value(data, CONFIG_KEY) if data is not None else None
        if held is not None:
            first = held.start_mark.line + (held.style == "|")
            return "\n" * int(first) + str(held.value)
    return ""


def _value(node: Any, key: str) -> Any:
    pairs = getattr(node, "value", ())
    return next((inner for name, inner in pairs if name.value == key), None)

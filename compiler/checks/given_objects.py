"""Objects of the cluster that a user gives beside the values: manifests, as `kubectl get -o yaml` writes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from ..report.diagnostics import Diagnostic, Refused, Span
from ..simulate.kubernetes.objects import manifests


def read_objects(files: Iterable[str]) -> tuple[Mapping[str, Any], ...]:
    """The objects of files, those in a list each for itself. Raises Refused for what cannot be read or is no object."""
    found: list[Mapping[str, Any]] = []
    faults: list[Diagnostic] = []
    for file in files:
        for document in _documents(file, faults):
            if not isinstance(document, Mapping) or not isinstance(document.get("kind"), str):
                faults.append(_fault("wrong-type", "a manifest is a map with a `kind`", "take the rest out", file))
            elif isinstance(document.get("items"), list) or isinstance(document.get("metadata"), Mapping):
                found += manifests([document])
            else:
                faults.append(_fault("missing-key", "a manifest needs a `metadata`", "add `metadata:`", file))
    if faults:
        raise Refused(faults)
    return tuple(found)


def _documents(file: str, faults: list[Diagnostic]) -> Iterator[Any]:
    import yaml

    try:
        text = Path(file).read_text("utf-8")
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        yield from [document for document in yaml.load_all(text, loader) if document is not None]
    except (OSError, UnicodeDecodeError):
        faults.append(_fault("unreadable-file", f"`{file}` cannot be read", "check its name and its rights", file))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        message = f"this is no YAML: {getattr(error, 'problem', '') or 'it does not end'}"
        faults.append(_fault("yaml-syntax", message, "write it as `kubectl get -o yaml` does", file, line, column))


def _fault(code: Any, message: str, help: str, file: str, line: int = 1, column: int = 1) -> Diagnostic:
    return Diagnostic(code, message, (), help, span=Span(file, line, column))

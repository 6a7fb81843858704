"""A project file, found and read: every fault of it at its line."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import get_args

from ..report.codes import Code
from ..report.diagnostics import Diagnostic, Refused, Span, nearest
from ..values.load import Values, load
from ..values.options import read
from ..values.placed import bare_tree
from ..values.reference import ALLOY_VERSION, CHART_VERSION
from .model import ProjectFile

NAME = "alloyc.yaml"


@dataclass(frozen=True)
class Project:
    """A project file, the folder that its paths are below, and where its parts are written."""

    folder: Path
    file: ProjectFile
    source: Values

    def fault(self, code: Code, message: str, path: tuple[str | int, ...], help: str) -> Diagnostic:
        """A fault of the project file at a path in it."""
        span = self.source.locate(path) or Span(next(iter(self.source.sources)), 1, 1)
        return Diagnostic(code, message, path, help, span=span)


def find_project(start: Path) -> Path | None:
    """The project file of a folder: its own, or that of the nearest folder above."""
    return next((folder / NAME for folder in (start, *start.parents) if (folder / NAME).is_file()), None)


def read_project(file: Path) -> Project:
    """Reads a project file. Raises Refused with every fault of it, each at its place."""
    values = load([str(file)])
    options, faults = read(ProjectFile, bare_tree(values.data), ())
    if options is None or any(fault.severity == "error" for fault in faults):
        raise Refused(values.place(faults))
    project = Project(file.resolve().parent, options, values)
    found = list(_check(project))
    if found:
        raise Refused(found)
    return project


def _check(project: Project) -> list[Diagnostic]:
    from ..catalog import number, versions
    from ..values.names import NAMESPACE, RELEASE

    file, found = project.file, []
    for key, value, rule in (("release", file.release, RELEASE), ("namespace", file.namespace, NAMESPACE)):
        if not rule.allows(value):
            help = f"use {rule.wanted} only, {rule.longest} at most"
            found.append(project.fault("invalid-name", f"`{value}` is no name of a {key}", (key,), help))
    if file.chart_version and file.chart_version != CHART_VERSION:
        message = f"the project is for the chart {file.chart_version}, this alloyc does what {CHART_VERSION} does"
        found.append(project.fault("unknown-version", message, ("chartVersion",), f"write {CHART_VERSION}"))
    if file.alloy_version not in ("", ALLOY_VERSION) and number(file.alloy_version) is None:
        message = f"Alloy {file.alloy_version} is not in the catalog"
        help = f"it has {versions()[0]} to {versions()[-1]}"
        found.append(project.fault("unknown-version", message, ("alloyVersion",), help))
    checks = file.checks
    for path, named in ((("ignore",), file.ignore), (("checks", "select"), checks.select),
                        (("checks", "ignore"), checks.ignore)):  # fmt: skip
        found += (_no_code(project, (*path, place), code) for place, code in enumerate(named) if not is_code(code))
    return found


def is_code(code: str) -> bool:
    """Whether a diagnostic is called so."""
    return code in get_args(Code)


def _no_code(project: Project, path: tuple[str | int, ...], code: str) -> Diagnostic:
    close = nearest(code, get_args(Code))
    help = f"did you mean `{close}`?" if close else "`alloyc explain` lists them"
    return project.fault("unknown-value", f"no diagnostic is called `{code}`", path, help)

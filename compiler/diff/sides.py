"""A side of a comparison: the graphs of a values build, of Alloy files, or of either at a commit."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from ..graph.component import Component, Graph
from ..graph.contributions import Node, walk
from ..graph.contributions import own_contributions as own
from ..report.contribution import Contribution
from ..report.diagnostics import Diagnostic, Refused, Span, dotted
from ..values.reference import ALLOY_VERSION
from .changes import Place

if TYPE_CHECKING:
    from ..compile import Compilation, Settings
    from ..values.load import Values


@dataclass(frozen=True)
class Side:
    """One side. `values` and `built` are there for a values build; `files` and `texts`, by collector, for
    Alloy. `notes` say what of version 3 cannot be compared."""

    name: str
    graphs: tuple[Graph, ...]
    values: Values | None = None
    built: Compilation | None = None
    settings: Settings | None = None
    files: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    @property
    def alloy_version(self) -> str:
        """The Alloy that runs it."""
        return self.settings.alloy_version if self.settings is not None else ALLOY_VERSION

    def place(self, node: Node | Component, collector: str) -> Place | None:
        """Where a node is said: the value that made it, or else the option whose default it is; in an Alloy file, its
        line."""
        statement = node.block() if isinstance(node, Component) else node
        made = [by for inner in walk(statement) for by in own(inner)]
        if self.values is None:
            return self._in_file(node, collector)
        for wanted in ("value", "unit"):
            for by in made:
                if by.kind == wanted and by.path:
                    return self.at(by)
        return None

    def at(self, by: Contribution) -> Place | None:
        """The place of a contribution."""
        assert self.values is not None
        if by.kind != "value":
            return Place(dotted(by.path))
        span = self.values.locate_within(by.path, *by.at) if by.at else self.values.locate(by.path)
        return Place(dotted(by.path), span.file, span.line) if span else Place(dotted(by.path))

    def _in_file(self, node: Node | Component, collector: str) -> Place | None:
        statement = node.block() if isinstance(node, Component) else node
        for inner in walk(statement):
            at = getattr(inner, "at", None)
            if at is not None:
                return Place("", self.files.get(collector, self.name), at.line)
        return None


def read_side(names: tuple[str, ...], settings: Settings, texts: dict[str, str], from_v3: bool = False) -> Side:
    """A side from what the command line names: values files, `.alloy` files, a folder of them, `git:REV:path` of
    either. Raises Refused, with the texts that it points into in `texts`."""
    if len(names) == 1 and _is_alloy(names[0]):
        return replace(_alloy_side(names[0], texts), settings=settings)
    return _values_side(names, settings, texts, from_v3)


def _is_alloy(name: str) -> bool:
    return name.endswith(".alloy") or (not name.startswith("git:") and os.path.isdir(name))


def _alloy_side(name: str, texts: dict[str, str]) -> Side:
    from ..graph.read import read_graph, read_graph_file

    if name.startswith("git:"):
        texts[name] = at_commit(name)
        graph = read_graph(texts[name], name)
        return Side(name, (graph,), files={graph.collector: name}, texts={graph.collector: texts[name]})
    files = [name]
    if os.path.isdir(name):
        found = [
            os.path.join(at, file) for at, _, inside in os.walk(name) for file in inside if file.endswith(".alloy")
        ]
        files = sorted(found)
    if not files:
        raise _unreadable(name, "there is no *.alloy in it")
    graphs = []
    places: dict[str, str] = {}
    contents: dict[str, str] = {}
    for file in files:
        try:
            texts[file] = _read(file)
            collector = os.path.basename(file).removesuffix(".alloy")
            graphs.append(replace(read_graph_file(file), collector=collector))
            places[collector] = file
            contents[collector] = texts[file]
        except (OSError, UnicodeDecodeError) as error:
            raise _unreadable(file, getattr(error, "strerror", None) or "it is not UTF-8 text") from None
    return Side(name, tuple(graphs), files=places, texts=contents)


def _read(file: str) -> str:
    with open(file, encoding="utf-8") as opened:
        return opened.read()


def _values_side(names: tuple[str, ...], settings: Settings, texts: dict[str, str], from_v3: bool) -> Side:
    from ..compile import compile_values
    from ..values.load import Values, load, load_text
    from ..values.merge import merge
    from ..values.tree import with_places

    values: Values | None = None
    for name in names:
        if name.startswith("git:"):
            texts[name] = at_commit(name)
            one = load_text(texts[name], name)
        else:
            one = load([name], sources=texts)
        if values is None:
            values = one
        else:
            root, warnings = merge(values.root, one.root)
            sources = {**values.sources, **one.sources}
            values = Values(with_places(root), root, sources, (*values.warnings, *one.warnings, *warnings))
    assert values is not None
    notes: tuple[str, ...] = ()
    if from_v3:
        from ..migrate import migrate_values
        from ..migrate.report import warnings_of

        values, changes = migrate_values(values, keep_behaviour=True)
        notes = tuple(
            f"{note.message}{f': {note.span.file}:{note.span.line}' if note.span else ''}"
            for note in warnings_of(changes)
        )
    built = compile_values(values, settings)
    return replace(side_of_build(", ".join(names), values, built, settings), notes=notes)


def side_of_build(name: str, values: Values, built: Compilation, settings: Settings) -> Side:
    """A side that was built already."""
    return Side(name, tuple(made.graph for made in built.configurations), values, built, settings)


def at_commit(name: str) -> str:
    """The text of `git:REV:path` in the repository of the folder that one is in. Raises Refused."""
    _, _, place = name.partition(":")
    revision, _, path = place.partition(":")
    if not revision or not path or revision.startswith("-"):
        raise _unreadable(name, "write `git:REVISION:path`")
    command = ["git", "show", f"{revision}:./{path}"]
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except OSError:
        raise _unreadable(name, "`git` cannot be run") from None
    if done.returncode:
        raise _unreadable(name, "the repository has no such file at that revision")
    try:
        return done.stdout.decode()
    except UnicodeDecodeError:
        raise _unreadable(name, "it is not UTF-8 text") from None


def _unreadable(name: str, reason: str) -> Refused:
    diagnostic = Diagnostic("unreadable-file", f"`{name}` cannot be read: {reason}", help="check its name and rights")
    return Refused([Diagnostic(**{**vars(diagnostic), "span": Span(name, 1, 1)})])

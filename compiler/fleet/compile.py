"""A shape of values -> a product that many clusters share, proven to be what each would get; else no product.

The proof has two parts. By construction: whatever a value changes in a graph carries that value's contribution (a law
that `tests/test_provenance.py` checks of every value), so where all that carries a hole's value are literals that
have it, letter for letter, at a known place, nothing else depends on it. And by trial: two compilations, with texts of
other lengths and other order, are the same but for these.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ..compile import Compilation, Settings, compile_values, place
from ..emit import check_form, rendered
from ..emit.deployment import Deployment
from ..graph.contributions import Node, own_contributions, walk
from ..planning.installation import Release
from ..report.diagnostics import Diagnostic, Path, Refused
from ..syntax.ast import Literal
from ..values.placed import parts_of
from ..values.reference import ALLOY_VERSION
from .holes import Shape, filled, probes
from .task import How, Product, files_of

if TYPE_CHECKING:
    from ..values.load import Values


@dataclass(frozen=True)
class Compiled:
    """The files of a build and what was said, with the graphs that they were printed from."""

    files: Mapping[str, str]
    diagnostics: tuple[Diagnostic, ...]
    refused: bool
    built: Compilation | None = None


def compiled(values: Values, how: How) -> Compiled:
    """One build, just as `alloyc build` does it."""
    release = Release(how.release, how.namespace)
    version = how.alloy_version or ALLOY_VERSION
    settings = Settings(release, how.level, how.verify, False, how.unknown_keys, version, how.comments)  # type: ignore[arg-type]
    try:
        built = compile_values(values, settings)
        try:
            warnings = check_form(built, how.form)
            collectors = [configuration.collector for configuration in built.configurations]
            files = rendered(built, how.form, collectors, how.hashed, Deployment(how.path or "."))
        except Refused as refused:
            raise Refused(place(refused.diagnostics, values)) from None
    except Refused as refused:
        return Compiled({}, tuple(refused.diagnostics), True)
    return Compiled(files, (*built.warnings, *place(warnings, values)), False, built)


def shared_product(values: Values, shape: Shape, how: How) -> tuple[Product, tuple[Diagnostic, ...]] | None:
    """What every cluster of a shape gets, and the diagnostics that it has, without their places. None where it cannot
    be proven that they get the same. `values` are those of one of them, without warnings of their own."""
    short, long = probes(len(shape.fills), long=False), probes(len(shape.fills), long=True)
    if how.comments == "lines" or _mentions(values, (*short, *long)):
        return None
    first = compiled(filled(values, shape, short), how)
    unplaced = _unplaced(first.diagnostics, values)
    if unplaced is None or any(probe in f"{d.message}{d.help}" for d in unplaced for probe in short):
        return None
    if first.built is not None and not _only_in_literals(first.built, shape, short):
        return None
    files = {name: _pieces(text, short) for name, text in first.files.items()}
    product = Product(shape.key, files, first.refused)
    if shape.fills and not _is_confirmed(product, filled(values, shape, long), unplaced, how, long):
        return None
    return product, unplaced


def _mentions(values: Values, words: tuple[str, ...]) -> bool:
    return any(word in text for text in values.sources.values() for word in words)


def _is_confirmed(
    product: Product, values: Values, unplaced: tuple[Diagnostic, ...], how: How, fills: tuple[str, ...]
) -> bool:
    """Whether a second compilation is the same. One that is not refused is not proven again: the first was, and a
    literal's text is all that differs."""
    other = compiled(values, how if product.refused else replace(how, verify=False))
    said = _unplaced(other.diagnostics, values)
    return (
        other.files == files_of(product, fills)
        and list(other.files) == list(product.files)
        and other.refused == product.refused
        and said is not None
        and (said == unplaced if product.refused else set(said) <= set(unplaced))
    )


def _unplaced(diagnostics: tuple[Diagnostic, ...], values: Values) -> tuple[Diagnostic, ...] | None:
    """The diagnostics without places, if the values' own would give them the same again."""
    bare = tuple(replace(diagnostic, span=None) for diagnostic in diagnostics)
    return bare if place(bare, values) == diagnostics else None


def _pieces(text: str, fills: tuple[str, ...]) -> tuple[str | int, ...]:
    """The text, cut at what fills holes."""
    if not fills:
        return (text,)
    numbers = {fill: number for number, fill in enumerate(fills)}
    pieces = re.split("(" + "|".join(map(re.escape, fills)) + ")", text)
    return tuple(numbers.get(piece, piece) for piece in pieces if piece)


def _only_in_literals(built: Compilation, shape: Shape, fills: tuple[str, ...]) -> bool:
    """Whether all that the holes' values made are literals that have them as they are, and no file is named so."""
    holes = {path: fill for paths, fill in zip(shape.paths, fills, strict=True) for path in paths}
    for configuration in built.configurations:
        for component in configuration.graph.components:
            if any(fill in f"{component.label}{component.kind}" for fill in fills):
                return False
            if any(by.path in holes and not by.key for by in component.by):
                return False
            for statement in component.body:
                for node in walk(statement):
                    if not all(_is_written_out(node, path, holes[path]) for path in _made_by(node, holes)):
                        return False
    return not any(fill in c.collector for c in built.configurations for fill in fills)


def _made_by(node: Node, holes: Mapping[Path, str]) -> Iterator[Path]:
    return (by.path for by in own_contributions(node) if by.kind == "value" and not by.key and by.path in holes)


def _is_written_out(node: Node, path: Path, fill: str) -> bool:
    """Whether a node that a hole's value made is a text with all of it at the places of its parts."""
    if not isinstance(node, Literal) or not isinstance(node.value, str):
        return False
    parts = [part for part in (*node.parts, *parts_of(node.value)) if part.by.path == path and not part.by.key]
    return all(node.value[part.start : part.end] == fill for part in parts)

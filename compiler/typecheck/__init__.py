"""Typed checks over a syntax tree: is this a configuration that Alloy takes, at a version and a stability level?"""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set

from ..catalog import NEWEST, STABILITIES, load, number, versions
from ..report.diagnostics import Diagnostic, nearest
from ..syntax.ast import Block, Body, File
from ..values.reference import ALLOY_VERSION
from .bodies import check_body
from .fault import Fault, diagnostic
from .modules import scope_of
from .scopes import check_scope
from .site import Run, Site
from .unused import check_unused


def check(
    file: File,
    *,
    source: str,
    version: str = ALLOY_VERSION,
    stability: str = "generally-available",
    read: Callable[[str], str | None] = lambda path: None,
    fragment: bool = False,
) -> list[Diagnostic]:
    """Every fault of a configuration, in the order of the text.

    `source` is the file as the user named it. `read` gives the text of a file that an `import.file` names, or None;
    what it does not give is taken on trust. A `fragment` is a part of a configuration: it may refer to what it does not
    hold, and hold what it does not use.
    """
    run = run_of(version, stability, read, fragment=fragment)
    run.heads = not fragment
    checked(file.body, run, source)
    return sorted([*run.aside, *map(diagnostic, run.found)], key=place)


def faults(body: Body, *, version: str = ALLOY_VERSION, stability: str = "generally-available") -> tuple[Fault, ...]:
    """Every fault of a configuration that was made, not parsed: each has the node that it is about, the object itself.

    The version and the stability level are ones that the catalog knows.
    """
    return tuple(checked(body, run_of(version, stability, lambda path: None, fragment=False), "").found)


def checked(body: Body, run: Run, source: str) -> Run:
    """The run of a check after it looked at a whole configuration."""
    site = Site(run, source, scope_of(body, run, source, None))
    check_scope(body, site, module=False)
    if not run.fragment:
        check_unused(body, site)
    run.found[:] = without_follow_ups(run.found)
    return run


def without_follow_ups(found: Sequence[Fault]) -> list[Fault]:
    """The faults without those that a block lacks what stands in it under a misspelt name."""
    misspelt = {id(fault.node) for fault in found if fault.code in ("unknown-attribute", "unknown-block")}
    return [fault for fault in found if not (fault.code in LACKS and _is_there(fault, misspelt))]


LACKS = ("missing-argument", "missing-attribute", "missing-block")


def _is_there(fault: Fault, misspelt: Set[int]) -> bool:
    body = fault.node.body if misspelt and isinstance(fault.node, Block) else ()
    wanted = f"{fault.message} {fault.help}".split("`")[1::2]
    return any(id(statement) in misspelt and nearest(statement.name, wanted) for statement in body)


def check_part(
    body: Body, *, kind: str, source: str, version: str = ALLOY_VERSION, stability: str = "generally-available"
) -> list[Diagnostic]:
    """Every fault of a part of the body of a component of this kind: rules, stages. It may lack what is required."""
    run = run_of(version, stability, lambda path: None, fragment=True)
    spec = load(kind, run.version)
    assert spec is not None, f"no component {kind}"
    site = Site(run, source, scope_of((), run, source, None), "", kind, spec.body)
    check_body(body, spec.body._replace(required=frozenset()), site, kind, None)
    return sorted(map(diagnostic, run.found), key=place)


def run_of(version: str, stability: str, read: Callable[[str], str | None], *, fragment: bool) -> Run:
    """What a check holds to; what it asks for and cannot be is its first finding."""
    minor = number(version)
    level = stability if stability in STABILITIES else STABILITIES[-1]
    run = Run(NEWEST if minor is None else minor, level, read, fragment)
    if minor is None:
        run.aside.append(unknown_version(version))
    if stability not in STABILITIES:
        run.aside.append(unknown_stability(stability))
    return run


def place(diagnostic: Diagnostic) -> tuple[str, int, int]:
    span = diagnostic.span
    return (span.file, span.line, span.column) if span is not None else ("", 0, 0)


def unknown_version(version: str) -> Diagnostic:
    known = f"the catalog has {versions()[0]} to {versions()[-1]}"
    return Diagnostic("unknown-version", f"the catalog has no Alloy {version}", help=known)


def unknown_stability(stability: str) -> Diagnostic:
    near = nearest(stability, STABILITIES)
    help = f"did you mean `{near}`?" if near else "the levels are " + ", ".join(f"`{level}`" for level in STABILITIES)
    return Diagnostic("unknown-stability", f"there is no stability level `{stability}`", help=help)

"""Secrets that come to where they can be read: a label, a log line, an address, a ConfigMap.

Alloy keeps a secret from being printed by its type. `convert.nonsensitive` takes that away, and so the text that it
gives is followed to the argument that it stands in. Arguments that only Alloy and the receiver see, such as a user's
name or a tenant, are not told of.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import chain

from ..compile import Compilation, place
from ..graph.component import Component
from ..graph.contributions import contributions, walk
from ..report.contribution import Contribution
from ..report.diagnostics import Diagnostic, Path
from ..report.redact import is_secret
from ..syntax.ast import Access, Attribute, Block, Call, Expr, Literal, Name, Ref
from ..values.load import Values
from .accepted import accepted
from .finding import Case, Finding

EMBEDDED = "embedded-secret"
REVEALS = ("convert.nonsensitive", "nonsensitive")
READS = ("sys.env", "env")
_LABELS = ("external_labels", "labels", "static_labels", "structured_metadata", "targets", "replacement")
_ADDRESSES = ("url", "endpoint", "address", "server", "token_url", "proxy_url", "urls", "hostnames")
_LINES = ("template", "replace", "source_text")
_LABEL_BLOCKS = ("stage.static_labels", "stage.labels", "stage.structured_metadata", "rule", "write_relabel_config")


def check(case: Case) -> Iterator[Finding]:
    """A finding for each argument that shows a secret, and for each secret that a ConfigMap would hold."""
    yield from (Finding(replace(one, code="secret-flow")) for one in case.built.warnings if one.code == EMBEDDED)
    yield from shown_secrets(case.built)


def shown_secrets(built: Compilation) -> Iterator[Finding]:
    """A finding for each argument that shows a secret."""
    for configuration in built.configurations:
        for component in configuration.graph.components:
            yield from _in(component, component.block())


def sure(built: Compilation, values: Values) -> tuple[Diagnostic, ...]:
    """What a build warns of: secrets that values bring to where they can be read, and that no comment accepts."""
    proven = [one.diagnostic for one in shown_secrets(built) if one.answer == "proven" and one.diagnostic.path]
    found = [Finding(diagnostic) for diagnostic in place(proven, values)]
    return tuple(one.diagnostic for one in accepted(found, values, frozenset()) if one.diagnostic.code == "secret-flow")


def _in(component: Component, block: Block) -> Iterator[Finding]:
    for statement in block.body:
        if isinstance(statement, Block):
            yield from _in(component, statement)
            continue
        where = _where(block, statement)
        if where:
            yield from _shown(component, statement, where)


def _where(block: Block, attribute: Attribute) -> str:
    """What an argument is for those who look: "" for one that nobody sees."""
    if attribute.name in _LABELS or (block.name in _LABEL_BLOCKS and attribute.name == "values"):
        return "a label"
    if attribute.name in _ADDRESSES:
        return "an address"
    return "a log line" if attribute.name in _LINES and block.name.startswith("stage.") else ""


def _shown(component: Component, attribute: Attribute, where: str) -> Iterator[Finding]:
    for node in walk(attribute):
        if not isinstance(node, Call):
            continue
        if _is_call(node, REVEALS) and _is_from_outside(node.arguments):
            yield Finding(_finding(component, attribute, node, f"a secret comes to {where}"))
            return
        if _is_call(node, READS) and any(isinstance(a, Literal) and is_secret(str(a.value)) for a in node.arguments):
            message = f"a variable that is called like a secret comes to {where}"
            yield Finding(_finding(component, attribute, node, message), "unknown")
            return


def _is_call(call: Call, names: tuple[str, ...]) -> bool:
    match call.function:
        case Name(parts):
            return ".".join(parts) in names
        case Access(Name(parts), name):
            return ".".join((*parts, name)) in names
    return False


def _is_from_outside(arguments: tuple[Expr, ...]) -> bool:
    """Whether what is revealed comes from a component, and is not written there."""
    nodes = chain.from_iterable(walk(argument) for argument in arguments)
    return any(isinstance(node, Ref | Name) for node in nodes)


def _finding(component: Component, attribute: Attribute, call: Call, message: str) -> Diagnostic:
    nodes = (*contributions(call), *contributions(attribute), *component.by, *contributions(component.block()))
    path, within = first_value(nodes)
    help = "give it to an argument that is made for secrets, as it is"
    text = f"{message}: `{attribute.name}` of `{component.name}`"
    return Diagnostic("secret-flow", text, path, help, "warning", within=within)


def first_value(nodes: Iterable[Contribution]) -> tuple[Path, tuple[int, int] | None]:
    """The first value among contributions: its path, and the place in it if it is raw Alloy. () where there is none."""
    by = next((by for by in nodes if by.kind == "value" and not by.key), None)
    return (by.path, by.at) if by else ((), None)


def written_by(component: Component, name: str) -> tuple[Path, tuple[int, int] | None]:
    """The value that an argument of a component is made of."""
    found = next((s for s in component.body if isinstance(s, Attribute) and s.name == name), None)
    return first_value(contributions(found)) if found is not None else ((), None)

"""The scopes of a configuration: which components, declares, imports and arguments a body brings in."""

from __future__ import annotations

from ..catalog import Type, load
from ..catalog.behaviour import kind
from ..report.diagnostics import Refused
from ..syntax.ast import Attribute, Block, Body, File, Literal
from .site import Declare, DeclaredComponent, Run, Scope, body_blocks


def scope_of(body: Body, run: Run, source: str, outer: Scope | None, *, module: bool = False) -> Scope:
    """The scope that a body makes. A module (declare) does not see the components around it, but its declares."""
    blocks = body_blocks(body)
    inherited = outer if module else None
    declares = dict(inherited.declares) if inherited else dict(outer.declares) if outer else {}
    imports = dict(outer.imports) if outer else {}
    arguments = {block.label: block for block in blocks if block.name == "argument"} if module else None
    scope = Scope({}, declares, imports, arguments, outer=None if module else outer)
    for block in blocks:
        if block.name == "declare":
            declares[block.label] = Declare(block, source, scope)
        elif block.name.startswith("import."):
            imports[block.label] = library(block, run)
    for block in blocks:
        if kind(block.name).role not in ("setting", "module"):
            scope.components.setdefault(f"{block.name}.{block.label}", component(block, scope, run))
    return scope


def component(block: Block, scope: Scope, run: Run) -> DeclaredComponent:
    """What a block is an instance of. Opaque where nobody can know."""
    spec = load(block.name, run.version)
    if spec is not None:
        return DeclaredComponent(block, spec)
    if block.name in scope.declares:
        return DeclaredComponent(block, declare=scope.declares[block.name])
    label, _, name = block.name.partition(".")
    if label in scope.imports and name:
        declares = scope.imports[label]
        if declares is not None and name in declares:
            return DeclaredComponent(block, declare=declares[name])
    return DeclaredComponent(block, opaque=True)


def known(block: Block, scope: Scope) -> bool:
    """Whether an opaque component is at least of a module that may have it."""
    label, _, name = block.name.partition(".")
    return bool(name) and label in scope.imports and scope.imports[label] is None


def library(block: Block, run: Run) -> dict[str, Declare] | None:
    """The declares that an `import.file` brings, where the file is at hand; None where they cannot be known."""
    path = literal_text(block, "filename") if block.name == "import.file" else None
    if path is None:
        return None
    if path in run.libraries:
        return run.libraries[path]
    text = run.read(path)
    file = parsed(text, path, run) if text is not None else None
    if file is None:
        return None
    declares = run.libraries[path] = {}
    scope = scope_of(file.body, run, path, None)
    declares.update(scope.declares)
    return declares


def parsed(text: str, path: str, run: Run) -> File | None:
    from ..syntax.parser import parse

    try:
        return parse(text, path)
    except Refused as refused:
        run.aside.extend(refused.diagnostics)
        return None


def literal_text(block: Block, name: str) -> str | None:
    """The text of an attribute, if it is written out."""
    for statement in block.body:
        if type(statement) is Attribute and statement.name == name and type(statement.value) is Literal:
            return statement.value.value if isinstance(statement.value.value, str) else None
    return None


def component_exports(found: DeclaredComponent, run: Run) -> dict[str, Type] | None:
    """The exports of a component with their types; None where nobody can know them."""
    if found.spec is not None:
        return dict(found.spec.exports) if found.spec.available else None
    if found.declare is not None:
        module = run.modules.get(id(found.declare.block))
        return module.exports if module is not None else None
    return None

"""The body of a configuration or of a `declare`: its components, and what they are to each other."""

from __future__ import annotations

import re

from ..catalog import ComponentSpec, Type, configuration_blocks, kinds, load_configuration
from ..catalog.behaviour import kind
from ..catalog.types import ANY
from ..report.diagnostics import nearest
from ..syntax.ast import Attribute, Block, Body, Literal
from .bodies import check_body, walk
from .cycles import check_cycles
from .expressions import check_value, type_of
from .modules import known, literal_text, scope_of
from .site import Declare, DeclaredComponent, Module, Scope, Site, allows, body_blocks
from .unused import check_unused

IDENTIFIER = r"[^\W\d]\w*"


def check_scope(body: Body, site: Site, *, module: bool) -> None:
    """Everything about a body that holds components."""
    labels: set[str] = set()
    for found in site.scope.components.values():
        if found.declare is not None:
            site.run.made.add(id(found.declare.block))
            examine(found.declare, site)
    for statement in body:
        if isinstance(statement, Attribute):
            message = f"the attribute `{statement.name}` stands outside of any block"
            site.report("misplaced-attribute", message, statement, "only blocks stand here")
        elif kind(statement.name).role in ("setting", "module"):
            check_setting(statement, site, module=module)
            check_label(statement, site, labels, wanted=kind(statement.name).role == "module")
        else:
            check_label(statement, site, labels, wanted=True)
            check_component(statement, site)
    for declare in own_declares(body, site.scope):
        examine(declare, site)
    check_cycles(site)


def own_declares(body: Body, scope: Scope) -> list[Declare]:
    return [scope.declares[block.label] for block in body_blocks(body) if block.name == "declare"]


def check_label(block: Block, site: Site, labels: set[str], *, wanted: bool) -> None:
    """Labels are identifiers, and no two blocks of one name share one."""
    name, label = block.name, block.label
    if wanted and not label:
        message = f"`{name}` has no label"
        site.report("missing-label", message, block, f'write `{name} "NAME" {{`')
    elif label and not wanted:
        message = f"`{name}` takes no label"
        site.report("unexpected-label", message, block, f'leave out `"{label}"`')
    elif label and not re.fullmatch(IDENTIFIER, label):
        message = f'"{label}" is no label: a label has letters, digits and `_`, and begins with no digit'
        site.report("invalid-label", message, block, f'write `"{sanitized(label)}"`')
    identity = f"import.{label}" if name.startswith("import.") else f"{name}.{label}"
    if identity in labels:
        message = f'there are two `{name} "{label}"`' if label else f"there are two `{name}`"
        help = "give one of them another label" if label else "it may stand once: merge them"
        site.report("duplicate-label" if label else "repeated-block", message, block, help)
    labels.add(identity)


def sanitized(label: str) -> str:
    text = re.sub(r"\W", "_", label)
    return f"_{text}" if text[:1].isdigit() else text


def check_component(block: Block, site: Site) -> None:
    identity = f"{block.name}.{block.label}"
    found = site.scope.components[identity]
    inner = site._replace(owner=identity, kind=block.name, root=found.spec.body if found.spec else None)
    if found.spec is not None:
        check_availability(block, found.spec, site)
        mark = len(site.run.found)
        check_body(block.body, found.spec.body, inner, block.name, block)
        if site.run.heads:
            report_refusal(block, site, mark)
    elif found.declare is not None:
        check_custom(block, found, inner)
    else:
        if not known(block, site.scope):
            report_unknown(block, site)
        walk(block.body, inner)


OF_THE_TEXT = frozenset(
    {
        *("unknown-attribute", "unknown-block", "missing-attribute", "missing-block", "attribute-for-block"),
        *("block-for-attribute", "repeated-attribute", "repeated-block", "missing-label", "unexpected-label"),
        *("unknown-reference", "unknown-function", "wrong-arguments", "invalid-duration", "invalid-size"),
        *("reference-cycle", "unstable", "not-in-version"),
    }
)
"""What Alloy finds in the text of a configuration, and says at its line."""


def report_refusal(block: Block, site: Site, mark: int) -> None:
    """Says at a component what Alloy says there: what it finds when it loads the component has no other line."""
    head = block.at.line if block.at is not None else 0
    places = (
        getattr(fault.node, "at", None)
        for fault in site.run.found[mark:]
        if fault.severity == "error" and fault.code not in OF_THE_TEXT
    )
    lines = {place.line for place in places if place is not None}
    if lines and head not in lines:
        message = f'Alloy does not load `{block.name} "{block.label}"`, for what is said of line {min(lines)}'
        site.report("refused-component", message, block, "Alloy names only this line")


def check_availability(block: Block, spec: ComponentSpec, site: Site) -> None:
    """Whether the version has the component, and the collector's stability level allows it."""
    run = site.run
    if not spec.available:
        when = f"came with Alloy {spec.since}" if spec.since and int(spec.since[2:]) > run.version else ""
        when = when or f"went after Alloy {spec.until}"
        message = f"`{block.name}` is not in Alloy 1.{run.version}: it {when}"
        site.report("not-in-version", message, block, "choose another Alloy version")
    elif spec.stability == "community":
        message = f"`{block.name}` is a community component"
        help = "run Alloy with `--feature.community-components.enabled`"
        site.report("community-component", message, block, help, severity="warning")
    elif not allows(run.stability, spec.stability):
        message = f"`{block.name}` is {spec.stability}, above {run.stability}"
        help = f"run Alloy with `--stability.level={spec.stability}`"
        site.report("unstable", message, block, help)


def report_unknown(block: Block, site: Site) -> None:
    imports = site.scope.imports
    label = block.name.partition(".")[0]
    inside = [f"{label}.{name}" for name in imports.get(label) or ()]
    near = nearest(block.name, [*kinds(), *configuration_blocks(), *site.scope.declares, *inside])
    help = f"did you mean `{near}`?" if near else "components are listed in Alloy's reference manual"
    site.report("unknown-component", f"there is no component `{block.name}`", block, help)


def check_setting(block: Block, site: Site, *, module: bool) -> None:
    """A block that is no component."""
    name = block.name
    misplaced = (name in ("argument", "export") and not module) or (name in ("logging", "tracing") and module)
    if misplaced:
        where = "outside" if not module else "inside"
        help = "put it into a `declare`" if not module else "put it at the top of the configuration"
        site.report("misplaced-block", f"`{name}` stands {where} a `declare`", block, help)
    spec = load_configuration(name, site.run.version)
    inner = site._replace(owner=f"{name}.{block.label}", kind=name)
    if name == "foreach":
        check_foreach(block, inner)
    elif name != "declare" and spec is not None:
        check_body(block.body, spec.body, inner, name, block)


def check_foreach(block: Block, site: Site) -> None:
    """Its template holds components, which see those outside and the variable."""
    spec = load_configuration("foreach", site.run.version)
    assert spec is not None
    check_body(block.body, spec.body, site, "foreach", block)
    variable = literal_text(block, "var")
    for template in body_blocks(block.body):
        if template.name == "template":
            scope = scope_of(template.body, site.run, site.source, site.scope)
            scope.variables = frozenset({variable} if variable else ())
            check_scope(template.body, Site(site.run, site.source, scope), module=False)
            check_unused(template.body, site._replace(scope=scope))


def check_custom(block: Block, found: DeclaredComponent, site: Site) -> None:
    """A custom component against the arguments of its `declare` and the types that their uses ask for."""
    assert found.declare is not None
    module = site.run.modules.get(id(found.declare.block))
    if module is None:
        walk(block.body, site)
        return
    arguments, seen = module.arguments, set[str]()
    for statement in block.body:
        word = statement.name
        if isinstance(statement, Block):
            message = f"`{word}` is a block, and `{block.name}` takes attributes only"
            site.report("block-for-attribute", message, statement, f"write `{word} = ...`")
            walk(statement.body, site)
        elif word not in arguments:
            near = nearest(word, arguments)
            help = f"did you mean `{near}`?" if near else f'its `declare` has no `argument "{word}"`'
            site.report("unknown-attribute", f"`{block.name}` has no argument `{word}`", statement, help)
            type_of(statement.value, site)
        elif word in seen:
            message = f"the attribute `{word}` stands twice in `{block.name}`"
            site.report("repeated-attribute", message, statement, "keep one of them")
        else:
            check_value(statement.value, agreed(module.wanted.get(word, [])), site, word)
        seen.add(word)
    for word, required in arguments.items():
        if required and word not in seen:
            message = f"`{block.name}` needs the argument `{word}`"
            site.report("missing-attribute", message, block, f"add `{word} = ...`")


def agreed(wanted: list[Type]) -> Type:
    """The one type that every use of an argument asks for, or `any`."""
    return wanted[0] if wanted and all(type is wanted[0] for type in wanted) else ANY


def examine(declare: Declare, site: Site) -> None:
    """Checks the body of a declare, once, and notes what the custom component takes and gives."""
    run = site.run
    if id(declare.block) in run.modules:
        if run.modules[id(declare.block)] is None and declare.block.label:
            report_recursion(declare, site)
        return
    run.modules[id(declare.block)] = None
    body = declare.block.body
    scope = scope_of(body, run, declare.source, declare.outer, module=True)
    inner = Site(run, declare.source, scope)
    check_scope(body, inner, module=True)
    exports = {block.label: export_type(block, inner) for block in body_blocks(body) if block.name == "export"}
    arguments = {label: required(block) for label, block in (scope.arguments or {}).items()}
    run.modules[id(declare.block)] = Module(arguments, exports, scope.wanted)
    check_unused(body, inner)


def report_recursion(declare: Declare, site: Site) -> None:
    label, run = declare.block.label, site.run
    message = f'`declare "{label}"` holds itself'
    if not any(diagnostic.message == message for diagnostic in run.found):
        site.report("reference-cycle", message, declare.block, "a module cannot use itself")


def required(argument: Block) -> bool:
    """An argument is needed unless it says `optional = true`."""
    values = [s.value for s in argument.body if isinstance(s, Attribute) and s.name == "optional"]
    return not any(not isinstance(value, Literal) or value.value is True for value in values)


def export_type(block: Block, site: Site) -> Type:
    """The type of an export's value; its faults are reported already."""
    mark = len(site.run.found)
    values = [s.value for s in block.body if isinstance(s, Attribute) and s.name == "value"]
    given = type_of(values[0], site) if values else ANY
    del site.run.found[mark:]
    return given

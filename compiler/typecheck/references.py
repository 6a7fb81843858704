"""What a name in an expression stands for, and its type."""

from __future__ import annotations

from ..catalog import Type, constants, functions, load_function
from ..catalog.types import ANY, FUNCTION, STRING
from ..report.diagnostics import nearest
from ..syntax.ast import Name
from .conversions import values_of
from .modules import component_exports
from .site import Scope, Site

NAMESPACES = frozenset({"sys", "convert", "array", "encoding", "string", "file"})


def resolve(name: Name, site: Site) -> Type:
    """The type of what the name stands for; `any` where it cannot be known, or was reported as a fault."""
    parts = name.parts
    scope: Scope | None = site.scope
    while scope is not None:
        if parts[0] in scope.variables:
            return ANY
        for count in range(2, len(parts) + 1):
            identity = ".".join(parts[:count])
            if identity in scope.components:
                return exported(name, count, identity, scope, site)
        scope = scope.outer
    if parts[0] == "argument":
        return argument(name, site)
    if parts[0] == "module_path" and len(parts) == 1:
        return STRING
    if parts[0] == "constants":
        return constant(name, site)
    return standard(name, site)


def exported(name: Name, count: int, identity: str, scope: Scope, site: Site) -> Type:
    """The type of an export, or of what lies within it."""
    scope.used.add(identity)
    if scope is site.scope and site.owner:
        scope.edges.setdefault(site.owner, {}).setdefault(identity, name)
    exports = component_exports(scope.components[identity], site.run)
    rest = name.parts[count:]
    if exports is None or not rest:
        return ANY
    given = exports.get(rest[0])
    if given is None:
        near = nearest(rest[0], exports)
        known = f"it exports {listed(exports)}" if exports else "it exports nothing"
        help = f"did you mean `{identity}.{near}`?" if near else known
        site.report("unknown-export", f"`{identity}` has no export `{rest[0]}`", name, help)
        return ANY
    return within(given, rest[1:], name, site)


def within(given: Type, accesses: tuple[str, ...], name: Name, site: Site) -> Type:
    """The type that accesses by name lead to."""
    for access in accesses:
        if given.name == "any":
            return ANY
        if given.name not in ("map", "target", "object"):
            message = f"`.{access}` asks a value of the type {given} for a field, and it has none"
            site.report("wrong-type", message, name, "only objects have fields")
            return ANY
        given = values_of(given)
    return given


def argument(name: Name, site: Site) -> Type:
    """`argument.NAME.value`, of the declare that the site stands in."""
    scope: Scope | None = site.scope
    while scope is not None and scope.arguments is None:
        scope = scope.outer
    arguments = scope.arguments if scope is not None and scope.arguments is not None else {}
    label = name.parts[1] if len(name.parts) > 1 else ""
    if label not in arguments or scope is None:
        near = nearest(label, arguments)
        help = f"did you mean `argument.{near}.value`?" if near else "declare it with an `argument` block"
        site.report("unknown-reference", f"there is no argument `{label}` here", name, help)
    elif len(name.parts) > 2 and name.parts[2] != "value":
        message = f"`argument.{label}` has no export `{name.parts[2]}`"
        site.report("unknown-export", message, name, f"write `argument.{label}.value`")
    else:
        scope.used.add(f"argument.{label}")
    return ANY


def argument_name(name: Name) -> str | None:
    """The argument that the name gives the whole value of."""
    return name.parts[1] if len(name.parts) == 3 and name.parts[0] == "argument" else None


def constant(name: Name, site: Site) -> Type:
    if len(name.parts) == 2 and name.parts[1] in constants():
        return STRING
    near = nearest(name.parts[-1], constants())
    help = f"did you mean `constants.{near}`?" if near else f"there are {listed(constants())}"
    site.report("unknown-reference", f"there is no `{'.'.join(name.parts)}`", name, help)
    return ANY


def standard(name: Name, site: Site) -> Type:
    """A function that is not called, or nothing at all."""
    text = ".".join(name.parts)
    if load_function(text) is not None:
        return FUNCTION
    if name.parts[0] in NAMESPACES:
        report_unknown_function(name, site)
        return ANY
    if site.run.fragment:
        return ANY
    known = [identity for scope in scopes(site.scope) for identity in scope.components]
    same_kind = [identity for identity in known if identity.rpartition(".")[0] == text.rpartition(".")[0]]
    near = nearest_prefix(name.parts, known) or nearest(text, same_kind or known)
    help = f"did you mean `{near}`?" if near else "a reference is `KIND.LABEL.EXPORT`, of a component in the same body"
    site.report("unknown-reference", f"`{text}` refers to nothing", name, help)
    return ANY


def nearest_prefix(parts: tuple[str, ...], known: list[str]) -> str | None:
    """The component nearest to the name without its export, with the export put back."""
    near = nearest(".".join(parts[:-1]), known) if len(parts) > 2 else None
    return f"{near}.{parts[-1]}" if near else None


def report_unknown_function(name: Name, site: Site) -> None:
    text = ".".join(name.parts)
    near = nearest(text, functions())
    help = f"did you mean `{near}`?" if near else "the functions are listed in Alloy's manual under `stdlib`"
    site.report("unknown-function", f"there is no function `{text}`", name, help)


def scopes(scope: Scope | None) -> list[Scope]:
    """The scope and those around it."""
    found = []
    while scope is not None:
        found.append(scope)
        scope = scope.outer
    return found


def listed(names: object) -> str:
    return ", ".join(f"`{name}`" for name in names)  # type: ignore[attr-defined]

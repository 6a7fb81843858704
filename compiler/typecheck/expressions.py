"""Values against the types that are asked for."""

from __future__ import annotations

from ..catalog import AttributeSpec, FunctionSpec, Type, load_body, load_function
from ..catalog.types import ANY, BOOL, NUMBER, SECRET, SECRET_OR_STRING, STRING, list_of, map_of
from ..report.codes import Code
from ..syntax.ast import Access, Array, Binary, Call, Expr, Index, Literal, Name, Object, Paren, Unary
from .conversions import converts, literal_fault, values_of
from .known_values import known_value
from .references import argument_name, report_unknown_function, resolve
from .site import Site, allows

# Their result is one of, or made of, their arguments, so that what is asked of it is asked of them.
CHOOSING = frozenset({"coalesce", "array.concat", "concat"})
JOINABLE = ("string", "number", "secret", "secret_or_string")

REMEDIES = {
    "invalid-duration": 'write a number with a unit, such as "30s" or "1m"',
    "invalid-size": 'write a number of bytes, or one with a unit, such as "4MiB"',
}


def check_value(value: Expr, wanted: Type, site: Site, what: str, spec: AttributeSpec | None = None) -> None:
    """Reports where a value does not fit the type. `what` names the attribute in messages."""
    kind, mark = type(value), len(site.run.found)
    if kind is Literal:
        assert isinstance(value, Literal)
        code = literal_fault(value.value, wanted)
        if code is not None:
            report_literal(code, value, wanted, site, what)
    elif isinstance(value, Array) and wanted.name == "list":
        for item in value.items:
            check_value(item, wanted.of or ANY, site, what, spec)
    elif isinstance(value, Object) and wanted.name in ("map", "target", "object"):
        check_object(value, wanted, site, what, spec)
    elif isinstance(value, Paren):
        check_value(value.value, wanted, site, what, spec)
    elif isinstance(value, Call) and chooses(value):
        check_call(value, site)
        for argument in value.arguments:
            if not isinstance(argument, Literal):
                check_alternative(argument, wanted, site, what)
        check_known(value, wanted, site, what, spec, mark)
    else:
        check_type(value, type_of(value, site), wanted, site, what)
        check_known(value, wanted, site, what, spec, mark)


def check_known(value: Expr, wanted: Type, site: Site, what: str, spec: AttributeSpec | None, mark: int) -> None:
    """Checks what an expression gives, where that is known and its types alone are no fault."""
    computed = not isinstance(value, Literal | Array | Object | Name) and len(site.run.found) == mark
    folded = known_value(value, site) if computed else None
    if folded is not None:
        check_value(folded, wanted, site, what, spec)


def chooses(call: Call) -> bool:
    return isinstance(call.function, Name) and ".".join(call.function.parts) in CHOOSING


def check_alternative(value: Expr, wanted: Type, site: Site, what: str) -> None:
    """An argument of a choosing function: its own faults are reported already, only its type counts."""
    mark = len(site.run.found)
    given = type_of(value, site)
    del site.run.found[mark:]
    check_type(value, given, wanted, site, what)


def check_type(value: Expr, given: Type, wanted: Type, site: Site, what: str) -> None:
    if isinstance(value, Name) and wanted is not ANY:
        label = argument_name(value)
        if label is not None:
            site.scope.wanted.setdefault(label, []).append(wanted)
    if not converts(given, wanted):
        message = f"`{what}` takes {article(wanted)}, and this is {article(given)}"
        site.report("wrong-type", message, value, remedy(given, wanted))


def remedy(given: Type, wanted: Type) -> str:
    if wanted.name == "list" and wanted.of is not None and converts(given, wanted.of):
        return "put it in brackets: a list is wanted"
    if given.name == "list" and given.of is not None and converts(given.of, wanted):
        return "one value is wanted, not a list: leave out the brackets, or take one with `[0]`"
    if "secret" in given.name and wanted.name == "string":
        return "a secret is no string; `convert.nonsensitive(...)` makes one of it, for all to read"
    return f"give it {article(wanted)}"


def article(type: Type) -> str:
    """`a list(string)`, `an otelcol.consumer`."""
    text = str(type)
    return f"{'an' if text[0] in 'aeio' else 'a'} {text}"


def report_literal(code: Code, literal: Literal, wanted: Type, site: Site, what: str) -> None:
    shown = literal.text or (f'"{literal.value}"' if isinstance(literal.value, str) else str(literal.value).lower())
    if code == "wrong-type":
        given = type_of(literal, site)
        message = f"`{what}` takes {article(wanted)}, and {shown} is {article(given)}"
        if given is STRING and wanted is NUMBER:
            message = f"`{what}` takes a number, and {shown} is none"
        site.report(code, message, literal, remedy(given, wanted))
    else:
        noun = "duration" if code == "invalid-duration" else "size in bytes"
        site.report(code, f"`{what}` takes a {noun}, and {shown} is none", literal, REMEDIES[code])


def check_object(value: Object, wanted: Type, site: Site, what: str, spec: AttributeSpec | None) -> None:
    fields = load_body(spec.fields, site.run.version).attributes if spec is not None and spec.fields else None
    for field in value.fields:
        if fields is None:
            check_value(field.value, values_of(wanted), site, f"{what}.{field.key}")
        elif field.key in fields:
            check_value(field.value, fields[field.key].type, site, f"{what}.{field.key}")
        else:
            names = ", ".join(f"`{name}`" for name in fields)
            site.report("unknown-attribute", f"`{what}` has no field `{field.key}`", field, f"it has {names}")


def type_of(value: Expr, site: Site) -> Type:
    """The type of a value, as far as it can be known; reports the faults within it."""
    match value:
        case Literal(value=bool()):
            return BOOL
        case Literal(value=str()):
            return STRING
        case Literal(value=None):
            return ANY
        case Literal():
            return NUMBER
        case Name():
            return resolve(value, site)
        case Array(items):
            return list_of(common([type_of(item, site) for item in items]))
        case Object(fields):
            return map_of(common([type_of(field.value, site) for field in fields]))
        case Paren(inner):
            return type_of(inner, site)
        case Call():
            return check_call(value, site)
        case Unary(operator, inner):
            wanted = BOOL if operator == "!" else NUMBER
            check_operand(inner, type_of(inner, site), (wanted.name,), operator, site)
            return wanted
        case Binary():
            return check_binary(value, site)
        case Access(inner, name):
            return accessed(value, type_of(inner, site), name, site)
        case Index(inner, index):
            return indexed(value, type_of(inner, site), type_of(index, site), site)
    return ANY


def common(types: list[Type]) -> Type:
    """The one type of all values, or `any`."""
    return types[0] if types and all(type == types[0] for type in types) else ANY


def accessed(value: Access, given: Type, name: str, site: Site) -> Type:
    if given.name == "any":
        return ANY
    if given.name not in ("map", "target", "object"):
        message = f"`.{name}` asks {article(given)} for a field, and it has none"
        site.report("wrong-type", message, value, "only objects have fields")
        return ANY
    return values_of(given)


def indexed(value: Index, given: Type, index: Type, site: Site) -> Type:
    if given.name == "any":
        return ANY
    if given.name not in ("list", "map", "target", "object"):
        site.report("wrong-type", f"{article(given)} cannot be indexed", value, "only lists and objects can")
        return ANY
    wanted = NUMBER if given.name == "list" else STRING
    if index is not wanted and index is not ANY:
        message = f"the index of {article(given)} is {article(wanted)}, not {article(index)}"
        site.report("wrong-type", message, value.index, f"give it {article(wanted)}")
    return (given.of or ANY) if given.name == "list" else values_of(given)


def check_binary(value: Binary, site: Site) -> Type:
    """The type of `left operator right`; the operands must be of one type (transform/binary.go)."""
    left, right, operator = type_of(value.left, site), type_of(value.right, site), value.operator
    if operator in ("==", "!="):
        return BOOL
    names = {"&&": ("bool",), "||": ("bool",), "+": JOINABLE}.get(operator, ("number",))
    if operator in ("<", "<=", ">", ">="):
        names = ("number", "string")
    fit = check_operand(value.left, left, names, operator, site) and check_operand(
        value.right, right, names, operator, site
    )
    if (
        fit
        and left is not right
        and ANY not in (left, right)
        and not {left, right} <= {STRING, SECRET, SECRET_OR_STRING}
    ):
        message = f"`{operator}` needs two values of one type, and these are {article(left)} and {article(right)}"
        site.report("wrong-type", message, value.right, f"make both {article(left)}")
    if operator == "+":
        return SECRET if SECRET in (left, right) else left if left is right else ANY
    return NUMBER if names == ("number",) else BOOL


def check_operand(value: Expr, given: Type, names: tuple[str, ...], operator: str, site: Site) -> bool:
    if given.name in names or given.name == "any":
        return True
    message = f"`{operator}` takes {' or '.join(names).replace('_', ' ')}, and this is {article(given)}"
    site.report("wrong-type", message, value, f"give it a {names[0]}")
    return False


def check_call(call: Call, site: Site) -> Type:
    """The type that a call gives back; its arguments are checked."""
    if not isinstance(call.function, Name):
        given = type_of(call.function, site)
        if given is not ANY:
            site.report("wrong-type", f"{article(given)} cannot be called", call, "only functions can")
        for argument in call.arguments:
            type_of(argument, site)
        return ANY
    name = ".".join(call.function.parts)
    function = load_function(name)
    if function is None:
        report_unknown_function(call.function, site)
        for argument in call.arguments:
            type_of(argument, site)
        return ANY
    check_function(function, call, site)
    types = check_arguments(function, call, site)
    if name in CHOOSING:
        return common(types)
    return function.returns


def check_function(function: FunctionSpec, call: Call, site: Site) -> None:
    if function.deprecated_for:
        message = f"the function `{function.name}` is deprecated"
        site.report("deprecated-function", message, call, f"write `{function.deprecated_for}`", severity="warning")
    if not allows(site.run.stability, function.stability):
        message = f"the function `{function.name}` is {function.stability}, above {site.run.stability}"
        site.report("unstable", message, call, f"run Alloy with `--stability.level={function.stability}`")


def check_arguments(function: FunctionSpec, call: Call, site: Site) -> list[Type]:
    """The types of the arguments, each checked against what the function takes."""
    count, taken = len(call.arguments), len(function.arguments)
    if count < taken or (count > taken and function.rest is None):
        least = "at least " if function.rest else ""
        message = f"`{function.name}` takes {least}{taken} arguments, and these are {count}"
        site.report("wrong-arguments", message, call, f"it is {signature(function)}")
    types = []
    for index, argument in enumerate(call.arguments):
        wanted = function.arguments[index] if index < taken else function.rest or ANY
        if isinstance(argument, Literal):
            check_value(argument, wanted, site, function.name)
            types.append(type_of(argument, site))
        else:
            given = type_of(argument, site)
            check_type(argument, given, wanted, site, function.name)
            types.append(given)
    return types


def signature(function: FunctionSpec) -> str:
    types = [str(argument) for argument in function.arguments] + ([f"{function.rest}..."] if function.rest else [])
    return f"`{function.name}({', '.join(types)})`"

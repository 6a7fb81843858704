"""What functions demand of arguments that are written out, beyond their kinds."""

from __future__ import annotations

from ipaddress import ip_network
from itertools import takewhile

from . import tables
from .arguments import bind
from .ast import Argument, Call, Expression, List, Literal, Signed
from .convert import to_bytes_like
from .faults import fault, nearest
from .globs import glob_pattern
from .tables import Parameter


def check_call(call: Call, parameters: tuple[Parameter, ...]) -> None:
    """Raises OttlFault where the Collector would not make the function."""
    given = {parameter.name: argument for parameter, argument in bind(call, parameters)}
    for name, argument in given.items():
        if isinstance(argument.value, Literal) and isinstance(argument.value.value, str):
            _check_text(call.name, name, argument.value.value, argument.value)
    match call.name:
        case "append" if "value" not in given and "values" not in given:
            raise fault(call.name_at, "`append` wants `value` or `values`")
        case "Coalesce" if _items(given["values"]) == ():
            raise fault(given["values"].at, "`Coalesce` wants at least one value")
        case "limit":
            limit = _number(given["limit"])
            if limit < len(_items(given["priority_keys"])):
                raise fault(given["limit"].at, "the limit is less than the number of priority keys")
        case "flatten" if "depth" in given and _number(given["depth"]) < 1:
            raise fault(given["depth"].at, "the depth of `flatten` is at least 1")
        case "truncate_all" if "truncation_marker" in given:
            if len(_text(given["truncation_marker"]).encode()) > _number(given["limit"]):
                raise fault(given["truncation_marker"].at, "the marker is longer than the limit")
        case "ToKeyValueString" | "ParseKeyValue":
            _check_delimiters(given)
        case "IsInCIDR":
            # The Collector reads them until one is not written out.
            for item in takewhile(lambda item: isinstance(item, Literal), _items(given["networks"])):
                _check_network(item)
        case "Time" | "FormatTime" if not _text(given["format"]):
            raise fault(given["format"].at, "the format is empty")
        case "set_semconv_span_name":
            _check_semantic_conventions(given)
        case "SpanID" | "TraceID" | "ProfileID":
            _check_id(call.name, given["target"])
        case "convert_exponential_histogram_to_histogram" if _items(given["explicit_bounds"]) == ():
            raise fault(given["explicit_bounds"].at, "there must be a bound")


def _check_text(function: str, parameter: str, text: str, value: Literal) -> None:
    choices = tables.choices(function, parameter)
    if choices and text not in choices:
        raise fault(value.at, f"`{parameter}` of `{function}` cannot be `{text}`", nearest(text, choices))
    if tables.is_pattern(function, parameter):
        check_pattern(text, value)
    if tables.is_glob(function, parameter) and glob_pattern(text) is None:
        raise fault(value.at, f"`{text}` is no pattern of `{function}`", "a bracket or brace does not close")


def check_pattern(text: str, value: Literal) -> None:
    import re2

    options = re2.Options()
    options.log_errors = False
    try:
        re2.compile(text, options)
    except re2.error as error:
        reason = error.args[0] if error.args else ""
        reason = reason.decode(errors="replace") if isinstance(reason, bytes) else str(reason)
        raise fault(value.at, f"`{text}` is no regular expression: {reason}") from None


def _items(argument: Argument) -> tuple[Expression, ...]:
    return argument.value.items if isinstance(argument.value, List) else ()


def _number(argument: Argument) -> int:
    value = argument.value.value if isinstance(argument.value, Literal) else None
    assert isinstance(value, int)
    return value


def _text(argument: Argument) -> str:
    value = argument.value.value if isinstance(argument.value, Literal) else None
    assert isinstance(value, str)
    return value


def _check_delimiters(given: dict[str, Argument]) -> None:
    for name in ("delimiter", "pair_delimiter"):
        if name in given and not _text(given[name]):
            raise fault(given[name].at, f"`{name}` is empty")
    delimiter = _text(given["delimiter"]) if "delimiter" in given else "="
    pair_delimiter = _text(given["pair_delimiter"]) if "pair_delimiter" in given else " "
    if delimiter == pair_delimiter:
        last = given.get("pair_delimiter") or given["delimiter"]
        raise fault(last.at, "the two delimiters are the same")


def _check_network(item: Expression) -> None:
    text = item.value if isinstance(item, Literal) else ""
    try:
        if not isinstance(text, str) or "/" not in text or not text.rpartition("/")[2].isdecimal():
            raise ValueError
        ip_network(text, strict=False)
    except ValueError:
        raise fault(item.at, f"`{text!r}` is no network", "such as `10.0.0.0/8`") from None


_CONVENTIONS = ((1, 37, 0), (1, 40, 0))


def _check_semantic_conventions(given: dict[str, Argument]) -> None:
    version = _text(given["semconv_version"]).removeprefix("v").split(".")
    if not all(part.isdecimal() for part in version) or len(version) > 3:
        raise fault(given["semconv_version"].at, "this is no version")
    numbers = tuple(int(part) for part in version) + (0,) * (3 - len(version))
    if not _CONVENTIONS[0] <= numbers <= _CONVENTIONS[1]:
        low, high = (".".join(map(str, bound)) for bound in _CONVENTIONS)
        raise fault(given["semconv_version"].at, "these conventions are not supported", f"from {low} to {high}")
    original = given.get("original_span_name_attribute")
    if original is not None and not _text(original):
        raise fault(original.at, "the attribute's name is empty")


_ID_SIZES = {"SpanID": 8, "TraceID": 16, "ProfileID": 16}


def _check_id(function: str, target: Argument) -> None:
    literal = target.value.value if isinstance(target.value, Signed) else target.value
    if not isinstance(literal, Literal):
        return
    raw, size = to_bytes_like(literal.value) or b"", _ID_SIZES[function]
    if not (len(raw) == size or (len(raw) == 2 * size and raw.isalnum() and all(int(chr(c), 36) < 16 for c in raw))):
        raise fault(target.at, f"`{function}` wants {size} bytes, or {2 * size} hexadecimal digits")

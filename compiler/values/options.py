"""The ground that every model of values stands on: strict pydantic models whose faults are diagnostics.

A field is spelled in camelCase as the chart spells it. `null` in values removes a default (Helm), so a field that is
null has its type's empty value. Raw Alloy is parsed when it is read: an `AlloyBody` field holds syntax, not text.
"""

import types
from collections.abc import Callable, Mapping
from functools import cache, lru_cache
from typing import Annotated, Any, ClassVar, Literal, Self, TypeAlias, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, GetCoreSchemaHandler, ValidationError
from pydantic.alias_generators import to_camel
from pydantic_core import ErrorDetails, PydanticCustomError, core_schema

from ..report.contribution import Contribution
from ..report.diagnostics import Diagnostic, Path, Refused, dotted, nearest, warning
from ..report.record import dataclass
from ..syntax.ast import Attribute, Body
from . import preset_data
from .helm_templates import without_templates
from .placed import PlacedText, parts_of, placed

M = TypeVar("M", bound="Options")


class Options(BaseModel):
    """A section of values. Unknown keys are errors, types are strict, instances do not change."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        alias_generator=cache(to_camel),
        hide_input_in_errors=True,
        arbitrary_types_allowed=True,
        defer_build=True,
    )
    READ_LATER: ClassVar[frozenset[str]] = frozenset()
    """Fields with sections as they were written, which other models read."""

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        """Itself: pydantic would copy every section that is a default anew for each section that is read."""
        return self

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Nulls are seen to before the fields are looked at. A validator by decorator would be inspected anew for every
        model, as that of a field (`_Read`)."""
        inner: Any = handler(source)
        # The name moves to the outer schema: without one, a JSON Schema has every model written out where it is used.
        named = inner.pop("ref", None) if inner["type"] == "model" else None
        return core_schema.no_info_before_validator_function(cls._null_removes_the_default, inner, ref=named)

    @classmethod
    def _null_removes_the_default(cls, data: Any) -> Any:
        if not isinstance(data, dict):
            return data
        known = {field.alias or name for name, field in cls.model_fields.items()}
        closed = cls.model_config.get("extra") == "forbid"
        kept = {key: value for key, value in data.items() if value is not None or (closed and key not in known)}
        for name, field in cls.model_fields.items():
            alias = field.alias or name
            if alias in data and data[alias] is None:
                empty = _empty_value(field.annotation)
                if empty is not _NO_EMPTY_VALUE:
                    kept[alias] = empty
            elif isinstance(kept.get(alias), dict):
                given = _over_default(field.default, kept[alias]) if isinstance(field.default, dict) else kept[alias]
                kept[alias] = given if _may_hold_null(field.annotation) else _without_nulls(given)
        return kept


def _may_hold_null(annotation: Any) -> bool:
    """Whether null is something to say in a map of this type, as it is for a filter. In a section, the section sees."""
    if get_origin(annotation) is Annotated:
        return _may_hold_null(get_args(annotation)[0])
    if get_origin(annotation) is not dict:
        return True
    value = get_args(annotation)[1]
    return value is Any or type(None) in get_args(value)


def _without_nulls(given: dict[str, Any]) -> dict[str, Any]:
    """Null takes an entry out of a map that users fill."""
    return {key: value for key, value in given.items() if value is not None}


def _over_default(default: dict[str, Any], given: dict[str, Any]) -> dict[str, Any]:
    """A map of the user's over the default one: Helm merges maps, deep, and null takes an entry of the default out."""
    merged = {key: value for key, value in default.items() if given.get(key, value) is not None}
    for key, value in given.items():
        if isinstance(value, dict) and isinstance(default.get(key), dict):
            merged[key] = _over_default(default[key], value)
        elif value is not None or key not in default:
            merged[key] = value
    return merged


_NO_EMPTY_VALUE = object()


def _empty_value(annotation: Any) -> Any:
    """What a Helm template sees where the default was removed; the model's own default where a section was."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _empty_value(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return None if type(None) in get_args(annotation) else _empty_value(get_args(annotation)[0])
    plain = origin or annotation
    if plain in (str, bool, int, float, list, dict):
        return plain()
    return _NO_EMPTY_VALUE


def _text(value: Any) -> Any:
    """A number or bool where text belongs, as it would be written: `username: 12345`."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int | float) else value


def _text_or_texts(value: Any) -> Any:
    texts = [_text(item) for item in value] if isinstance(value, list) else _text(value)
    wrong = [item for item in (texts if isinstance(texts, list) else [texts]) if not isinstance(item, str)]
    return _refuse_type("text, or a list of texts") if wrong else texts


def _alloy_body(value: Any) -> Any:
    if not isinstance(value, str):
        return value if isinstance(value, tuple) else _refuse_type("Alloy syntax, as text")
    if not value.strip():
        return ()
    from ..syntax.parser import parse_body

    try:
        return parse_body(without_templates(value), source=_source(value))
    except Refused as refused:
        raise _syntax_error(refused) from None


def _alloy_expression(value: Any) -> Any:
    if not isinstance(value, str):
        return _refuse_type("an Alloy expression, as text")
    if not value.strip():
        return None
    from ..syntax.parser import parse_expression

    try:
        return parse_expression(without_templates(value), source=_source(value))
    except Refused as refused:
        raise _syntax_error(refused) from None


def _source(value: str) -> Contribution | None:
    """What gave a text that is one value of the user's."""
    return value.parts[0].by if isinstance(value, PlacedText) and len(value.parts) == 1 else None


def _alloy_components(value: Any) -> Any:
    body = _alloy_body(value)
    attribute = next((statement for statement in body if isinstance(statement, Attribute)), None)
    if attribute is not None:
        at = attribute.at
        line, column = (at.line, at.column) if at else (1, 1)
        message = f"the attribute `{attribute.name}` stands in no component"
        fault = ("misplaced-attribute", message, 'write components here: `kind "label" { ... }`', line, column)
        raise PydanticCustomError("alloy", "is not a list of components", {"faults": [fault]})
    return body


def _refuse_type(wanted: str) -> Any:
    raise PydanticCustomError("wrong-type", "must be {wanted}", {"wanted": wanted})


def _syntax_error(refused: Refused) -> PydanticCustomError:
    faults = [
        (d.code, d.message, d.help, d.span.line if d.span else 1, d.span.column if d.span else 1)
        for d in refused.diagnostics
    ]
    return PydanticCustomError("alloy", "is not Alloy syntax", {"faults": faults})


@dataclass(frozen=True)
class Kept:
    """Marks a field whose value a Kubernetes Secret may hold; `sensitive` is one that nobody may read."""

    sensitive: bool


class _Read:
    """What a type's values are read by, before a schema checks them. pydantic's own BeforeValidator inspects the
    function anew for every field, which is a good part of the time that a model takes to make."""

    def __init__(self, function: Callable[[Any], Any], schema: core_schema.CoreSchema, about: str = "") -> None:
        self.schema = core_schema.no_info_before_validator_function(function, schema)
        self.about = about

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> core_schema.CoreSchema:
        return self.schema

    def __get_pydantic_json_schema__(self, schema: Any, handler: Any) -> dict[str, Any]:
        return {"type": "string", "description": self.about} if self.about else {"type": "string"}


_ANYTHING = core_schema.any_schema()
Text: TypeAlias = Annotated[str, _Read(_text, core_schema.str_schema(strict=True))]
SecretText: TypeAlias = Annotated[Text, Kept(sensitive=True)]
"""A password, a token, a key. `values/secrets.py` tells how it is given."""
KeptText: TypeAlias = Annotated[Text, Kept(sensitive=False)]
"""What is kept beside those, and may be read: a user name, a tenant, a certificate."""
Label: TypeAlias = Annotated[str, Field(min_length=1)]
TextOrTexts: TypeAlias = Annotated[Any, BeforeValidator(_text_or_texts)]
AlloyBody: TypeAlias = Annotated[tuple[Any, ...], _Read(_alloy_body, _ANYTHING, "rules or stages, as Alloy syntax")]
AlloyComponents: TypeAlias = Annotated[tuple[Any, ...], _Read(_alloy_components, _ANYTHING, "Alloy components")]
AlloyExpression: TypeAlias = Annotated[Any, _Read(_alloy_expression, _ANYTHING, "an Alloy expression")]
NO_ALLOY: Body = ()
UnknownKeys: TypeAlias = Literal["error", "warn"]


def unset(section: type[M]) -> M:
    """A section that is not given: its defaults. Without making a validator for it, which takes a good part of the time
    of a start and is made anew within every section around it."""
    return section.model_construct()


def read(
    model: type[M], data: Any, path: Path, unknown_keys: UnknownKeys = "error"
) -> tuple[M | None, list[Diagnostic]]:
    """Checks `data`, found at `path` in the values, against a model.

    Gives every fault, and the instance; where there are faults, the instance without the values that have them, so that
    later stages can look for more, or None where that is none either. With `unknown_keys="warn"` a key that the model
    does not know is a warning.
    """
    data = {} if data is None else data
    try:
        return with_places(model.model_validate(data), data, path), []
    except ValidationError as invalid:
        errors = invalid.errors(include_url=False, include_input=False)
    lenient = unknown_keys == "warn"
    faults = [
        warning(d) if lenient and d.code == "unknown-key" else d
        for error in errors
        for d in _diagnose(model, data, error, path)
    ]
    sound = data
    for repair in (_meant, _nothing):
        sound = _repaired(data, {_place_of(data, error): error["type"] for error in errors}, repair)
        try:
            return with_places(model.model_validate(sound), sound, path), faults
        except ValidationError:
            continue
    return None, faults


_TAKEN_OUT = object()


def _nothing(value: Any, error: str, key: str | int) -> Any:
    return _TAKEN_OUT


def _meant(value: Any, error: str, key: str | int) -> Any:
    """What somebody meant by a value of the wrong type, so that one mistake does not become several: a list of one for
    text, a switch or a number for text that looks like it; what a switch `enabled` says stands for on."""
    text = value.strip().lower() if isinstance(value, str) else ""
    match error:
        case "list_type" if text:
            return [value]
        case "bool_type" if (said := _said(value)) is not None:
            return said
        case "bool_type" if key == "enabled" and value:
            return True
        case "int_type" if text.isascii() and text.isdigit() and len(text) < 10:
            return int(text)
    return _TAKEN_OUT


def _said(value: Any) -> bool | None:
    """What somebody says of a switch in other words than YAML's."""
    text = value.strip().lower() if isinstance(value, str) else value
    if text in ("true", "yes", "on", "enabled", 1):
        return True
    return False if text in ("false", "no", "off", "disabled", "none", 0) else None


def _value_at(data: Any, path: Path) -> Any:
    for part in path:
        data = data[part]
    return data


def with_places(options: M, data: Any, path: Path) -> M:
    """The options with scalars that know what they came from: the user's value, or the option's default.

    `data` is what they were read from; a scalar there may know that it stood elsewhere (`collectorCommon`).
    """
    found = options.model_copy()
    fields, given = found.__dict__, data if isinstance(data, Mapping) else {}
    model = type(options)
    for name, alias, default in _modelled(model):
        value = fields[name]
        if alias not in given and value is default:
            fields[name] = _default_with_places(model, name, (*path, alias))
        elif value is not None:
            fields[name] = _with_places(value, given.get(alias), alias in given, (*path, alias))
    return found


@cache
def _modelled(model: type[Options]) -> tuple[tuple[str, str, Any], ...]:
    """The fields of a model, their keys and defaults, without the sections that other models read."""
    fields = model.model_fields.items()
    return tuple((name, field.alias or name, field.default) for name, field in fields if name not in model.READ_LATER)


@lru_cache(maxsize=4096)
def _default_with_places(model: type[Options], name: str, path: Path) -> Any:
    """The default of a field: most of what a section holds, and the same for everyone who does not give it."""
    return _with_places(model.model_fields[name].default, None, False, path)


def _with_places(value: Any, data: Any, given: bool, path: Path) -> Any:
    match value:
        case Options():
            return with_places(value, data, path)
        case list():
            items = data if isinstance(data, list) and len(data) == len(value) else [None] * len(value)
            return [_with_places(v, d, given, (*path, i)) for i, (v, d) in enumerate(zip(value, items, strict=True))]
        case dict():
            entries = data if isinstance(data, Mapping) else {}
            return {
                placed(key, Contribution("value" if key in entries else "unit", (*path, key), key=True)): _with_places(
                    item, entries.get(key), key in entries, (*path, key)
                )
                for key, item in value.items()
            }
        case str() | bool() | int() | float():
            parts = parts_of(data)
            by = parts[0].by if len(parts) == 1 else Contribution("value" if given else "unit", path)
            return placed(value, by)
    return value


def as_data(options: Options) -> dict[str, Any]:
    """The options by their keys in values, sections as maps, with the keys that are another's. What a scalar came from
    stays with it."""
    own = {field.alias or name: _as_data(getattr(options, name)) for name, field in type(options).model_fields.items()}
    return {**own, **(options.model_extra or {})}


def _as_data(value: Any) -> Any:
    match value:
        case Options():
            return as_data(value)
        case dict():
            return {key: _as_data(item) for key, item in value.items()}
        case list():
            return [_as_data(item) for item in value]
    return value


def _repaired(data: Any, errors: Mapping[Path, str], repair: Callable[[Any, str, str | int], Any]) -> Any:
    """A copy of the data with what `repair` makes of the values at the errors' paths."""
    if not errors or not isinstance(data, dict | list):
        return data
    below: dict[str | int, dict[Path, str]] = {}
    for path, error in errors.items():
        if path:
            below.setdefault(path[0], {})[path[1:]] = error
    pairs = data.items() if isinstance(data, dict) else enumerate(data)
    kept = {}
    for key, value in pairs:
        inner = below.get(key, {})
        found = repair(value, inner[()], key) if () in inner else _repaired(value, inner, repair)
        if found is not _TAKEN_OUT:
            kept[key] = found
        elif isinstance(data, list):
            kept[key] = value  # What follows it keeps its index.
    if isinstance(data, dict):
        # A name that is missing is the least that there can be, so that the rest can be looked at.
        return {**kept, **{str(key): "" for key, inner in below.items() if inner.get(()) == "missing"}}
    return list(kept.values())


def _place_of(data: Any, error: ErrorDetails) -> Path:
    inner = _path_in(data, error["loc"])
    return (*inner, error["loc"][-1]) if error["type"] == "missing" else inner


def _diagnose(model: type[Options], data: Any, error: ErrorDetails, path: Path) -> list[Diagnostic]:
    inner = _path_in(data, error["loc"])
    where = path + inner
    match error["type"]:
        case "extra_forbidden":
            return [_unknown_key(model, inner, path)]
        case "missing":
            name = str(error["loc"][-1])
            parent = where[:-1] if where and where[-1] == name else where
            return [
                Diagnostic(
                    "missing-key", f"`{dotted((*parent, name))}` is required", parent, f"add `{name}:`", about_key=True
                )
            ]
        case "literal_error" | "enum":
            expected = str(error.get("ctx", {}).get("expected", ""))
            close = _nearest_value(data, inner, expected)
            return [
                Diagnostic(
                    "unknown-value",
                    f"`{dotted(where)}` must be one of {expected}",
                    where,
                    f"did you mean `{close}`?" if close else "write one of these values",
                    meant=close,
                )
            ]
        case "alloy":
            return [
                Diagnostic(code, f"{message} in `{dotted(where)}`", where, help, within=(line, column))
                for code, message, help, line, column in error["ctx"]["faults"]
            ]
        case _:
            wanted, help = _wanted(error)
            said = _said(_value_at(data, inner)) if error["type"] == "bool_type" else None
            return [Diagnostic("wrong-type", f"`{dotted(where)}` must be {wanted}", where, help, meant=said)]


_SCHEMA = "see `alloyc schema` for every key"
WANTED = {
    "bool": ("true or false", "write `true` or `false`, without quotes"),
    "string": ("text", "write text, between quotes if it looks like a number"),
    "int": ("a whole number", "write digits only, without quotes"),
    "float": ("a number", "write a number, without quotes"),
    "list": ("a list", "write `[a, b]`, or an entry a line, each after a `- `"),
    "dict": ("a map", "write its keys below it, each with a value"),
    "model": ("a map", "write its keys below it, each with a value"),
}
"""What a value must be, and how to write it, by what pydantic's error types begin with."""


def _wanted(error: ErrorDetails) -> tuple[str, str]:
    match error["type"]:
        case "string_too_short":
            return "more than nothing", "write a name, or take the entry out"
        case "wrong-type":
            return error["ctx"]["wanted"], _SCHEMA
    return WANTED.get(error["type"].split("_")[0], ("something else", _SCHEMA))


def _path_in(data: Any, location: tuple[int | str, ...]) -> Path:
    """The error's location without what pydantic adds to it (union tags), down to where the data ends."""
    found: list[int | str] = []
    for part in location:
        in_map = isinstance(data, Mapping) and part in data
        if in_map or (isinstance(data, list) and isinstance(part, int) and part < len(data)):
            found.append(part)
            data = data[part]
    return tuple(found)


def _unknown_key(model: type[Options], inner: Path, path: Path) -> Diagnostic:
    known = known_keys(model, inner[:-1])
    name, parent = str(inner[-1]), dotted(path + inner[:-1])
    places = _places_now(parent, name)
    if places:
        return Diagnostic(
            "moved-key",
            f"`{name}` no longer stands in `{parent}`",
            path + inner,
            f"write it in {places}",
            about_key=True,
        )
    close = nearest(name, known)
    if close:
        help = f"did you mean `{close}`?"
    elif known:
        help = f"known keys here: {', '.join(sorted(known))}"
    else:
        help = "remove it"
    within = f" in `{parent}`" if parent else ""
    return Diagnostic("unknown-key", f"unknown key `{name}`{within}", path + inner, help, about_key=True, meant=close)


def _places_now(parent: str, name: str) -> str:
    """Where a key of version 3 of the chart stands now; "" for a key that has not moved."""
    for entry in preset_data.data("moved-keys"):
        if entry["in"] == parent and name in entry["keys"]:
            return " and ".join(f"`{place}`" for place in entry["to"])
    return ""


def _nearest_value(data: Any, inner: Path, expected: str) -> str | None:
    data = _value_at(data, inner)
    values = [v.strip("'\" ") for v in expected.replace(" or ", ",").split(",")]
    return nearest(data, values) if isinstance(data, str) else None


def known_keys(model: Any, inner: Path) -> list[str]:
    """The keys that a model knows at a path below it; none where the path leads out of models."""
    for part in inner:
        model = _below(model, part)
    models = [m for m in _alternatives(model) if isinstance(m, type) and issubclass(m, BaseModel)]
    return [field.alias or name for m in models for name, field in m.model_fields.items()]


def _below(annotation: Any, part: str | int) -> Any:
    for option in _alternatives(annotation):
        if isinstance(option, type) and issubclass(option, BaseModel):
            for name, field in option.model_fields.items():
                if part in (field.alias, name):
                    return field.annotation
        elif get_origin(option) in (list, tuple):
            return get_args(option)[0]
        elif get_origin(option) is dict:
            return get_args(option)[1]
    return None


def _alternatives(annotation: Any) -> list[Any]:
    origin = get_origin(annotation)
    if origin is Annotated:
        return _alternatives(get_args(annotation)[0])
    if origin in (Union, types.UnionType):
        return [a for option in get_args(annotation) for a in _alternatives(option)]
    return [annotation]

"""otelcol.processor.span: names of spans from attributes, attributes from names, and the status."""

from __future__ import annotations

from typing import Any

from ...languages.ottl.values import EvaluationError, attribute_text
from .arguments import Arguments, Facts, Refused, texts
from .journal import Note
from .matching import matcher
from .messages import Message
from .patterns import pattern, search
from .records import records

_CODES = {"Unset": 0, "Ok": 1, "Error": 2}


def span(arguments: Arguments, signal: str, tree: Message, facts: Facts, note: Note) -> None:
    """Changes the tree; only spans are taken. Raises Refused."""
    name, status = arguments.section("name"), arguments.block("status")
    rules = name.block("to_attributes")
    patterns = [] if rules is None else [_compiled(text) for text in texts(rules.get("rules"))]
    if not (texts(name.get("from_attributes")) or patterns or status):
        raise Refused("one of from_attributes, to_attributes and status must be given")
    if status is not None and status.get("code") not in _CODES:
        raise Refused("the code of a status is Unset, Ok or Error")
    if status is not None and status.get("description") and status.get("code") != "Error":
        raise Refused("only the status Error has a description")
    wanted = matcher(arguments, signal)
    for record in records("span", signal, tree):
        if wanted(record):
            message = record["span"]
            _name_from_attributes(message, name)
            if rules is not None:
                _attributes_from_name(message, patterns, rules)
            if status is not None:
                _set_status(message, status)


def _compiled(text: str) -> Any:
    try:
        return pattern(text)
    except EvaluationError as error:
        raise Refused(str(error)) from None


def _name_from_attributes(message: Message, name: Arguments) -> None:
    keys, attributes = texts(name.get("from_attributes")), message["attributes"]
    if keys and all(key in attributes for key in keys):
        message["name"] = name.get("separator", "").join(_part(attributes[key]) for key in keys)


def _part(value: Any) -> str:
    if isinstance(value, float) and not isinstance(value, bool):
        from decimal import Decimal

        text = format(Decimal(repr(value)), "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    return attribute_text(value) if isinstance(value, (str, bool, int)) else "<unknown-attribute-type>"


def _attributes_from_name(message: Message, patterns: list[Any], rules: Arguments) -> None:
    for compiled in patterns if message["name"] else ():
        old = message["name"]
        match = search(compiled, old)
        if match is None:
            continue
        names = {number: name for name, number in compiled.groupindex.items()}
        new, position = "", 0
        for number in range(1, compiled.groups + 1):
            message["attributes"][names.get(number, "")] = match.group(number) or ""
            new += f"{old[position : match.start(number)]}{{{names.get(number, '')}}}"
            position = match.end(number)
        if not rules.get("keep_original_name", False):
            message["name"] = new + old[position:]
        if rules.get("break_after_match", False):
            return


def _set_status(message: Message, status: Arguments) -> None:
    code = status.get("code")
    text = status.get("description", "") if code == "Error" else ""
    message["status"] = {"message": text, "code": _CODES[code]}

"""otelcol.processor.redaction: takes attributes away that are not allowed, and masks what is blocked."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from ...languages.ottl.values import EvaluationError, Value, attribute_text, remove_key
from ..trace import Unknown
from .arguments import Arguments, Facts, Refused, texts
from .journal import Note
from .messages import RECORDS, Message, data_points, scopes
from .patterns import pattern, replace_each, search

Attributes = dict[str, Value]
_OWN = ("redacted.keys", "redacted.count", "masked.keys", "masked.count", "ignored.count")
_HASHES = {"sha1": "sha1", "sha3": "sha3_256", "md5": "md5"}


class Rules(NamedTuple):
    """The component's arguments. `mask` is what stands for a text that must not be seen."""

    allow_all: bool
    allowed: frozenset[str]
    ignored: Callable[[str], bool]
    blocked_key: Callable[[str], bool]
    allowed_value: Callable[[str], bool]
    blocked_values: tuple[Any, ...]
    mask: Callable[[str], str]
    all_types: bool
    summary: str


class Found(NamedTuple):
    """The keys that something happened to."""

    redacted: list[str]
    masked: list[str]
    allowed: list[str]
    ignored: list[str]


def redaction(arguments: Arguments, signal: str, tree: Message, facts: Facts, note: Note) -> None:
    """Changes the tree. Raises Refused for a pattern that is none, and Unknown for sanitizers."""
    rules = _rules(arguments)
    seen: set[int] = set()
    for resource, scope in scopes(signal, tree):
        for attributes in _attributes(signal, resource, scope):
            if id(attributes) not in seen:
                seen.add(id(attributes))
                _redact(rules, attributes)
        for log in scope["logRecords"] if signal == "logs" else ():
            _redact_body(rules, log)


def _attributes(signal: str, resource: Message, scope: Message) -> Iterator[Attributes]:
    yield resource["resource"]["attributes"]
    yield scope["scope"]["attributes"]
    for message in scope[RECORDS[signal]]:
        if signal == "metrics":
            yield from (point["attributes"] for point in data_points(message))
        else:
            yield message["attributes"]
        if signal == "traces":
            yield from (event["attributes"] for event in message["events"])


def _rules(arguments: Arguments) -> Rules:
    for sanitizer in ("url_sanitizer", "db_sanitizer"):
        if arguments.block(sanitizer) is not None:
            raise Unknown(f"`{sanitizer}` is not modelled")
    ignored_keys = frozenset(texts(arguments.get("ignored_keys")))
    ignored_pattern = _any(_patterns(arguments, "ignored_key_patterns"))
    own = (f"redaction.{name}" for name in _OWN)
    return Rules(
        bool(arguments.get("allow_all_keys", False)),
        frozenset((*texts(arguments.get("allowed_keys")), *own)),
        lambda key: key in ignored_keys or ignored_pattern(key),
        _any(_patterns(arguments, "blocked_key_patterns")),
        _any(_patterns(arguments, "allowed_values")),
        tuple(_patterns(arguments, "blocked_values")),
        _mask(arguments),
        bool(arguments.get("redact_all_types", False)),
        str(arguments.get("summary", "")),
    )


def _patterns(arguments: Arguments, name: str) -> list[Any]:
    try:
        return [pattern(text) for text in texts(arguments.get(name))]
    except EvaluationError as error:
        raise Refused(str(error)) from None


def _any(compiled: list[Any]) -> Callable[[str], bool]:
    return lambda text: any(search(one, text) is not None for one in compiled)


def _mask(arguments: Arguments) -> Callable[[str], str]:
    name = str(arguments.get("hash_function", "") or "").lower()
    if name.startswith("hmac"):
        raise Unknown("a hash with a key")
    if not name:
        return lambda text: "****"
    if name not in _HASHES:
        raise Refused(f"there is no hash function `{name}`")
    return lambda text: hashlib.new(_HASHES[name], text.encode(errors="surrogateescape")).hexdigest()


def _masked(rules: Rules, text: str, compiled: Any) -> str:
    return replace_each(compiled, text, lambda match: rules.mask(match.group(0)))


def _processed(rules: Rules, text: str) -> str:
    for compiled in rules.blocked_values:
        if search(compiled, text) is not None:
            text = _masked(rules, text, compiled)
    return text


def _all_of_it(rules: Rules, text: str) -> str:
    return _masked(rules, text, pattern(".*"))


def _redact(rules: Rules, attributes: Attributes) -> None:
    found = Found([], [], [], [])
    for key, value in list(attributes.items()):
        text = attribute_text(value) if rules.all_types else value if isinstance(value, str) else ""
        if rules.ignored(key):
            found.ignored.append(key)
        elif not rules.allow_all and key not in rules.allowed:
            found.redacted.append(key)
        elif rules.allowed_value(text):
            found.allowed.append(key)
        elif rules.blocked_key(key):
            found.masked.append(key)
            attributes[key] = _all_of_it(rules, text)
        elif (processed := _processed(rules, text)) != text:
            found.masked.append(key)
            attributes[key] = processed
    for key in found.redacted:
        remove_key(attributes, key)
    _summarize(rules, found, attributes, "redaction")


def _redact_body(rules: Rules, log: Message) -> None:
    found = Found([], [], [], [])
    body = log["body"]
    if isinstance(body, dict):
        _redact_map(rules, body, "", found)
    elif isinstance(body, list):
        for place, _ in enumerate(body):
            _redact_part(rules, body, place, f"[{place}]", found)
    else:
        _redact_part(rules, log, "body", "body", found)
        found.allowed.clear()  # Of such a body the Collector does not say that it was allowed.
    _summarize(rules, found, log["attributes"], "redaction.body")


def _redact_map(rules: Rules, content: Attributes, above: str, found: Found) -> None:
    redacted = []
    for key, value in list(content.items()):
        path = f"{above}.{key}" if above else key
        if rules.ignored(key):
            found.ignored.append(path)
        elif not rules.allow_all and key not in rules.allowed:
            redacted.append((key, path))
        elif rules.blocked_key(key):
            found.masked.append(path)
            content[key] = _all_of_it(rules, value if isinstance(value, str) else "")
        else:
            _redact_part(rules, content, key, path, found)
    for key, path in redacted:
        remove_key(content, key)
        found.redacted.append(path)


def _redact_part(rules: Rules, holder: Any, slot: Any, path: str, found: Found) -> None:
    value = holder[slot]
    if isinstance(value, dict):
        _redact_map(rules, value, path, found)
        return
    if isinstance(value, list):
        for place, _ in enumerate(value):
            _redact_part(rules, value, place, f"{path}.[{place}]", found)
        return
    text = attribute_text(value)
    if rules.allowed_value(text):
        found.allowed.append(path)
    elif (processed := _processed(rules, text)) != text:
        found.masked.append(path)
        holder[slot] = processed


def _summarize(rules: Rules, found: Found, attributes: Attributes, prefix: str) -> None:
    for name, keys in zip(Found._fields, found, strict=True):
        if not keys or rules.summary not in ("debug", "info"):
            continue
        listed, counted = f"{prefix}.{name}.keys", f"{prefix}.{name}.count"
        if rules.summary == "debug" and name != "ignored":
            old = attributes.get(listed)
            before = old.split(",") if isinstance(old, str) and old else []
            attributes[listed] = ",".join(sorted((*keys, *before)))
        count = attributes.get(counted, 0)
        attributes[counted] = len(keys) + (count if type(count) is int else 0)

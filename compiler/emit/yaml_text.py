"""Data as YAML that every reader takes for the same: ours, and Go's, which is in part YAML 1.1 and in part YAML 1.2."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..values.placed import bare_tree

FIRST_KEYS = ("apiVersion", "kind", "metadata")
_PRIVATE_USE = range(0xE000, 0xF900)
_BEGINS_WITH_BLANK = re.compile(r"[ \t\n]")
_BREAKS = re.compile("[\x85\u2028\u2029]")
_BLANKS_AT_END = re.compile(r" +(?=\n|\Z)")
_NO_TEXT = re.compile(
    r"y|n|yes|no|on|off|true|false|null|[-+]?\.?(?:inf|nan)|[-+]?\.?[0-9][-+.:_0-9a-fxotz]*(?: +[-+.:0-9z]+)*",
    re.IGNORECASE,
)
"""What some reader might take for a number, a date, a boolean or nothing. It is wide on purpose: quotes hurt nobody,
and there are the numbers of YAML 1.1 (`0777`, `1_000`, `190:20`), of YAML 1.2 (`0o17`, `1e3`), and what Go takes."""


def to_yaml(objects: Iterable[Mapping[str, Any]]) -> str:
    """Objects as YAML documents, text of several lines as a literal block. Keys are in order, those that say what an
    object is before the others: the order in which values gave them has no meaning."""
    import yaml

    ordered = [_in_order(bare_tree(found)) for found in objects]
    tab, blank = _unused_characters("".join(_texts(ordered)))

    class Dumper(getattr(yaml, "CSafeDumper", yaml.SafeDumper)):  # type: ignore[misc]
        def ignore_aliases(self, data: Any) -> bool:
            return True

    def represent(dumper: Any, value: str) -> Any:
        text, style = value, None
        if "\n" in value and not _BEGINS_WITH_BLANK.match(value) and not _BREAKS.search(value):
            style = "|"
            text = _BLANKS_AT_END.sub(lambda found: blank * len(found.group()), value.replace("\t", tab))
        elif _NO_TEXT.fullmatch(value):
            style = "'"
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)

    Dumper.add_representer(str, represent)
    dumped = (yaml.dump(o, Dumper=Dumper, sort_keys=False, width=2**20, allow_unicode=True) for o in ordered)
    return "---\n".join(dumped).replace(tab, "\t").replace(blank, " ")


def _unused_characters(text: str) -> tuple[str, str]:
    """Two characters that no text has. They stand for tabs, and for blanks at the end of a line, while libyaml writes,
    which else would take neither into a literal block."""
    first, second, *_ = (chr(code) for code in _PRIVATE_USE if chr(code) not in text)
    return first, second


def _in_order(data: Any) -> Any:
    """Data with the keys of every map in order, and those that say what an object is first."""
    if isinstance(data, Mapping):
        keys = sorted(data, key=lambda key: (key not in FIRST_KEYS, key))
        return {key: _in_order(data[key]) for key in keys}
    return [_in_order(item) for item in data] if isinstance(data, list | tuple) else data


def _texts(data: Any) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield str(key)
            yield from _texts(value)
    elif isinstance(data, list):
        for item in data:
            yield from _texts(item)

"""`stage.truncate`: what is too long, cut off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ...languages.fault import NotModelled, Unsettled
from ...languages.gostrings import cut, size
from ...syntax.ast import Block
from .arguments import Arguments
from .entry import Entry, Run, Stage, each


@dataclass(frozen=True)
class _Rule:
    source_type: str
    sources: tuple[str, ...]
    limit: int
    suffix: str

    def shorten(self, text: Any) -> Any:
        """Bytes count, and a character may be cut through."""
        if isinstance(text, Unsettled):
            raise NotModelled(text.reason)
        if not isinstance(text, str):
            return text
        room = self.limit - size(self.suffix)
        return cut(text, 0, room) + self.suffix if size(text) > room else text

    def shorten_all(self, texts: dict[str, Any]) -> bool:
        """Shortens the named values, all of them where none is named; whether any was too long."""
        found = False
        for name in self.sources or list(texts):
            if name in texts:
                short = self.shorten(texts[name])
                found |= short is not texts[name]
                texts[name] = short
        return found


def truncate(arguments: Arguments) -> Stage:
    """Each rule shortens the line, labels, metadata or extracted values; the extracted `truncated` says which."""
    rules = [_rule(Arguments(item)) for item in arguments.block.body if isinstance(item, Block) and item.name == "rule"]
    if not rules:
        raise arguments.fault("`stage.truncate` needs a `rule`")

    def change(entry: Entry, run: Run) -> None:
        truncated: set[str] = set()
        for rule in rules:
            if _apply(rule, entry):
                truncated.add(rule.source_type)
            if truncated:
                earlier = entry.extracted.get("truncated")
                if isinstance(earlier, str):
                    truncated.update(earlier.split(","))
                entry.extracted["truncated"] = ",".join(sorted(truncated))

    return each(change)


def _apply(rule: _Rule, entry: Entry) -> bool:
    match rule.source_type:
        case "line":
            short = rule.shorten(entry.line)
            changed = short is not entry.line
            entry.line = short
            return changed
        case "label":
            return rule.shorten_all(entry.labels)
        case "structured_metadata":
            return rule.shorten_all(entry.metadata)
    return rule.shorten_all(entry.extracted)


def _rule(arguments: Arguments) -> _Rule:
    limit, suffix, sources = arguments.bytes("limit"), arguments.text("suffix"), arguments.texts("sources")
    source_type = arguments.text("source_type", "line")
    if source_type not in ("line", "label", "structured_metadata", "extracted"):
        raise arguments.fault(f"`{source_type}` is nothing that can be truncated", "source_type")
    if limit <= 0:
        raise arguments.fault("`limit` must be more than 0", "limit")
    if source_type == "line" and sources:
        raise arguments.fault("a rule for the line takes no `sources`", "sources")
    if suffix and limit <= size(suffix):
        raise arguments.fault("`suffix` must be shorter than `limit`", "suffix")
    return _Rule(source_type, sources, limit, suffix)

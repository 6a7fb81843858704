"""An edit, written into the values file that it belongs to; comments stay."""

from __future__ import annotations

from io import StringIO
from typing import Any

from ruamel.yaml.comments import CommentedMap, CommentedSeq

from ..migrate.document import yaml
from .outcome import Change, Edit


def applied(text: str, edit: Edit) -> str:
    """A values file with an edit in it."""
    made = yaml(text)
    root = made.load(text)
    root = root if isinstance(root, CommentedMap) else CommentedMap()
    for change in edit.changes:
        _apply(root, change)
    stream = StringIO()
    made.dump(root, stream)
    return stream.getvalue()


def _apply(root: Any, change: Change) -> None:
    container: Any = root
    for key, inner in zip(change.path, change.path[1:], strict=False):
        held = _held(container, key)
        if not isinstance(held, dict | list):
            held = container[key] = CommentedSeq() if isinstance(inner, int) else CommentedMap()
        container = held
    held = _held(container, change.path[-1])
    if isinstance(held, CommentedSeq) and isinstance(change.value, list):
        _change_list(held, change.value)
    else:
        container[change.path[-1]] = change.value


def _held(container: Any, key: str | int) -> Any:
    return container.get(key) if isinstance(container, dict) else container[key]


def _change_list(held: CommentedSeq, wanted: list[Any]) -> None:
    """Entries are taken out and added; those that stay keep their comments."""
    for index in reversed(range(len(held))):
        if held[index] not in wanted:
            del held[index]
    held.extend(item for item in wanted if item not in held)

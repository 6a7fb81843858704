"""Which namespaces a component leaves out."""

from __future__ import annotations

import pytest

from alloyc.picture.namespaces import left_out, named
from alloyc.syntax.parser import parse_body

KEEP = 'rule {\n source_labels = ["__meta_kubernetes_namespace"]\n regex = "shop|team-.*"\n action = "keep"\n}'
DROP = 'rule {\n source_labels = ["namespace"]\n regex = "till"\n action = "drop"\n}'
EVENTS = 'stage.drop {\n source = "namespace"\n expression = "till"\n}'
GATHERED = 'namespaces {\n names = ["shop"]\n}'
OTHER = 'rule {\n source_labels = ["job"]\n regex = "till"\n action = "drop"\n}'


@pytest.mark.parametrize(
    ("text", "names", "out"),
    [
        (KEEP, ("shop",), ("till",)),
        (DROP, ("till",), ("till",)),
        (EVENTS, ("till",), ("till",)),
        (GATHERED, ("shop",), ("till", "team-a")),
        (OTHER, (), ()),
        (KEEP + "\n" + DROP, ("shop", "till"), ("till",)),
    ],
)
def test_left_out(text: str, names: tuple[str, ...], out: tuple[str, ...]) -> None:
    body = parse_body(text)
    assert named(body) == names
    assert left_out(body, ("shop", "till", "team-a")) == out

"""Two pictures as one."""

from __future__ import annotations

import pytest

from alloyc.picture.compare import compared
from support.pictures import ALL, of_alloy, picture

BEFORE = 'loki.write "out" {\n}\nloki.echo "old" {\n}\nlogging {\n\tlevel = "info"\n}\n'
AFTER = 'loki.write "out" {\n}\nloki.echo "new" {\n}\nlogging {\n\tlevel = "debug"\n}\n'


def test_what_is_added_gone_and_changed() -> None:
    both = compared(of_alloy(BEFORE), of_alloy(AFTER))
    changes = {node.id.split("/")[1]: node.change for node in both.nodes}
    assert changes == {"loki.write.out": "", "loki.echo.new": "added", "logging": "changed", "loki.echo.old": "gone"}


def test_what_has_gone_points_at_its_old_text() -> None:
    both = compared(of_alloy(BEFORE), of_alloy(AFTER))
    (gone,) = [node for node in both.nodes if node.change == "gone"]
    (place,) = gone.places
    assert both.texts[place.text].lines[place.first - 1] == 'loki.echo "old" {'


@pytest.mark.parametrize("name", ALL[:10])
def test_a_picture_and_itself(name: str) -> None:
    both = compared(picture(name), picture(name))
    assert {node.change for node in both.nodes} == {""}
    assert (both.nodes, both.boxes, both.edges) == (picture(name).nodes, picture(name).boxes, picture(name).edges)


@pytest.mark.parametrize(("one", "other"), [(ALL[0], ALL[1]), (ALL[1], ALL[0])])
def test_edges_of_both_lead_to_what_is_there(one: str, other: str) -> None:
    both = compared(picture(one), picture(other))
    known = {node.id for node in both.nodes} | {box.id for box in both.boxes}
    assert {node.box for node in both.nodes} <= known
    assert all(edge.start in known and edge.end in known for edge in both.edges)

"""Mermaid, DOT, SVG and JSON: their shape, their escapes, the same bytes twice."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import pytest

from alloyc.picture.dot import dot
from alloyc.picture.drawing import Level, svg
from alloyc.picture.html import embedded, page
from alloyc.picture.mermaid import mermaid
from alloyc.picture.model import VERSION, as_data
from support.pictures import ALL, HOSTILE, LARGEST, hostile, of_alloy, picture

NAMES = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("name", ALL)
def test_svg_is_xml_and_shows_every_box(name: str) -> None:
    drawn = picture(name)
    root = ElementTree.fromstring(svg(drawn, "features"))
    shown = [group for group in root.iter(f"{NAMES}g") if (group.get("class") or "").startswith("box ")]
    assert len(shown) == len(drawn.boxes)


def test_svg_shows_every_component_when_asked() -> None:
    root = ElementTree.fromstring(svg(picture(LARGEST), "components"))
    shown = [group for group in root.iter(f"{NAMES}g") if (group.get("class") or "").startswith("node ")]
    assert len(shown) == len(picture(LARGEST).nodes)


@pytest.mark.parametrize("level", ["features", "components"])
def test_same_bytes_twice(level: Level) -> None:
    drawn = picture(LARGEST)
    assert svg(drawn, level) == svg(drawn, level)
    assert mermaid(drawn, level) == mermaid(drawn, level)
    assert dot(drawn, level) == dot(drawn, level)


@pytest.mark.parametrize("level", ["features", "components"])
@pytest.mark.parametrize("name", ALL)
def test_mermaid_is_one_statement_a_line(name: str, level: Level) -> None:
    statement = (
        r'flowchart LR|  +(subgraph \w+\["[^"]*"\]|end|\w+(\["[^"]*"\]|\(\["[^"]*"\]\)|\[\("[^"]*"\)\])'
        r"|\w+ (-->\|\w+\||-\.->) \w+|linkStyle [\d,]+ stroke:#\w+)"
    )
    lines = mermaid(picture(name), level).splitlines()
    assert [line for line in lines if not re.fullmatch(statement, line)] == []


@pytest.mark.parametrize("level", ["features", "components"])
def test_hostile_names_are_only_text(level: Level) -> None:
    drawn = hostile()
    root = ElementTree.fromstring(svg(drawn, level))
    assert HOSTILE in [element.text for element in root.iter(f"{NAMES}title")]
    assert not list(root.iter(f"{NAMES}script"))
    assert "<script" not in mermaid(drawn, level)
    assert '"]; --> %%' not in mermaid(drawn, level)
    assert HOSTILE.replace("\\", "\\\\").replace('"', '\\"') in dot(drawn, level)


def test_a_page_holds_a_picture_that_cannot_leave_its_element() -> None:
    drawn = hostile()
    text = page(drawn)
    assert text.count("</script>") == 2
    assert json.loads(embedded(drawn)) == json.loads(json.dumps(as_data(drawn)))


def test_a_page_may_reach_nobody_and_run_nothing_else() -> None:
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', page(of_alloy("logging { }\n")))
    assert "default-src 'none'" in policy
    assert "connect-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


@pytest.mark.parametrize("name", ALL)
def test_a_page_is_below_a_megabyte(name: str) -> None:
    assert len(page(picture(name)).encode()) < 1_000_000


def test_json_says_its_version() -> None:
    data = as_data(picture(LARGEST))
    assert data["version"] == VERSION
    assert list(data) == [
        "version", "title", "collectors", "boxes", "nodes", "edges", "texts", "removed", "answers", "live",
    ]  # fmt: skip

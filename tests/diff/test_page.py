"""`--format html`: the picture of both sides, in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from alloyc.compile import Settings
from alloyc.diff.compare import compare
from alloyc.diff.page import html
from alloyc.diff.sides import Side, read_side
from diff.test_compare import NEW, OLD, rules
from support.browser import Tab, chromium

SECRET = "hush-hush-hush"


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    with chromium(tmp_path_factory.mktemp("browser")) as opened:
        yield opened


def page_of(old: Side, new: Side) -> str:
    return html(compare(old, new), old, new)


def side(path: Path) -> Side:
    return read_side((str(path),), Settings(), {})


@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_marks_what_changed_and_has_the_report(tab: Tab, width: int) -> None:
    page = tab.open(page_of(side(OLD), side(NEW)), width)
    assert "1 source lost, 22 metrics lost" in page.inner_text("h1")
    assert "- clusterMetrics.cadvisor" in page.inner_text("#values")
    page.click("#level")
    marks = {page.locator(f"svg .change-{change} text").first.inner_html()[0] for change in ("gone", "changed")}
    assert (marks, tab.faults, [url for url in tab.requests if not url.startswith("file:")]) == ({"-", "±"}, [], [])


def test_what_has_gone_points_at_its_line_of_the_old_values(tab: Tab) -> None:
    page = tab.open(page_of(side(OLD), side(NEW)))
    page.click("#level")
    page.locator("svg .change-gone").first.click()
    assert page.locator("#values select").evaluate("one => one.selectedOptions[0].text") == str(OLD)


def test_files_of_alloy_are_one_collector_whatever_they_are_called(tmp_path: Path) -> None:
    for name, team in (("old", "a"), ("new", "b")):
        text = rules(f'target_label = "team"; replacement = "{team}"').replace("; ", "\n")
        (tmp_path / f"{name}.alloy").write_text(text.replace("forward_to", f'bearer_token = "{SECRET}"\nforward_to', 1))
    page = page_of(side(tmp_path / "old.alloy"), side(tmp_path / "new.alloy"))
    assert (page.count('"change":"changed"'), page.count('"change":"gone"'), SECRET in page) == (1, 0, False)

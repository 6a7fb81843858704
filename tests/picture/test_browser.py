"""The page in a real browser: what can be seen, found, opened, clicked and asked."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from threading import Thread
from typing import Any

import pytest

from alloyc.picture.compare import compared
from alloyc.picture.html import page as page_of
from alloyc.picture.model import Picture
from alloyc.picture.serve import server
from support.browser import Tab, chromium
from support.geometry import crossings, outside, overlaps
from support.pictures import ALL, HOSTILE, LARGEST, hostile, of_alloy, picture

WIDE, NARROW = 22, 20
"""Pixels of a title's row."""
CUT_OFF = """() => [...document.querySelectorAll("svg.picture g")].flatMap((group) => {
  const box = group.querySelector("rect").getBBox();
  return [...group.querySelectorAll(":scope > text")].filter((text) => {
    const { x, y, width, height } = text.getBBox();
    return x < box.x || x + width > box.x + box.width || y < box.y - 1 || y + height > box.y + box.height + 1;
  }).map((text) => text.textContent);
})"""
KUBELET = "metrics/prometheus.relabel.cluster_metrics_kubelet"
HOP = {"rule": None, "statement": "", "changes": [], "outcome": "passed", "reason": ""}
ANSWER = {
    "question": {"kind": "series", "text": "kubelet_running_pods"},
    "collector": "metrics",
    "outcome": "arrived",
    "reason": "",
    "hops": [
        {**HOP, "node": "metrics/prometheus.scrape.cluster_metrics_kubelet"},
        {**HOP, "node": KUBELET, "changes": [{"label": "job", "before": None, "after": "kubelet"}]},
    ],
    "arrived": [{"node": "metrics/prometheus.remote_write.metrics", "labels": {}}],
}


@pytest.fixture(scope="module")
def tab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tab]:
    with chromium(tmp_path_factory.mktemp("browser")) as opened:
        yield opened


@pytest.fixture
def largest(tab: Tab) -> Any:
    return tab.open(page_of(picture(LARGEST)))


def shape(page: Any, id: str) -> Any:
    return page.locator(f'[data-id="{id}"]')


def faults(page: Any, title: float) -> list[Any]:
    """What is wrong with the layout that the page shows."""
    layout = page.evaluate("alloyc.layout()")
    assert layout["shapes"]
    return [*overlaps(layout["shapes"]), *outside(layout), *crossings(layout, title), *page.evaluate(CUT_OFF)]


@pytest.mark.parametrize("name", ALL)
def test_a_fixture_opens_and_nothing_lies_on_anything(tab: Tab, name: str) -> None:
    page = tab.open(page_of(picture(name)))
    assert faults(page, WIDE) == []
    page.click("#level")
    assert page.locator("svg g.node").count() == len(picture(name).nodes)
    assert faults(page, WIDE) == []
    assert (tab.faults, [url for url in tab.requests if not url.startswith("file:")]) == ([], [])


@pytest.mark.parametrize("name", ["first-slice--three-collectors", LARGEST, "router--every-option"])
def test_a_narrow_screen(tab: Tab, name: str) -> None:
    page = tab.open(page_of(picture(name)), 390, 844)
    assert faults(page, NARROW) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.click("#level")
    assert (faults(page, NARROW), tab.faults) == ([], [])


def test_a_box_opens_and_a_component_tells_its_alloy_and_its_lines(largest: Any) -> None:
    shape(largest, "metrics/clusterMetrics").click()
    assert "Gathers metrics of the nodes" in largest.inner_text("#details")
    largest.click("#open")
    shape(largest, KUBELET).click()
    assert "Keeps only where `__name__` matches one of 38 patterns." in largest.inner_text("#details .rules")
    assert largest.inner_text("#details pre").startswith('prometheus.relabel "cluster_metrics_kubelet" {')
    assert "  enabled: true" in largest.locator("#values .lit").all_inner_texts()
    assert "global.maxCacheSize" in largest.inner_text("#details")


def test_twice_opens_a_box_and_twice_closes_it(largest: Any) -> None:
    shape(largest, "logs/nodeLogs").dblclick()
    assert shape(largest, "logs/loki.process.node_logs").count() == 1
    shape(largest, "logs/nodeLogs").locator("text").dblclick()
    assert shape(largest, "logs/loki.process.node_logs").count() == 0


def test_a_line_lights_what_it_made(largest: Any) -> None:
    largest.locator("#values li", has_text="costMetrics:").click()
    assert "metrics/costMetrics" in [one.get_attribute("data-id") for one in largest.locator("svg .lit").all()]
    largest.locator("#details .names button", has_text="discovery.kubernetes.cost_metrics_opencost").click()
    assert any(line.startswith("costMetrics:") for line in largest.locator("#values .lit").all_inner_texts())


def test_a_line_that_made_no_component_lights_its_section(largest: Any) -> None:
    largest.locator("#values li", has_text="controlPlane: {enabled: true}").click()
    assert [one.get_attribute("data-id") for one in largest.locator("svg .lit").all()] == ["metrics/clusterMetrics"]


def test_a_rule_shows_its_lines(tab: Tab) -> None:
    page = tab.open(page_of(picture("cluster-metrics--every-option")))
    page.fill("#search", "prometheus.relabel.cluster_metrics_kubelet")
    page.locator("#found button").first.click()
    page.locator("#details .rules button").first.click()
    assert 0 < page.locator("#values .lit").count() < 10


def test_search_finds_by_name_and_by_alloy(largest: Any) -> None:
    largest.fill("#search", "kubelet relabel")
    largest.locator("#found button").first.click()
    assert "kubelet" in largest.inner_text("#details h2")
    assert largest.locator("svg .chosen").count() == 1
    largest.fill("#search", "kubelet_running_pods")
    assert largest.locator("#found button").count() == 1
    largest.fill("#search", "no such thing")
    assert largest.inner_text("#found") == "nothing found"


def boxes(page: Any) -> set[str]:
    return {one.get_attribute("data-id").split("/")[1] for one in page.locator("svg g.box").all()}


def test_filters_leave_what_is_on_the_way(largest: Any) -> None:
    largest.select_option("#feature", "nodeLogs")
    assert boxes(largest) == {"from System journal", "nodeLogs", "destinations.logs"}
    largest.select_option("#feature", "")
    largest.select_option("#destination", "profiles")
    assert {"profiling", "profilesReceiver"} <= boxes(largest)
    assert "nodeLogs" not in boxes(largest)
    largest.select_option("#feature", "nodeLogs")
    assert "Nothing is left" in largest.inner_text("#graph")


def test_signals(largest: Any) -> None:
    for signal in ("metrics", "logs", "traces"):
        largest.uncheck(f"[name={signal}]")
    assert {"destinations.profiles", "profiling", "profilesReceiver"} <= boxes(largest)
    assert not {"clusterMetrics", "nodeLogs", "destinations.metrics"} & boxes(largest)


def test_only_the_way_of_the_chosen(largest: Any) -> None:
    shape(largest, "logs/nodeLogs").click()
    largest.click("#way")
    assert boxes(largest) == {"from System journal", "nodeLogs", "destinations.logs"}
    largest.click("#way")
    assert len(boxes(largest)) == len({box.id.split("/")[1] for box in picture(LARGEST).boxes})


def test_what_the_optimizer_took_out(largest: Any) -> None:
    largest.click("#removed")
    assert "discovery.kubernetes.profiling_java of logs: share_discovery" in largest.inner_text("#details")
    largest.locator("#details li button").first.click()
    assert "pod_logs_via_loki" in largest.inner_text("#details h2")


def test_the_keyboard_is_enough(largest: Any) -> None:
    largest.locator('svg [tabindex="0"]').focus()
    largest.keyboard.press("ArrowDown")
    largest.keyboard.press("Enter")
    chosen = largest.locator("svg .chosen").get_attribute("data-id")
    assert chosen == largest.evaluate("document.activeElement.dataset.id")
    largest.keyboard.press("Space")
    assert largest.locator("svg g.frame").count() == 1
    largest.keyboard.press("Escape")
    assert largest.locator("svg .chosen").count() == 0


def test_every_control_and_shape_has_a_name(largest: Any) -> None:
    names = largest.evaluate(
        "() => [...document.querySelectorAll('button, input, select, [role=button]')]"
        ".map((one) => one.ariaLabel ?? one.closest('label')?.innerText ?? one.innerText ?? '')"
    )
    assert len(names) > 60
    assert all(name.strip() for name in names)


def test_hostile_names_are_only_text(tab: Tab) -> None:
    page = tab.open(page_of(hostile()))
    page.click("#level")
    shape(page, f"{HOSTILE}/loki.write.a".replace("\\", "\\\\").replace('"', '\\"')).click()
    assert HOSTILE in page.inner_text("#details pre")
    assert HOSTILE in page.inner_text("#values")
    assert page.locator("img, script:not([id])").count() == 1
    assert tab.faults == []


def test_a_comparison_marks_what_is_added_gone_and_changed(tab: Tab) -> None:
    before = of_alloy('loki.write "out" { }\nloki.echo "old" { }\n')
    after = of_alloy('loki.write "out" { external_labels = {"a" = "b"} }\nloki.echo "new" { }\n')
    page = tab.open(page_of(compared(before, after)))
    marks = [page.locator(f"svg .change-{change} text").first.inner_html() for change in ("added", "gone", "changed")]
    assert marks == ["+ new", "- old", "± out"]
    assert faults(page, WIDE) == []


def with_answer() -> Picture:
    return replace(picture(LARGEST), answers=(ANSWER,))


def test_an_answer_is_lit_hop_by_hop(tab: Tab) -> None:
    page = tab.open(page_of(with_answer()))
    page.fill("#question", "kubelet_running_pods")
    page.click("#ask button")
    assert [one.get_attribute("data-id") for one in page.locator("svg .lit").all()] == [ANSWER["hops"][0]["node"]]
    page.click("text=Next hop")
    assert page.locator("svg .lit").count() == 2
    assert page.locator("svg .node.near").count() == 2
    assert page.inner_text("#details .changes") == "job\t(none)\tkubelet"
    assert page.inner_text("#details .outcome") == "arrives at prometheus.remote_write.metrics"


def test_without_answers_nothing_can_be_asked(largest: Any) -> None:
    assert not largest.is_visible("#ask")


def test_a_served_page_asks_its_server(tab: Tab) -> None:
    asked: list[str] = []
    served = page_of(replace(picture(LARGEST), live=True))
    serving, address = server(served, lambda question: asked.append(question.text) or [ANSWER])  # type: ignore[func-returns-value]
    with serving:
        Thread(target=serving.serve_forever, args=(0.01,), daemon=True).start()
        page = tab.visit(address)
        page.fill("#question", 'up{job="kubelet"}')
        page.click("#ask button")
        page.wait_for_selector("#details .hops")
        serving.shutdown()
    assert (asked, [fault for fault in tab.faults if "favicon" not in fault]) == (['up{job="kubelet"}'], [])

"""Pictures of values and of Alloy: what is in them, and what they point at."""

from __future__ import annotations

import pytest

from alloyc.compile import Settings, compile_values
from alloyc.picture.model import LAYERS, SIGNALS, Picture, Place
from alloyc.values.load import load
from support.pictures import ALL, FOLDER, LARGEST, node, of_alloy, picture

ALLOY = """
prometheus.scrape "shop" {
  targets    = discovery.kubernetes.pods.targets
  forward_to = [prometheus.relabel.shop.receiver]
}
prometheus.relabel "shop" {
  forward_to = [prometheus.remote_write.out.receiver]
  rule {
    action = "labeldrop"
    regex  = "pod"
  }
}
discovery.kubernetes "pods" {
  role = "pod"
  namespaces { names = ["shop", "till"] }
}
prometheus.remote_write "out" {
  endpoint { url = "https://metrics.example" }
}
"""


@pytest.mark.parametrize("name", ALL)
def test_every_component_is_a_node_in_a_box(name: str) -> None:
    built = compile_values(load([str(FOLDER / f"{name}.yaml")]), Settings()).configurations
    drawn = picture(name)
    wanted = [f"{c.collector}/{component.name}" for c in built for component in c.graph.components]
    assert [one.id for one in drawn.nodes] == wanted
    boxes = {box.id: box for box in drawn.boxes}
    assert all(boxes[one.box].layer in LAYERS for one in drawn.nodes)


@pytest.mark.parametrize("name", ALL)
def test_edges_lead_from_what_is_there_to_what_is_there(name: str) -> None:
    drawn = picture(name)
    nodes = {one.id for one in drawn.nodes}
    sources = {box.id for box in drawn.boxes if box.layer == "source"}
    assert all(edge.start in nodes | sources and edge.end in nodes for edge in drawn.edges)
    assert {edge.signal for edge in drawn.edges} <= set(SIGNALS)


@pytest.mark.parametrize("name", ALL)
def test_places_are_lines_of_the_values(name: str) -> None:
    drawn = picture(name)
    places = [place for one in (*drawn.nodes, *drawn.boxes) for place in one.places]
    assert all(1 <= p.first <= p.last <= len(drawn.texts[p.text].lines) for p in places)


def lines_of(picture: Picture, places: tuple[Place, ...]) -> list[str]:
    return [line for p in places for line in picture.texts[p.text].lines[p.first - 1 : p.last]]


def test_a_box_points_at_its_section_and_a_component_at_its_own_lines() -> None:
    drawn = picture(LARGEST)
    (box,) = [box for box in drawn.boxes if box.id == "metrics/clusterMetrics"]
    assert lines_of(drawn, box.places)[::3] == ["clusterMetrics:", "  controlPlane: {enabled: true}"]
    scrape = node(drawn, "prometheus.scrape.cluster_metrics_kubelet")
    assert "  enabled: true" in lines_of(drawn, scrape.places)
    assert "global.scrapeInterval" in scrape.defaults


def test_a_line_of_raw_alloy_is_the_place_of_what_it_says() -> None:
    drawn = picture("custom--every-option")
    written = [one for one in drawn.nodes if one.written_by_user]
    assert written
    assert all(any(one.label in line for line in lines_of(drawn, one.places)) for one in written)


def test_what_is_gathered_from_outside_is_a_source() -> None:
    drawn = picture(LARGEST)
    titles = {box.title for box in drawn.boxes if box.layer == "source"}
    assert {"Kubernetes: pod", "System journal", "Senders of OTLP", "MySQL", "Windows event logs"} <= titles


def test_same_picture_twice() -> None:
    picture_of = {name: picture(name) for name in ALL[:5]}
    from support.pictures import made

    made.cache_clear()
    assert {name: picture(name) for name in ALL[:5]} == picture_of


def test_alloy_is_drawn_too() -> None:
    drawn = of_alloy(ALLOY)
    found = {(edge.start.split("/")[-1], edge.end.split("/")[-1], edge.signal) for edge in drawn.edges}
    assert found == {
        ("from Kubernetes: pod", "discovery.kubernetes.pods", "targets"),
        ("discovery.kubernetes.pods", "prometheus.scrape.shop", "targets"),
        ("prometheus.scrape.shop", "prometheus.relabel.shop", "metrics"),
        ("prometheus.relabel.shop", "prometheus.remote_write.out", "metrics"),
    }


def test_alloy_points_at_its_own_lines() -> None:
    relabel = node(of_alloy(ALLOY), "prometheus.relabel.shop")
    assert [(place.first, place.last) for place in relabel.places] == [(6, 12)]
    assert node(of_alloy(ALLOY), "discovery.kubernetes.pods").namespaces == ("shop", "till")


def test_a_rule_is_said_in_a_sentence() -> None:
    relabel = node(of_alloy(ALLOY), "prometheus.relabel.shop")
    (rule,) = relabel.rules
    assert rule.says == "Removes labels that match `pod`."
    assert relabel.text.split("\n")[rule.first - 1 : rule.last][0] == "\trule {"


def test_a_component_without_label_and_a_cycle_are_drawn() -> None:
    drawn = of_alloy(
        'logging { }\nloki.process "a" {\n  forward_to = [loki.process.b.receiver]\n}\n'
        'loki.process "b" {\n  forward_to = [loki.process.a.receiver]\n}\n'
    )
    assert next((one.kind, one.label) for one in drawn.nodes) == ("logging", "")
    assert len(drawn.edges) == 2

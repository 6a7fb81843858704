"""The `Alloy` resource: its spec, the names that the operator's chart makes of it, the hash that restarts its pods."""

from __future__ import annotations

from typing import Any

from alloyc.emit.alloy_resource import HASH_ANNOTATION, literal, names_of_objects
from alloyc.planning.collectors import Collector, CollectorOptions
from emit.small_build import built, found


def resource(collector: str = "", hashed: bool = False, more: str = "") -> dict[str, Any]:
    return found(built(more, collector), "Alloy", hashed)[0]


def collector(key: str, **settings: Any) -> Collector:
    return Collector(key, CollectorOptions(), settings, {})


def test_keys_of_alloyc_are_not_in_the_spec() -> None:
    spec = resource("extraConfig: '', logging: {level: debug}, includeDestinations: [logs]")["spec"]
    assert sorted(spec) == ["alloy", "controller", "crds", "nameOverride"]


def test_labels_and_annotations_are_the_resources_own() -> None:
    metadata = resource("labels: {team: a}, annotations: {owner: b}")["metadata"]
    assert metadata["labels"] == {"team": "a"}
    assert metadata["annotations"]["owner"] == "b"


def test_the_hash_follows_the_configuration() -> None:
    first, second = (
        resource(more=more, hashed=True)["spec"]["controller"]["podAnnotations"]
        for more in ("", "global: {scrapeInterval: 7s}\nselfReporting: {enabled: false}\n")
    )
    assert first["k8s.grafana.com/logs.job"] == second["k8s.grafana.com/logs.job"]
    assert first[HASH_ANNOTATION] != second[HASH_ANNOTATION]


def test_no_hash_where_none_is_wanted() -> None:
    assert HASH_ANNOTATION not in resource()["spec"]["controller"]["podAnnotations"]


def test_names_that_the_operator_would_not_find_are_said() -> None:
    assert names_of_objects(collector("my_Alloy"), "k8smon-my-alloy") == {"nameOverride": "my-alloy"}
    assert names_of_objects(collector("alloy"), "k8smon-other") == {
        "nameOverride": "alloy",
        "fullnameOverride": "k8smon-other",
    }
    assert names_of_objects(collector("a", fullnameOverride="own"), "own") == {"nameOverride": "a"}


def test_an_embedded_configuration_is_no_template() -> None:
    assert literal('a = "{{ .Value }}"') == 'a = "{{ "{{" }} .Value }}"'

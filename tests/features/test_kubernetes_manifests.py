"""kubernetesManifests: the kinds that the service watches."""

from __future__ import annotations

from alloyc.graph.component import Component
from support.logs import build


def process(objects: str) -> Component:
    built = build(f"""
kubernetesManifests: {{enabled: true}}
telemetryServices:
  k8s-manifest-tail: {{deploy: true, config: {{objects: {objects}}}}}
""")
    return built["loki.process.kubernetes_manifests"]


def test_a_kind_that_is_watched_twice_is_extracted_once() -> None:
    metadata = process("[{kind: Pod}, {kind: Pod}]").body[-1]
    assert [field.key for field in metadata.body[0].value.fields] == ["k8s_pod_name"]  # type: ignore


def test_no_kinds_make_no_metadata() -> None:
    names = [statement.name for statement in process("[]").body]
    assert "stage.structured_metadata" not in names

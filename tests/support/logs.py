"""Small values for tests of features that gather logs and profiles: a frame with a destination for each."""

from __future__ import annotations

from alloyc.compile import Compilation, Settings, compile_values
from alloyc.graph.component import Component
from alloyc.values.load import load_text

FRAME = """
cluster: {name: unit}
destinations:
  logs: {type: loki, url: "https://loki.example/loki/api/v1/push"}
  gateway: {type: otlp, url: "https://otlp.example"}
  profiles: {type: pyroscope, url: "https://pyroscope.example"}
selfReporting: {enabled: false}
collectors:
  alloy: {presets: [%s], alloy: {stabilityLevel: experimental}}
"""


def compiled(
    section: str, presets: str = "daemonset, filesystem-log-reader, clustered", alloy_version: str = "1.18"
) -> Compilation:
    return compile_values(load_text(FRAME % presets + section), Settings(level=0, alloy_version=alloy_version))


def build(section: str, presets: str = "daemonset, filesystem-log-reader, clustered") -> dict[str, Component]:
    """The components of the one collector, by name."""
    components = compiled(section, presets).configurations[0].graph.components
    return {component.name: component for component in components}

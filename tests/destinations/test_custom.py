"""A destination that the user wrote: what is converted on the way to it."""

from __future__ import annotations

from alloyc.graph.component import refs
from support.small import build, faults

FRAME = """
  own:
    type: custom
    ecosystem: %s
    logs: {enabled: true, target: %s}
    config: |
      loki.echo "own" { }
      otelcol.exporter.otlp "own" {
        client {
          endpoint = "there:4317"
        }
      }
  rest: {type: nop}
collectors: {alloy: {presets: [singleton]}}
"""
EVENTS = "clusterEvents: {enabled: true, destinations: [own]}\n"


def test_lines_are_fed_to_the_receiver_of_a_conversion() -> None:
    built = build(EVENTS, FRAME % ("otlp", "otelcol.exporter.otlp.own.input"))
    ((name, ref),) = refs(built["loki.process.cluster_events"])
    assert (name, ref.component, ref.export) == ("forward_to", built["otelcol.receiver.loki.own"].id, "receiver")


def test_opentelemetry_is_fed_to_the_input_of_a_conversion() -> None:
    section = """
applicationObservability:
  enabled: true
  destinations: [own, rest]
  receivers: {otlp: {grpc: {enabled: true}}}
  metrics: {enabled: false}
"""
    built = build(section, FRAME % ("loki", "loki.echo.own.receiver"))
    converter = built["otelcol.exporter.loki.own"].id
    fed = [ref.export for c in built.values() for _, ref in refs(c) if ref.component == converter]
    assert fed == ["input"]


def test_what_a_target_needs() -> None:
    assert faults(EVENTS, FRAME % ("prometheus", "loki.echo.own.receiver"))[0][0] == "unsupported-signal"
    assert faults(EVENTS, FRAME % ('""', "loki.echo.own.receiver"))[0][0] == "missing-key"
    assert ("missing-key", "destinations.own.logs") in faults(EVENTS, FRAME % ("loki", '""'))

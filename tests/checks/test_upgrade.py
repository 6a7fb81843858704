"""What later versions of Alloy do not take."""

from __future__ import annotations

from alloyc.checks.run import check_values, choice
from alloyc.compile import Settings
from alloyc.values.load import load_text

VALUES = """\
cluster: {name: prod}
destinations:
  metrics: {type: prometheus, url: https://metrics.example.com/api/v1/push}
collectors:
  alloy:
    presets: [singleton]
    extraConfig: |
      otelcol.receiver.kafka "k" {
        brokers          = ["b"]
        topic            = "a"
        protocol_version = "2.0.0"
        output { }
      }
clusterMetrics: {enabled: true}
telemetryServices: {kube-state-metrics: {deploy: true}}
"""


def found(version: str, text: str = VALUES) -> list[tuple[str, int]]:
    told = check_values(load_text(text), Settings(alloy_version=version), chosen=choice("upgrade"))
    return [(one.diagnostic.message, one.diagnostic.span.line) for one in told if one.diagnostic.span]


def test_an_argument_that_goes_is_told_with_the_version_that_lacks_it() -> None:
    [(message, line)] = found("1.10")
    assert line == 10
    assert message.startswith("Alloy 1.13 does not take this: `topic` of `otelcol.receiver.kafka`")


def test_what_every_later_version_takes_is_not_told_of() -> None:
    assert not found("1.10", VALUES.replace('topic            = "a"\n        ', ""))
    assert not found("1.19", VALUES.replace('topic            = "a"\n        ', ""))

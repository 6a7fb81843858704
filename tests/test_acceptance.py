"""What Alloy has against a configuration, at its place in the values."""

from __future__ import annotations

import pytest

from alloyc.compile import Compilation, Settings, compile_values
from alloyc.report.diagnostics import Diagnostic, Refused
from alloyc.values.load import load_text

RULE = ("rule {", "source_labels = ['a']", "target_label = 'b'", "}")
STAGE = ("stage.static_labels {", "values = {a = 'b'}", "}")
SCRAPE = (
    "prometheus.scrape 'own' {",
    "targets = [{__address__ = 'a:1'}]",
    "forward_to = [prometheus.remote_write.metrics.receiver]",
    "}",
)
FRAME = """
cluster: {{name: unit, nameFrom: {name}}}
global: {{scrapeInterval: {interval}}}
destinations:
  metrics:
    type: prometheus
    url: https://prometheus.example/api/v1/write
    metricProcessingRules: |
{destination}
  logs: {{type: loki, url: "https://loki.example/loki/api/v1/push"}}
clusterMetrics:
  enabled: true
  collector: alloy
  kubelet:
    extraMetricProcessingRules: |
{series}
podLogsViaLoki:
  enabled: true
  collector: alloy
  extraDiscoveryRules: |
{targets}
  extraLogProcessingStages: |
{stages}
telemetryServices: {{kube-state-metrics: {{deploy: true}}}}
hostMetrics: {{linuxHosts: {{enabled: false}}}}
selfReporting: {{enabled: false}}
collectors:
  alloy:
    presets: [clustered, filesystem-log-reader, daemonset]
    extraConfig: |
{config}
"""
SOUND = {
    "name": ["null"],
    "interval": ["30s"],
    "destination": [line.replace("rule", "write_relabel_config") for line in RULE],
    "series": list(RULE),
    "targets": list(RULE),
    "stages": list(STAGE),
    "config": list(SCRAPE),
}
INLINE = ("name", "interval")


def values(parts: dict[str, list[str]]) -> str:
    """The frame with Alloy in its places; `'` stands for Alloy's quotes."""
    texts = {
        key: lines[0] if key in INLINE else "\n".join(f"      {line}".replace("'", '"') for line in lines)
        for key, lines in parts.items()
    }
    return FRAME.format(**texts)


def build(text: str, **settings: str) -> Compilation:
    return compile_values(load_text(text), Settings(**settings))  # type: ignore[arg-type]


def faults(text: str, **settings: str) -> tuple[Diagnostic, ...]:
    with pytest.raises(Refused) as refused:
        build(text, **settings)
    return refused.value.diagnostics


def test_what_is_sound_is_built() -> None:
    assert build(values(SOUND)).configurations


MUTATIONS = {
    "unknown-attribute": ("target_label = 'b'", "target_labl = 'a'; target_label = 'b'"),
    "invalid-rule": ("target_label = 'b'", "action = 'hashmod'"),
    "wrong-type": ("['a']", "{b = 'a'}"),
    "invalid-regex": ("target_label = 'b'", "regex = '(?!a)'; target_label = 'b'"),
    "unknown-value": ("target_label", "action = 'kep'; target_label"),
    "unknown-reference": ("'b'", "discovery.kubernetes.nothing.targets"),
    "unknown-function": ("'b'", "sys.envv('A')"),
    "invalid-duration": ("targets =", "scrape_interval = '1 minute'; targets ="),
    "unknown-block": ("targets =", "clusterin { }; targets ="),
    "missing-attribute": ("targets = [{__address__ = 'a:1'}]", ""),
    "unknown-export": ("metrics.receiver", "metrics.reciever"),
    "unknown-component": ("prometheus.scrape", "prometheus.scrap"),
}


def mutations() -> list[tuple[str, str, int, list[str]]]:
    """A place, the code of the fault, its line there from 1, and the lines with the fault."""
    found = []
    for place, lines in SOUND.items():
        for code, (sound, broken) in MUTATIONS.items():
            for number, line in enumerate(lines, 1):
                if sound in line:
                    broken_lines = line.replace(sound, broken).split("; ")
                    at = 1 if code in ("missing-attribute", "invalid-rule") else number
                    found.append((place, code, at, [*lines[: number - 1], *broken_lines, *lines[number:]]))
    return found


@pytest.mark.parametrize(("place", "code", "line", "lines"), mutations())
def test_a_fault_in_raw_alloy_is_at_its_line(place: str, code: str, line: int, lines: list[str]) -> None:
    text = values({**SOUND, place: lines})
    first = values({**SOUND, place: ["MARK"]}).splitlines().index("      MARK") + 1
    assert [(fault.code, fault.span.line) for fault in faults(text) if fault.span] == [(code, first + line - 1)]


def test_there_are_enough_mutations() -> None:
    assert len(mutations()) > 20


def test_a_fault_in_an_expression_is_at_its_column() -> None:
    (fault,) = faults(values({**SOUND, "name": ["sys.env(NAME)"]}))
    assert (fault.code, fault.path, str(fault.span)) == (
        "unknown-reference",
        ("cluster", "nameFrom"),
        "values.yaml:2:41",
    )


def test_a_value_that_is_no_alloy_is_found_by_its_text() -> None:
    found = faults(values({**SOUND, "interval": ["half an hour"]}))
    assert {(fault.code, fault.path) for fault in found} == {("invalid-duration", ("global", "scrapeInterval"))}


FED = """
cluster: {name: unit}
destinations: {metrics: {type: prometheus, url: "https://prometheus.example/api/v1/write"}}
applicationObservability:
  enabled: true
  receivers: {otlp: {http: {enabled: true}}}
  logs: {enabled: false}
  traces: {enabled: false}
collectors:
  alloy: {presets: [deployment], alloy: {extraPorts: [{name: otlp, port: 4318, targetPort: 4318}]}}
"""


def test_a_fault_that_no_value_says_names_the_option() -> None:
    (fault,) = faults(FED, alloy_version="1.16")
    option = ("destinations", "metrics", "openTelemetryConversion", "keepIdentifyingResourceAttributes")
    assert (fault.code, fault.path) == ("not-in-version", option)
    assert ".".join(option) in fault.message
    assert fault.span is not None


SAMPLED = """
cluster: {name: unit}
destinations:
  traces:
    type: otlp
    url: https://otlp.example
    traces: {enabled: true}
    processors:
      tailSampling:
        enabled: true
        policies:
          - name: some
            type: composite
            composite:
              max_total_spans_per_second: 1000
              policy_order: [slow]
              composite_sub_policy: [{name: slow, type: numeric_attribute, key: delay, min_value: 50}]
collectors:
  alloy: {presets: [singleton], extraConfig: " "}
"""


def test_a_fault_in_a_component_of_ours_is_at_the_value_that_made_it() -> None:
    (fault,) = faults(SAMPLED)
    assert (fault.code, fault.path[:2]) == ("missing-attribute", ("destinations", "traces"))
    assert fault.path[-3:] == ("composite_sub_policy", 0, "key")


def test_faults_of_all_collectors_come_at_once() -> None:
    text = values(SOUND) + '  other:\n    presets: [singleton]\n    extraConfig: loki.wirte "a" {}\n'
    broken = text.replace("prometheus.scrape", "prometheus.scrap")
    assert [fault.code for fault in faults(broken)] == ["unknown-component", "unknown-component"]


def test_an_old_function_in_raw_alloy_is_warned_of() -> None:
    warnings = build(values({**SOUND, "name": ["env('A')".replace("'", '"')]})).warnings
    assert [(fault.code, fault.path) for fault in warnings] == [
        ("unused-option", ("cluster", "name")),
        ("deprecated-function", ("cluster", "nameFrom")),
    ]


def test_a_level_that_is_none() -> None:
    text = values(SOUND).replace("    extraConfig", "    alloy: {stabilityLevel: beta}\n    extraConfig")
    (fault,) = faults(text)
    assert (fault.code, fault.path[-1]) == ("unknown-stability", "stabilityLevel")


def test_a_component_above_the_level_of_the_collector() -> None:
    fault, *_ = faults(values({**SOUND, "config": ["otelcol.processor.redaction 'a' {", "}"]}), alloy_version="1.19")
    assert fault.code == "unstable"
    assert fault.help == "set `collectors.alloy.alloy.stabilityLevel: experimental`"


def test_without_proof_nothing_is_checked() -> None:
    text = values({**SOUND, "config": ["loki.wirte 'a' {", "}"]})
    assert compile_values(load_text(text), Settings(verify=False)).configurations


def test_what_a_version_does_not_know_goes_where_it_changes_nothing() -> None:
    texts = {
        version: build(values(SOUND), alloy_version=version).configurations[0].text for version in ("1.16", "1.18")
    }
    assert "keep_identifying_resource_attributes" in texts["1.18"]
    assert "keep_identifying_resource_attributes" not in texts["1.16"]


def test_what_a_version_does_not_know_is_refused_where_it_counts() -> None:
    text = values({**SOUND, "stages": ["stage.json {", 'expressions = {"a" = ""}', "regex = 'a'", "}"]})
    assert build(text, alloy_version="1.17").configurations
    assert [fault.code for fault in faults(text, alloy_version="1.16")] == ["not-in-version"]


def test_a_version_that_nobody_knows() -> None:
    assert [fault.code for fault in faults(values(SOUND), alloy_version="2.0")] == ["unknown-version"]

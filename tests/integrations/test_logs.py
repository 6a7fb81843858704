"""What integrations do to the logs of their pods."""

from __future__ import annotations

from typing import Any

from alloyc.integrations.logs import discovery_rules, processing_stages
from alloyc.syntax.ast import Attribute, Block
from support.small import planned

FRAME = """  logs: {type: loki, url: "https://loki.example/loki/api/v1/push"}
collectors:
  alloy: {presets: [filesystem-log-reader, daemonset, clustered]}
podLogsViaLoki: {enabled: true}
"""


def logs(type: str, *instances: str) -> tuple[list[Any], list[Any]]:
    """The rules and the stages that instances of a type give."""
    installation = planned(f"integrations: {{{type}: {{instances: [{', '.join(instances)}]}}}}", FRAME).installation
    section = installation.features["integrations"]
    return list(discovery_rules(section, installation)), list(processing_stages(section, installation))


def names(body: Any) -> list[str]:
    """The names of all blocks below, outer before inner."""
    return [n for b in body if isinstance(b, Block) for n in (b.name, *names(b.body))]


def attribute(block: Block, name: str) -> Any:
    return next(getattr(s.value, "value", s.value) for s in block.body if isinstance(s, Attribute) and s.name == name)


def test_logs_turned_off_give_no_rules() -> None:
    for type in ("grafana", "loki", "mimir", "tempo"):
        assert logs(type, "{name: it, logs: {enabled: false}}") == ([], [])


def test_settings_of_one_instance_are_not_those_of_the_next() -> None:
    _, stages = logs("loki", "{name: one, logs: {tuning: {scrubTimestamp: false}}}", "{name: two}")
    assert ["stage.replace" in names([stage]) for stage in stages] == [False, True]


def test_options_can_be_emptied() -> None:
    tuning = "{scrubTimestamp: false, dropLogLevels: [], timestampFormat: ''}"
    _, stages = logs("mimir", f"{{name: it, logs: {{tuning: {tuning}}}}}")
    assert names(stages) == ["stage.match", "stage.match", "stage.logfmt", "stage.labels"]


def test_job_is_namespace_and_component() -> None:
    rules, _ = logs("tempo", "{name: it, namespaces: [traces]}")
    assert [attribute(rule, "target_label") for rule in rules] == ["integration", "instance", "job"]
    assert attribute(rules[2], "regex") == "(?:traces);(?:tempo|enterprise-traces);([^;]+);([^;]+)"


def test_one_stage_for_all_servers_of_a_type() -> None:
    of = "metrics: {enabled: false}, logs: {labelSelectors: {app: it}}"
    rules, stages = logs("mysql", f"{{name: one, {of}}}", f"{{name: two, {of}}}")
    assert (len(rules), len(stages)) == (4, 1)


def test_no_section_no_rules() -> None:
    installation = planned("selfReporting: {enabled: false}", FRAME).installation
    assert discovery_rules(None, installation) == ()

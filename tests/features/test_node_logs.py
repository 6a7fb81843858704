"""nodeLogs: fields of the journal."""

from __future__ import annotations

from support.logs import build
from support.small import rules


def targets(options: str) -> list[str]:
    built = build(f"nodeLogs:\n  enabled: true\n  {options}\n")
    return [rule["target_label"] for rule in rules(built["loki.relabel.node_logs"]) if "target_label" in rule]


def test_metadata_without_a_field_is_the_field_of_its_name() -> None:
    assert targets("structuredMetadata: {boot_id: ''}")[-1] == "boot_id"


def test_field_that_is_a_label_already_is_not_read_twice() -> None:
    assert targets("journalLabels: {pid: pid}\n  structuredMetadata: {process: pid}")[-2:] == ["service_name", "pid"]

"""podLogsObjects: which objects are followed."""

from __future__ import annotations

import pytest

from alloyc.report.diagnostics import Refused
from support.logs import build, compiled
from support.small import value


def section(**options: str) -> str:
    return "podLogsObjects:\n  enabled: true" + "".join(f"\n  {key}: {text}" for key, text in options.items()) + "\n"


def test_selectors_become_expressions() -> None:
    source = build(section(labelSelectors="{team: wiki}"))["loki.source.podlogs.pod_logs_objects"]
    assert value(source, "selector", "match_expression", "values") == ["wiki"]


def test_node_filter_is_warned_of() -> None:
    warnings = compiled(section(nodeFilter="true")).warnings
    assert [fault.code for fault in warnings if fault.path[0] == "podLogsObjects"] == ["unused-option"]


def test_selector_takes_texts_only() -> None:
    with pytest.raises(Refused) as refused:
        build(section(labelSelectors="{team: {name: wiki}}"))
    assert [fault.code for fault in refused.value.diagnostics] == ["wrong-type"]

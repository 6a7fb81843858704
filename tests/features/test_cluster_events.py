"""clusterEvents: what is kept."""

from __future__ import annotations

from alloyc.syntax.ast import Block
from support.logs import build


def test_pattern_of_a_reason_is_escaped_for_logql() -> None:
    built = build("clusterEvents:\n  enabled: true\n  includeReasons: ['Failed\\w+']\n")
    stages = [s for s in built["loki.process.cluster_events"].body if isinstance(s, Block) and s.name == "stage.match"]
    assert stages[1].body[0].value.value == '{reason=~"Failed\\\\w+"}'  # type: ignore

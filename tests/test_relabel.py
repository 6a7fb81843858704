"""The rules say what Prometheus reads; what they leave out is its default."""

from __future__ import annotations

import re2

from alloyc.graph.build import block
from alloyc.lowering import relabel


def test_keep_joins_patterns() -> None:
    assert relabel.keep("a", "x", "y.*") == block("rule", source_labels=["a"], regex="x|y.*", action="keep")


def test_static_reads_no_label() -> None:
    assert relabel.static("source", "kubernetes") == block("rule", target_label="source", replacement="kubernetes")


def test_workload_of_a_replica_set_is_without_its_hash() -> None:
    _, unhashed = relabel.workload()
    assert unhashed == block("rule", source_labels=["workload"], regex="(ReplicaSet/.+)-.+", target_label="workload")


def test_first_value_skips_empty_ones() -> None:
    found = {joined: re2.match(relabel.FIRST_VALUE, joined) for joined in ("a;b", ";b", ";;c", ";;")}
    assert {joined: match and match[1] for joined, match in found.items()} == {
        "a;b": "a", ";b": "b", ";;c": "c", ";;": None,
    }  # fmt: skip

"""What Alloy itself said of thousands of configurations, and what we say."""

from __future__ import annotations

import gzip
import json
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import pytest
import yaml

from alloyc.report.diagnostics import Diagnostic, Refused
from alloyc.syntax.parser import parse
from alloyc.typecheck import check
from support.reference import ABSENT, CONFORMANCE

VERDICTS = CONFORMANCE / "verdicts" / "verdicts.jsonl.gz"
LISTED = yaml.safe_load((Path(__file__).parent / "verdicts.yaml").read_text())
"""Where we differ, and why: the digest of a configuration to the reason. It can only shrink."""

pytestmark = pytest.mark.skipif(not VERDICTS.is_file(), reason=ABSENT)


class Judged(NamedTuple):
    """`line` is that of Alloy's first message, `lines` are those of our diagnostics."""

    digest: str
    ok: bool
    line: int
    lines: frozenset[int]


def faults(text: str) -> list[Diagnostic]:
    try:
        found = check(parse(text, "x.alloy"), source="x.alloy", version="1.19", stability="experimental")
    except Refused as refused:
        return list(refused.diagnostics)
    return [fault for fault in found if fault.severity == "error"]


@cache
def judged() -> tuple[Judged, ...]:
    found = []
    with gzip.open(VERDICTS, "rt") as file:
        for verdict in map(json.loads, file):
            lines = frozenset(fault.span.line for fault in faults(verdict["text"]) if fault.span is not None)
            line = int(verdict["messages"][0].partition(":")[0]) if verdict["messages"] else 0
            digest = sha256(verdict["text"].encode()).hexdigest()[:12]
            found.append(Judged(digest, verdict["ok"], line, lines))
    return tuple(found)


def test_what_alloy_refuses_is_refused_but_for_the_list() -> None:
    accepted = {each.digest for each in judged() if not each.ok and not each.lines}
    assert accepted == set(LISTED["accepted"])


def test_what_alloy_takes_is_taken_but_for_the_list() -> None:
    refused = {each.digest for each in judged() if each.ok and each.lines}
    assert refused == set(LISTED["refused"])


def test_every_difference_has_its_reason() -> None:
    assert all(reason for reasons in LISTED.values() for reason in reasons.values())


def test_a_refusal_is_at_the_line_that_alloy_names() -> None:
    refused = [each for each in judged() if not each.ok]
    assert sum(each.line in each.lines for each in refused) >= 0.95 * len(refused)

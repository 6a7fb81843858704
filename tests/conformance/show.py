"""Shows how a case differs from the reference: `python tests/conformance/show.py CASE [-O LEVEL]`.

Flows that are missing and flows that are too many, and for the pairs that look alike, what in them is not the same.
"""

from __future__ import annotations

import json
import sys
from difflib import SequenceMatcher, unified_diff
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from alloyc.compile import Settings, compile_values
from alloyc.report.diagnostics import Refused
from alloyc.syntax.parser import parse
from alloyc.values.load import load
from support.reference import CONFORMANCE, expected, judge, values_of
from support.syntax_json import to_json


def paths(text: str) -> dict[str, tuple[str, str]]:
    """digest -> (readable name, everything that the digest is made of)"""
    canon = judge()
    kept: dict[str, str] = {}
    original = canon.digest

    def digest(value: object) -> str:
        key = original(value)
        kept[str(key)] = json.dumps(value, indent=1, sort_keys=True)
        return str(key)

    canon.digest = digest
    try:
        found = canon.flows(to_json(parse(text)))
    finally:
        canon.digest = original
    return {key: (" > ".join(names), kept.get(key, "")) for key, names in found.items()}


def show(case: str, level: int) -> int:
    wanted = expected(case)
    try:
        built = compile_values(load([str(values_of(case))]), Settings(level=level, unknown_keys="warn"))
    except Refused as refused:
        print("refused:", *(f"{d.code}: {d.message} [{d.span}]" for d in refused.diagnostics), sep="\n  ")
        print("the reference:", wanted.get("refused", "builds"))
        return 0 if "refused" in wanted else 1
    for warning in built.warnings:
        print(f"warning {warning.code}: {warning.message} [{warning.span}]")
    if "refused" in wanted:
        print("built, but the reference refuses:", wanted["refused"])
        return 1
    worst = 0
    for configuration in built.configurations:
        if configuration.satellite:
            continue
        reference = CONFORMANCE / "cases" / case / "reference" / f"{configuration.collector}.alloy"
        have, want = paths(configuration.text), paths(reference.read_text())
        missing, extra = sorted(want.keys() - have.keys()), sorted(have.keys() - want.keys())
        print(f"{configuration.collector}: {len(want)} wanted, {len(missing)} missing, {len(extra)} extra")
        worst |= bool(missing or extra)
        for key in missing:
            print("  missing", want[key][0])
            near = max(extra, key=lambda k: SequenceMatcher(None, want[key][1], have[k][1]).quick_ratio(), default=None)
            if near:
                lines = unified_diff(want[key][1].split("\n"), have[near][1].split("\n"), "reference", "ours", n=4)
                print("   ", "\n    ".join(list(lines)[2:60]))
        for key in extra:
            print("  extra  ", have[key][0])
    absent = set(wanted["collectors"]) - {c.collector for c in built.configurations}
    print(*(f"no configuration for {name}" for name in sorted(absent)), sep="\n")
    return worst


if __name__ == "__main__":
    sys.exit(show(sys.argv[1], int(sys.argv[3]) if len(sys.argv) > 3 else 0))

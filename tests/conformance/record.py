"""Records cases of the reference into `fixtures/recorded`, where a checkout alone has them: their values, and the ways
that data take in what the reference makes of them. `python tests/conformance/record.py [CASE...]`, without names
those that are there already; needs the conformance data.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import yaml

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from alloyc.graph.read import read_graph
from conformance.lists import distinct
from support.judge import judged
from support.reference import RECORDED, expected, values_of


def recorded(case: str) -> dict[str, Any]:
    """A case as it is kept: its values, and its ways by collector, or that it is refused."""
    values = yaml.safe_load(values_of(case).read_text("utf-8"))
    if "refused" in expected(case):
        return {"values": values, "refused": True}
    texts = {file.stem: file.read_text("utf-8") for file in (values_of(case).parent / "reference").glob("*.alloy")}
    collectors = {name: judged(distinct(read_graph(text))) for name, text in texts.items()}
    return {"values": values, "collectors": collectors}


if __name__ == "__main__":
    for case in sys.argv[1:] or sorted(file.stem for file in RECORDED.glob("*.yaml")):
        RECORDED.mkdir(exist_ok=True)
        text = yaml.safe_dump(recorded(case), width=120, allow_unicode=True)
        (RECORDED / f"{case}.yaml").write_text(text, "utf-8")

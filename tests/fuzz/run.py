"""Runs a command on hostile input in a folder of its own, and says what must hold whatever the input is."""

from __future__ import annotations

import re
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from click.testing import CliRunner

from alloyc.cli import main
from alloyc.report.pages import codes

MINIMAL: dict[str, Any] = {
    "cluster": {"name": "unit"},
    "destinations": {"logs": {"type": "loki", "url": "https://loki.example/push"}},
    "clusterEvents": {"enabled": True},
    "collectors": {"alloy": {"presets": ["singleton"]}},
}
SECRET = "hunter2"
LONGEST = 200_000
"""Characters that may be printed about an input; what is built goes to a folder."""


def run(command: str, arguments: list[str], text: str) -> str:
    """Runs it, with `text` in the file `in/input`. Gives what was printed; raises AssertionError where a law is broken:
    no fault of ours, nothing written elsewhere, no secret told, little said, each code explained."""
    with TemporaryDirectory() as name:
        top = Path(name)
        (top / "in").mkdir()
        source = top / "in" / "input"
        source.write_bytes(text.encode("utf-8", "surrogatepass"))
        given = [str(source) if argument == "INPUT" else argument for argument in arguments]
        given = [str(top / "out") if argument == "OUT" else argument for argument in given]
        result = CliRunner().invoke(main, [command, *given], input=text.encode("utf-8", "surrogatepass"))
        elsewhere = [path for path in top.iterdir() if path.name not in ("in", "out")]
    assert result.exit_code in (0, 1, 2, 3), result.output[-2000:]
    assert elsewhere == []
    assert len(result.stderr) < LONGEST
    assert SECRET not in result.stderr
    told = set(re.findall(r"^(?:error|warning)\[([^\]]*)\]", result.stderr, re.MULTILINE))
    assert told <= set(codes())
    return result.stderr

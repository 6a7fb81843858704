"""A second opinion from an Alloy of the user's. Most of it is asked of a stand-in that the tests write."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from alloyc.cli import main
from alloyc.proof.alloy_binary import Message, NoOpinion, messages, validate

ALLOY = os.environ.get("ALLOYC_ALLOY", "")
SOUND = 'prometheus.relabel "a" {\n  forward_to = []\n}\nprometheus.scrape "b" {\n  targets = []\n' + (
    "  forward_to = [prometheus.relabel.a.receiver]\n}\n"
)
VALUES = """
cluster: {name: lighthouse}
destinations:
  metrics:
    type: prometheus
    url: https://metrics.example
collectors:
  alloy-metrics: {presets: [statefulset]}
clusterMetrics:
  enabled: true
  collector: alloy-metrics
telemetryServices:
  kube-state-metrics: {deploy: true}
"""


def stand_in(folder: Path, script: str) -> str:
    """An executable that is called as Alloy would be; `$CONFIG` is the file that it gets."""
    path = folder / "alloy"
    path.write_text(f"#!/bin/sh\nfor CONFIG; do :; done\n{script}\n")
    path.chmod(0o755)
    return str(path)


def refusing(folder: Path, pattern: str, message: str) -> str:
    """An Alloy that has something against the first line with a pattern."""
    line = f"grep -n '{pattern}' \"$CONFIG\" | head -n 1 | cut -d: -f1"
    return stand_in(folder, f'echo "Error: $CONFIG:$({line}):3: {message}" >&2\nexit 1')


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments])


def test_what_alloy_prints_is_read() -> None:
    said = 'Error: /tmp/x/config.alloy:2:3: unrecognized attribute name "a"\n\n1 | b {\n2 |   a = 1\n  |   ^\n3 | }\n'
    assert messages(said) == [Message(2, 3, 'unrecognized attribute name "a"')]
    assert messages("something else") == [Message(1, 1, "something else")]


def test_an_alloy_that_agrees(tmp_path: Path) -> None:
    (tmp_path / "a.alloy").write_text(SOUND)
    assert run("verify", str(tmp_path / "a.alloy"), "--with-alloy", stand_in(tmp_path, "exit 0")).exit_code == 0


def test_an_alloy_that_refuses_more(tmp_path: Path) -> None:
    (tmp_path / "a.alloy").write_text(SOUND)
    result = run("verify", str(tmp_path / "a.alloy"), "--with-alloy", refusing(tmp_path, "targets", "no such thing"))
    assert result.exit_code == 1
    assert "error[alloy-disagrees]: Alloy refuses this: no such thing" in result.output
    assert "a.alloy:5:3" in result.output


def test_an_alloy_that_refuses_less(tmp_path: Path) -> None:
    (tmp_path / "a.alloy").write_text(SOUND.replace("targets", 'scrape_interval = "5s"\n  targets'))
    result = run("verify", str(tmp_path / "a.alloy"), "--with-alloy", stand_in(tmp_path, "exit 0"))
    assert result.exit_code == 1
    assert "warning[alloy-disagrees]" in result.output


def test_what_both_refuse_is_said_once(tmp_path: Path) -> None:
    (tmp_path / "a.alloy").write_text(SOUND.replace("targets", "target"))
    result = run("verify", str(tmp_path / "a.alloy"), "--with-alloy", refusing(tmp_path, "target =", "unrecognized"))
    assert "alloy-disagrees" not in result.output


def test_a_build_maps_what_alloy_says_to_the_values(tmp_path: Path) -> None:
    (tmp_path / "values.yaml").write_text(VALUES)
    alloy = refusing(tmp_path, "https://metrics.example", "that server is not liked")
    result = run("build", str(tmp_path / "values.yaml"), "--with-alloy", alloy)
    assert result.exit_code == 1
    assert "that server is not liked" in result.output
    assert "values.yaml:6:10" in result.output


def test_an_alloy_that_cannot_be_asked(tmp_path: Path) -> None:
    with pytest.raises(NoOpinion):
        validate(str(tmp_path / "nothing"), SOUND, "experimental")
    with pytest.raises(NoOpinion):
        validate(stand_in(tmp_path, "echo 'unknown command \"validate\"' >&2; exit 1"), SOUND, "experimental")


@pytest.mark.skipif(not ALLOY, reason="ALLOYC_ALLOY names no Alloy to ask")
def test_a_real_alloy() -> None:
    assert validate(ALLOY, SOUND, "experimental") == []
    assert [message.line for message in validate(ALLOY, SOUND.replace("targets", "target"), "experimental")] == [4]

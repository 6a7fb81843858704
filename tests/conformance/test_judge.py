"""The judge forgives spelling and nothing else."""

from __future__ import annotations

import pytest

from alloyc.graph.read import read_graph
from support.judge import judged

BEFORE = """
prometheus.scrape "s" {
  targets = discovery.relabel.r.output
  forward_to = [prometheus.relabel.a.receiver, prometheus.remote_write.w.receiver]
  job_name = "j"
}
discovery.relabel "r" {
  targets = [{"__address__" = "a:1"}]
  rule {
    target_label = "x"
    replacement = "1"
  }
}
prometheus.relabel "a" {
  forward_to = [prometheus.relabel.b.receiver]
  rule {
    target_label = "x"
    replacement = "1"
  }
}
prometheus.relabel "b" {
  forward_to = [prometheus.remote_write.w.receiver]
  rule {
    target_label = "y"
    replacement = "2"
  }
}
prometheus.remote_write "w" {
  endpoint {
    url = "http://w"
  }
}
"""
SAME = {
    "a label": ('relabel "r"', 'relabel "q"', "relabel.r.", "relabel.q."),
    "an order of receivers": (
        "[prometheus.relabel.a.receiver, prometheus.remote_write.w.receiver]",
        "[prometheus.remote_write.w.receiver, prometheus.relabel.a.receiver]",
    ),
    "a default": ('job_name = "j"', 'job_name = "j"\n  metrics_path = "/metrics"\n  honor_labels = false'),
    "a constant": ('replacement = "2"', 'replacement = string.join(["2"], "")'),
}
OTHER = {
    "a value": ('replacement = "2"', 'replacement = "3"'),
    "an option": ('job_name = "j"', 'job_name = "j"\n  honor_labels = true'),
    "a way less": ("receiver, prometheus.remote_write.w.receiver]", "receiver]"),
    "a job": ('job_name = "j"', ""),
    "a target": ("a:1", "b:1"),
    "a rule less": ('rule {\n    target_label = "y"\n    replacement = "2"\n  }', ""),
    "an order of rules": ('"x"\n    replacement = "1"\n  }\n}\nprom', '"y"\n    replacement = "2"\n  }\n}\nprom'),
    "where it goes": ("http://w", "http://v"),
}


def changed(change: tuple[str, ...]) -> str:
    text = BEFORE
    for old, new in zip(change[::2], change[1::2], strict=True):
        assert old in text
        text = text.replace(old, new)
    return text


@pytest.mark.parametrize("change", SAME.values(), ids=SAME)
def test_forgives(change: tuple[str, ...]) -> None:
    assert judged(read_graph(changed(change))) == judged(read_graph(BEFORE))


@pytest.mark.parametrize("change", OTHER.values(), ids=OTHER)
def test_sees(change: tuple[str, ...]) -> None:
    assert judged(read_graph(changed(change))).keys() != judged(read_graph(BEFORE)).keys()

"""A small configuration, and tests of it that are written in a test."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from click.testing import CliRunner, Result

from alloyc.cli import main

CONFIGURATION = """
loki.source.api "in" {
	forward_to = [loki.process.stages.receiver]
}

loki.process "stages" {
	forward_to = [loki.write.end.receiver, loki.secretfilter.secrets.receiver]

	stage.drop {
		expression = "debug"
	}

	stage.multiline {
		firstline = "^start"
	}
}

loki.secretfilter "secrets" {
	rate       = 0.5
	forward_to = [loki.write.unclear.receiver]
}

loki.write "end" {
	endpoint {
		url       = "https://loki.example"
		tenant_id = "me"
	}
}

loki.write "unclear" {
	endpoint {
		url = "https://loki.example"
	}
}

prometheus.scrape "pods" {
	targets    = discovery.kubernetes.pods.targets
	forward_to = [prometheus.remote_write.end.receiver]
}

prometheus.scrape "limited" {
	targets      = [{__address__ = "a:1"}]
	forward_to   = [prometheus.remote_write.limited.receiver]
	sample_limit = 1
}

prometheus.remote_write "limited" {
	endpoint {
		url = "https://prometheus.example"
	}
}

discovery.kubernetes "pods" {
	role = "pod"
}

prometheus.remote_write "end" {
	endpoint {
		url = "https://prometheus.example"
	}
}
"""


def alloytest(folder: Path, given: Any, *expect: Any, options: tuple[str, ...] = (), **case: Any) -> Result:
    """Runs one test of the configuration."""
    (folder / "config.alloy").write_text(CONFIGURATION)
    path = folder / "small.alloytest.yaml"
    tests = [{"name": "small", "given": given, "expect": list(expect), **case}]
    path.write_text(yaml.safe_dump({"config": "config.alloy", "tests": tests}))
    return CliRunner().invoke(main, ["test", str(path), *options], catch_exceptions=False)

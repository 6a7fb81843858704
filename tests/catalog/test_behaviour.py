"""What kinds of components are there for: what follows from their types, and what is stated."""

from __future__ import annotations

import re

import pytest

from alloyc import catalog
from alloyc.catalog.behaviour import Kind, kind
from alloyc.values.preset_data import data
from support.reference import REPOSITORY

KINDS = (*catalog.kinds(), *catalog.configuration_blocks())
FIELDS = {"role", "takes", "gives", "rules", "chains", "no_effect", "label_unless", "own_scope", "source"}


@pytest.mark.parametrize(
    ("name", "role"),
    [
        ("prometheus.scrape", "source"),
        ("otelcol.receiver.otlp", "source"),
        ("otelcol.receiver.googlecloudpubsub", "source"),
        ("beyla.ebpf", "source"),
        ("loki.process", "transform"),
        ("otelcol.processor.batch", "transform"),
        ("otelcol.connector.spanmetrics", "connector"),
        ("otelcol.receiver.prometheus", "connector"),
        ("otelcol.exporter.loki", "connector"),
        ("otelcol.exporter.otlp", "sink"),
        ("prometheus.write.queue", "sink"),
        ("discovery.relabel", "discovery"),
        ("local.file_match", "discovery"),
        ("prometheus.exporter.unix", "exporter"),
        ("otelcol.auth.basic", "authentication"),
        ("otelcol.storage.file", "storage"),
        ("remote.kubernetes.secret", "content"),
        ("mimir.rules.kubernetes", "service"),
        ("logging", "setting"),
        ("import.file", "module"),
        ("what.a.module.declares", "custom"),
    ],
)
def test_role(name: str, role: str) -> None:
    assert kind(name).role == role


def test_what_goes_in_and_out() -> None:
    postgres = kind("database_observability.postgres")
    assert postgres.inputs == {"logs_receiver"}
    assert postgres.outputs == {"forward_to": "logs"}
    assert postgres.reads == {"targets": "list(target)"}
    assert kind("otelcol.exporter.otlp").reads["client.auth"] == "capsule(otelcol/auth.Handler)"
    assert kind("faro.receiver").outputs == {"output.logs": "logs", "output.traces": "traces"}


def test_signals() -> None:
    spanmetrics, interval = kind("otelcol.connector.spanmetrics"), kind("otelcol.processor.interval")
    assert (spanmetrics.takes, spanmetrics.gives) == ({"traces"}, {"metrics"})
    assert interval.takes == interval.gives == {"metrics"}


@pytest.mark.parametrize("name", KINDS)
def test_every_kind_is_one(name: str) -> None:
    known = kind(name)
    assert known.role != "custom"
    assert known.takes_telemetry <= bool(known.inputs)
    assert known.gives <= set(known.outputs.values())


@pytest.mark.parametrize("name", data("kinds"))
def test_an_exception_is_of_something_and_says_where_it_is_from(name: str) -> None:
    stated = data("kinds")[name]
    assert set(stated) <= FIELDS
    assert stated["source"]
    assert any(known == name or known.startswith(name.removesuffix("*")) for known in KINDS)


@pytest.mark.parametrize("name", catalog.kinds())
def test_what_has_no_effect_is_an_argument(name: str) -> None:
    known: Kind = kind(name)
    spec = catalog.load(name)
    assert spec is not None
    named = known.no_effect | ({known.label_unless} - {None, ""})
    assert named <= set(spec.body.attributes)


@pytest.mark.parametrize("number", [0, 1])
def test_the_examples_of_the_page_run(number: int) -> None:
    page = (REPOSITORY / "docs" / "catalog.md").read_text()
    example = re.findall(r"^```python\n(.*?)^```", page, re.MULTILINE | re.DOTALL)[number]
    exec(compile(example, "docs/catalog.md", "exec"), {})

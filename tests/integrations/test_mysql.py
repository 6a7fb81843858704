"""A MySQL server: its data source, its exporter, its Secret."""

from __future__ import annotations

import pytest

from alloyc.integrations import mysql
from alloyc.lowering.secrets import Secrets
from alloyc.syntax.ast import Call, Literal
from alloyc.values.options import read
from support.small import build, value


def instance(**exporter: object) -> mysql.MySql:
    options, found = read(mysql.MySql, {"name": "it", "exporter": exporter, "secret": {"embed": True}}, ())
    assert options is not None
    assert not found
    return options


@pytest.mark.parametrize(
    ("source", "form", "arguments"),
    [
        ({"host": "db"}, "%s:%d/", ["db", 3306]),
        ({"host": "db", "protocol": "tcp"}, "tcp(%s:%d)/", ["db", 3306]),
        ({"host": "db", "tls": "preferred"}, "%s:%d/?tls=preferred", ["db", 3306]),
        ({"host": "db", "auth": {"username": "me"}}, "%s@(%s:%d)/", ["me", "db", 3306]),
        (
            {"host": "db", "port": 1, "allowFallbackToPlaintext": True, "auth": {"username": "me", "password": 42}},
            "%s:%s@(%s:%d)/?allowFallbackToPlaintext=true",
            ["me", "42", "db", 1],
        ),
    ],
)
def test_data_source(source: dict[str, object], form: str, arguments: list[object]) -> None:
    options = instance(dataSource=source)
    made = mysql.data_source(options.exporter, Secrets(options))
    assert isinstance(made, Call)
    assert [a.value for a in made.arguments if isinstance(a, Literal)] == [form, *arguments]


def test_text_is_not_cut_for_database_observability() -> None:
    options = instance(collectors={"perfSchemaEventsStatements": {"enabled": True}})
    _, (block,) = mysql.collectors(options.exporter.collectors, observed=True)
    assert (block.name, block.body[0].name) == ("perf_schema.eventsstatements", "text_limit")


def test_collectors_as_a_list_are_taken_as_they_are() -> None:
    assert mysql.collectors(instance(collectors=["global_status"]).exporter.collectors, False) == (
        ["global_status"],
        [],
    )


def test_scrapes_of_two_databases_of_one_name_have_labels_of_their_own() -> None:
    source = "logs: {enabled: false}, exporter: {dataSource: {host: it}}"
    built = build(
        f"integrations: {{mysql: {{instances: [{{name: it, {source}}}]}}, "
        f"postgresql: {{instances: [{{name: it, {source}}}]}}}}"
    )
    scrapes = [component.label for component in built.values() if component.kind == "prometheus.scrape"]
    assert {"it", "integration_postgresql_it"} <= set(scrapes)


def test_an_expression_is_data_source_enough() -> None:
    built = build(
        "integrations: {mysql: {instances: [{name: it, logs: {enabled: false},"
        " exporter: {dataSourceNameFrom: 'sys.env(\"SOURCE\")'}}]}}"
    )
    assert value(built["prometheus.exporter.mysql.integration_mysql_it"], "data_source_name") is not None

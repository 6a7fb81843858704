"""Targets that components export."""

from __future__ import annotations

import pytest

from alloyc import simulate
from alloyc.simulate import Unknown
from support.cluster import of_text, pod, simulation


def exported(text: str, name: str, **given: object) -> list[dict[str, str]]:
    run = of_text(text, **given)
    return simulate.targets_of(run, simulate.find(run, name))


def addresses(targets: list[dict[str, str]]) -> list[str]:
    return [target["__address__"] for target in targets]


def test_discovered_and_relabelled() -> None:
    run = simulation()
    [target] = simulate.targets_of(run, simulate.find(run, "discovery.relabel.pods"))
    assert (target["namespace"], target["pod"]) == ("shop", "api-1")


def test_scraped_targets_are_each_one_once() -> None:
    run = of_text(
        'prometheus.scrape "x" {\n\ttargets = [{"__address__" = "a:1"}, {"__address__" = "a:1"}, {"job" = "none"}]\n'
        '\tforward_to = []\n\tparams = {"q" = ["1", "2"]}\n}'
    )
    [target] = simulate.scraped_targets(run, simulate.find(run, "prometheus.scrape.x"))
    assert target["instance"] == "a:1"
    assert (target["job"], target["__param_q"], target["__metrics_path__"]) == ("prometheus.scrape.x", "1", "/metrics")


OWN_NAMESPACE = 'discovery.kubernetes "x" {\n\trole = "pod"\n\n\tnamespaces {\n\t\town_namespace = true\n\t}\n}'


def test_own_namespace() -> None:
    objects = (pod("a", "here"), pod("b", "there"))
    [target] = exported(OWN_NAMESPACE, "discovery.kubernetes.x", objects=objects, namespace="here")
    assert target["__meta_kubernetes_pod_name"] == "a"
    with pytest.raises(Unknown, match="namespace"):
        exported(OWN_NAMESPACE, "discovery.kubernetes.x", objects=objects)


FILE = 'discovery.file "x" {\n\tfiles = ["/etc/targets/*.yaml"]\n}'
LIST = "- targets: [a:1, b:2]\n  labels: {team: web}\n"


def test_file_of_targets() -> None:
    targets = exported(FILE, "discovery.file.x", files={"/etc/targets/t.yaml": LIST, "/etc/other.yaml": LIST})
    assert addresses(targets) == ["a:1", "b:2"]
    assert (targets[0]["team"], targets[0]["__meta_filepath"]) == ("web", "/etc/targets/t.yaml")


@pytest.mark.parametrize("files", [None, {"/etc/targets/t.yaml": "a: ["}, {"/etc/targets/t.yaml": "a: 1"}])
def test_file_that_is_not_known(files: dict[str, str] | None) -> None:
    with pytest.raises(Unknown):
        exported(FILE, "discovery.file.x", files=files)


GLOBS = {
    "/var/log/*.log": ["/var/log/a.log"],
    "/var/**/*.log": ["/var/log/a.log", "/var/log/x/b.log"],
    "/var/log/{a,c}.???": ["/var/log/a.log", "/var/log/c.txt"],
    "/var/log/[!a].*": ["/var/log/c.txt"],
}


@pytest.mark.parametrize("pattern", GLOBS)
def test_matched_files(pattern: str) -> None:
    text = f'local.file_match "x" {{\n\tpath_targets = [{{"__path__" = "{pattern}"}}]\n}}'
    files = dict.fromkeys(["/var/log/a.log", "/var/log/c.txt", "/var/log/x/b.log"], "")
    found = exported(text, "local.file_match.x", files=files)
    assert [target["__path__"] for target in found] == GLOBS[pattern]


EXPORTERS = {
    'unix "x" { }': ("integrations/unix", "node-1"),
    'statsd "x" { }': ("integrations/statsd", "prometheus.exporter.statsd.x"),
    'redis "x" {\n\tredis_addr = "redis:6379"\n}': ("integrations/redis", "redis:6379"),
    'elasticsearch "x" {\n\taddress = "https://u:p@es:9200/"\n}': ("integrations/elasticsearch", "es:9200"),
    'mysql "x" {\n\tdata_source_name = "root:pw@(db:3306)/shop?tls=1"\n}': ("integrations/mysql", "tcp(db:3306)/shop"),
    'postgres "x" {\n\tdata_source_names = ["postgresql://u:p@pg:5432/shop?sslmode=disable"]\n}': (
        "integrations/postgres",
        "postgresql://pg:5432/shop",
    ),
    'kafka "x" {\n\tkafka_uris = ["k:9092"]\n}': ("integrations/kafka", "k:9092"),
    'blackbox "x" {\n\ttargets = [{"name" = "home", "address" = "http://a"}]\n}': (
        "integrations/blackbox/home",
        "prometheus.exporter.blackbox.x",
    ),
}


@pytest.mark.parametrize("text", EXPORTERS)
def test_exporter(text: str) -> None:
    kind = text.split(" ")[0]
    [target] = exported(
        f"prometheus.exporter.{text}", f"prometheus.exporter.{kind}.x", constants={"hostname": "node-1"}
    )
    assert (target["job"], target["instance"]) == EXPORTERS[text]


UNKNOWN = ['discovery.docker "x" { }', 'prometheus.exporter.azure "x" { }', 'prometheus.exporter.unix "x" { }']


@pytest.mark.parametrize("text", UNKNOWN)
def test_targets_that_are_not_known(text: str) -> None:
    with pytest.raises(Unknown):
        exported(text, f"{text.split(' ')[0]}.x")

"""NetworkPolicies of collectors: what is in them, and that Kubernetes takes them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
import yaml
from click.testing import CliRunner

from alloyc.catalog.store import entry
from alloyc.checks.addresses import Address, is_own, may_be_namespace, namespace_of, read_address
from alloyc.checks.network_policies import network_policies
from alloyc.cli import main
from alloyc.compile import compile_values
from alloyc.report.diagnostics import Refused
from alloyc.values.load import load, load_text
from alloyc.values.preset_data import data

FIXTURES = sorted((Path(__file__).resolve().parents[2] / "fixtures" / "values").glob("*.yaml"))
VALUES = """\
cluster: {name: prod}
destinations:
  metrics: {type: prometheus, url: "URL"}
collectors:
  alloy: {presets: [clustered, statefulset]}
annotationAutodiscovery:
  enabled: true
  namespaces: [shop]
"""


def policy(text: str, *nodes: str) -> dict[str, Any]:
    values = load_text(text)
    found: dict[str, Any] = yaml.safe_load(network_policies(compile_values(values), values, nodes))
    return found["spec"]


def egress(url: str) -> list[Any]:
    return list(policy(VALUES.replace("URL", url), "10.0.0.0/8")["egress"])


@pytest.mark.parametrize("file", FIXTURES, ids=lambda file: file.stem)
def test_kubernetes_takes_the_policies_of_every_fixture(file: Path) -> None:
    values = load([str(file)])
    try:
        built = compile_values(values)
    except Refused:
        return
    found = list(yaml.safe_load_all(network_policies(built, values)))
    assert len(found) == len(built.configurations)
    for one in found:
        kubernetes_validate.validate(one, "1.34", strict=True)


@pytest.mark.parametrize(
    ("url", "to", "port"),
    [
        ("https://metrics.example.com/push", {"ipBlock": {"cidr": "0.0.0.0/0"}}, 443),
        ("http://metrics.example.com:9009/push", {"ipBlock": {"cidr": "0.0.0.0/0"}}, 9009),
        ("http://10.1.2.3:9009/push", {"ipBlock": {"cidr": "10.1.2.3/32"}}, 9009),
        ("http://mimir.mimir-system.svc:80/push", {"kubernetes.io/metadata.name": "mimir-system"}, None),
        ("http://mimir:80/push", {"kubernetes.io/metadata.name": "default"}, None),
    ],
)
def test_a_destination(url: str, to: dict[str, Any], port: int | None) -> None:
    wanted = to if "ipBlock" in to else {"namespaceSelector": {"matchLabels": to}}
    [rule] = [rule for rule in egress(url) if wanted in rule.get("to", ()) and rule.get("ports") != []]
    assert [one["port"] for one in rule.get("ports", ())] == ([port] if port else [])


def test_an_address_that_only_alloy_knows_lets_everything_through() -> None:
    unknown = VALUES.replace('url: "URL"', 'urlFrom: sys.env("URL")')
    assert {} in policy(unknown)["egress"]
    assert {} not in egress("https://metrics.example.com/push")


def test_scraped_pods_are_in_their_namespaces_or_in_the_network_of_nodes() -> None:
    peers = [peer for rule in egress("https://metrics.example.com/push") for peer in rule.get("to", ())]
    assert {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "shop"}}} in peers
    assert {"ipBlock": {"cidr": "10.0.0.0/8"}} in peers
    assert {"namespaceSelector": {}} not in peers


def test_peers_talk_to_each_other() -> None:
    pods = {"app.kubernetes.io/name": "alloy", "app.kubernetes.io/instance": "k8smon-alloy"}
    peers, ports = [{"podSelector": {"matchLabels": pods}}], [{"port": 12345, "protocol": "TCP"}]
    found = policy(VALUES.replace("URL", "https://metrics.example.com/push"))
    assert {"to": peers, "ports": ports} in found["egress"]
    assert {"from": peers, "ports": ports} in found["ingress"]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("https://a.example.com/x?y=1", Address("a.example.com", 443)),
        ("http://user:pass@a:8080", Address("a", 8080)),
        ("http://[::1]:80/", Address("::1", 80)),
        ("a:4317", Address("a", 4317)),
        ("user:secret@tcp(db:3306)/shop", Address("db", 3306)),
        ("postgresql://user:a@db.shop.svc/x", Address("db.shop.svc", 5432)),
        ("no address", None),
    ],
)
def test_addresses(text: str, address: Address | None) -> None:
    assert read_address(text) == address


def test_hosts() -> None:
    assert namespace_of("a.b.svc.cluster.local", "own") == namespace_of("x.a.b.svc", "own") == "b"
    assert namespace_of("a", "own") == "own"
    assert namespace_of("a.example.com", "own") is None
    assert may_be_namespace("loki.logs") == "logs"
    assert is_own("127.0.0.1")


@pytest.mark.parametrize("kind", [*data("network")["listens"], *data("network")["fixed"]])
def test_kinds_are_known_to_the_catalog(kind: str) -> None:
    assert entry(f"component {kind}") is not None


def test_wrong_networks_are_wrong_usage(tmp_path: Path) -> None:
    (tmp_path / "values.yaml").write_text(VALUES)
    result = CliRunner().invoke(main, ["networkpolicy", "--nodes", "ten", str(tmp_path / "values.yaml")])
    assert result.exit_code == 2

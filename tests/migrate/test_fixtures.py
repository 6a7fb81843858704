"""Our own values of both versions, side by side: `NAME.v3.yaml` migrates to `NAME.v4.yaml`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from alloyc.compile import compile_values
from alloyc.graph.flows import flows
from alloyc.migrate import migrate_text, migrate_values
from alloyc.values.load import load, load_text

REPOSITORY = Path(__file__).resolve().parents[2]
FIXTURES = REPOSITORY / "fixtures" / "migrate"
OLD = sorted(path.name.removesuffix(".v3.yaml") for path in FIXTURES.glob("*.v3.yaml"))
PLANS = sorted(path.name.removesuffix(".plan.yaml") for path in FIXTURES.glob("*.plan.yaml"))
EXAMPLES = ("destinations", "collectors", "services", "remote-config")


def read(name: str) -> str:
    return (FIXTURES / f"{name}.yaml").read_text()


def built(text: str) -> dict[str, object]:
    return {c.collector: flows(c.graph) for c in compile_values(load_text(text)).configurations}


@pytest.mark.parametrize("name", OLD)
def test_migrates_to_the_fixture_beside_it(name: str) -> None:
    assert migrate_text(read(f"{name}.v3")).text == read(f"{name}.v4")


@pytest.mark.parametrize("name", OLD)
def test_migrated_file_migrates_to_itself(name: str) -> None:
    again = migrate_text(read(f"{name}.v4"))
    assert (again.text, again.changes, again.old) == (read(f"{name}.v4"), (), False)


@pytest.mark.parametrize("name", OLD)
def test_migrating_in_memory_builds_the_same(name: str) -> None:
    values, _ = migrate_values(load([str(FIXTURES / f"{name}.v3.yaml")]))
    assert values.data == load_text(read(f"{name}.v4")).data
    assert {c.collector for c in compile_values(values).configurations} == set(built(read(f"{name}.v4")))


@pytest.mark.parametrize("name", sorted({*PLANS} - {"hosts", "remote-config"}))
def test_spellings_of_the_plan_build_as_version_4_does(name: str) -> None:
    assert built(read(f"{name}.plan")) == built(read(f"{name}.v4"))


@pytest.mark.parametrize("name", PLANS)
def test_spellings_of_the_plan_migrate(name: str) -> None:
    migrated = migrate_text(read(f"{name}.plan"))
    assert not re.search(r"preset:|nodeExporter|kubeStateMetrics|metricCollector|fsLogCollector", migrated.text)
    if name != "remote-config":  # The presets' names are sent to the remote configuration.
        assert built(migrated.text) == built(read(f"{name}.plan"))
    assert migrate_text(migrated.text).changes == ()


def test_hosts_alone_are_all_hosts_with_a_service() -> None:
    planned = compile_values(load_text(read("hosts.plan"))).plan
    features = {feature.feature.key for collector in planned.collectors for feature in collector.features}
    assert features >= {"hostMetrics.linuxHosts", "hostMetrics.energyMetrics"}
    assert "hostMetrics.windowsHosts" not in features


@pytest.mark.parametrize("name", EXAMPLES)
@pytest.mark.parametrize("version", ["v3", "v4", "plan"])
def test_documentation_has_the_fixture(name: str, version: str) -> None:
    page = (REPOSITORY / "docs" / "migration.md").read_text()
    assert f"```yaml\n{read(f'{name}.{version}')}```" in page


def test_no_comment_is_lost() -> None:
    old, new = read("comments.v3"), migrate_text(read("comments.v3")).text
    comments = [found[0] for line in old.splitlines() if (found := re.search(r"# .*", line))]
    assert len(comments) > 60
    assert [comment for comment in comments if new.count(comment) != old.count(comment)] == []

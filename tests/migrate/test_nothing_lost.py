"""For any values of version 3: what is written is found again, or the report says what became of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from alloyc.features import FEATURES, model_of
from alloyc.migrate import Migration, migrate_text
from alloyc.migrate.report import Change
from alloyc.report.diagnostics import Path
from alloyc.values import preset_data
from alloyc.values.load import load_text
from alloyc.values.options import known_keys

DATA = preset_data.data("migration")
NEW_SECTIONS = {"hostMetrics", "costMetrics", "integrations", "podLogsViaLoki", "podLogsViaOpenTelemetry"}
DEPLOYMENT = ("deploy", "resources", "tolerations", "image", "affinity", "podAnnotations", "metricLabelsAllowlist")
REMOVED = [removed["at"] for removed in DATA["removed"]]


def known(section: str, *path: str) -> list[str]:
    feature = next(feature for feature in FEATURES if feature.path[0] == section)
    return known_keys(model_of(feature), path)


def keys_of_feature(section: str) -> list[str]:
    removed = [at[1] for at in REMOVED if at[0] in (section, "*") and len(at) == 2]
    return sorted({*known(section), *removed} - {"enabled", "collector", "dataProcessors"})


def text() -> st.SearchStrategy[Any]:
    """A leaf, or something with leaves in it; `distinct` makes each leaf another one."""
    leaf = st.just("leaf")
    return st.one_of(leaf, st.fixed_dictionaries({"some": leaf}), st.just(["leaf", "leaf"]))


def some(keys: list[str], **fixed: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional={key: text() for key in keys} | fixed)


ON = st.booleans()
NAMES = ["one", "Number Two", "one", "3rd", ""]
DESTINATION = st.fixed_dictionaries(
    {"type": st.sampled_from(["prometheus", "loki", "otlp"])},
    optional={"name": st.sampled_from(NAMES), "url": text(), "auth": some(["username", "password"])},
)
COLLECTOR = some(["alloy", "controller", "remoteConfig", "extraConfig"], enabled=ON)
LISTS = st.lists(st.sampled_from(NAMES[:4]), max_size=3)


def feature(section: str) -> st.SearchStrategy[dict[str, Any]]:
    return some(
        keys_of_feature(section), enabled=ON, destinations=LISTS, collector=st.sampled_from(["alloy-logs", "x"])
    )


def service(name: str) -> st.SearchStrategy[dict[str, Any]]:
    source = [key for key in known(*DATA["services"][name]["source"]) if key not in ("enabled", "collector", "source")]
    return some([*source, *DEPLOYMENT, "checkForPotentialServiceMonitorConflicts"], enabled=ON, deploy=ON)


POD_LOGS = sorted(
    {*known("podLogsViaLoki"), "labelsToKeep", "deployAsConfigMap"} - {"enabled", "collector", "destinations"}
)
SECTIONS: dict[str, st.SearchStrategy[Any]] = {
    **{name: feature(name) for name in DATA["assignments"] if name not in NEW_SECTIONS},
    "clusterMetrics": some(
        [key for key in keys_of_feature("clusterMetrics") if key != "kube-state-metrics"] + ["nodeLabels"],
        enabled=ON, destinations=LISTS, **{name: service(name) for name in DATA["services"]},
    ),
    "podLogs": some(
        POD_LOGS,
        enabled=ON,
        gatherMethod=st.sampled_from([*DATA["gatherMethods"], "carrier pigeon"]),
        volumeGatherSettings=some(["onlyGatherNewLogLines"]),
        filelogGatherSettings=some(["onlyGatherNewLogLines"]),
        destinations=LISTS,
    ),
    "destinations": st.lists(DESTINATION, max_size=4),
    "destinationsMap": st.dictionaries(st.sampled_from(["one", "two"]), DESTINATION),
    **dict.fromkeys((*DATA["collectors"], "alloy-more"), COLLECTOR),
    "alloy-operator": some(["deploy"]),
    "collectorCommon": some(["alloy"]),
    "extraObjects": text(),
    "cluster": some(["name"]),
    "global": some(["scrapeInterval"]),
}  # fmt: skip


def distinct(value: Any, path: Path = ()) -> Any:
    """The value with every text `leaf` made another one."""
    if isinstance(value, dict):
        return {key: distinct(child, (*path, key)) for key, child in value.items()}
    if isinstance(value, list):
        return [distinct(child, (*path, index)) for index, child in enumerate(value)]
    return "leaf " + "/".join(map(str, path)) if value == "leaf" else value


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    if isinstance(value, dict | list):
        for key, child in value.items() if isinstance(value, dict) else enumerate(value):
            yield from leaves(child, (*path, key))
    else:
        yield path, value


def is_accounted_for(path: Path, value: Any, migration: Migration, new: Any) -> bool:
    """Whether a leaf is at the place that the report gives, or a line says what became of it."""
    about = [change for change in migration.changes if change.source and path[: len(change.source)] == change.source]
    if any(change.kind != "moved" for change in about) or any(change.source == path for change in about):
        return True
    moved = max(about, key=lambda change: len(change.source), default=None)
    place = (*moved.target, *path[len(moved.source) :]) if moved else path
    if moved and path[-1] == "name" and path[0] == "destinations" and len(path) == 3:
        return place[1] == value or f"`{value}`" in moved.why or value == ""
    return at(new, place) == value or follows(place, migration.changes)


def follows(place: Path, changes: tuple[Change, ...]) -> bool:
    """Whether the report says that names of destinations were replaced in this list."""
    return any(not change.source and change.kind == "moved" and change.target == place[:-1] for change in changes)


def at(value: Any, path: Path) -> Any:
    for key in path:
        there = isinstance(value, dict) and key in value
        if not there and not (isinstance(value, list) and isinstance(key, int) and key < len(value)):
            return None
        value = value[key]
    return value


@settings(max_examples=300, deadline=None)
@given(st.fixed_dictionaries({}, optional=SECTIONS), ON)
def test_nothing_is_dropped_without_a_line(values: dict[str, Any], keep: bool) -> None:
    values = distinct(values)
    migration = migrate_text(yaml.safe_dump(values, sort_keys=False), keep_behaviour=keep)
    new = load_text(migration.text).data
    assert [path for path, value in leaves(values) if not is_accounted_for(path, value, migration, new)] == []


@settings(max_examples=100, deadline=None)
@given(st.fixed_dictionaries({}, optional=SECTIONS), ON)
def test_any_migrated_file_migrates_to_itself(values: dict[str, Any], keep: bool) -> None:
    migrated = migrate_text(yaml.safe_dump(distinct(values), sort_keys=False), keep_behaviour=keep)
    again = migrate_text(migrated.text, keep_behaviour=keep)
    assert (again.text, [c for c in again.changes if c.kind != "note"]) == (migrated.text, [])


@settings(max_examples=100, deadline=None)
@given(st.fixed_dictionaries({}, optional=SECTIONS))
def test_no_comment_is_lost(values: dict[str, Any]) -> None:
    lines = yaml.safe_dump(distinct(values), sort_keys=False, width=10000).splitlines()
    commented = "".join(f"# above {n}.\n{line} # after {n}.\n" for n, line in enumerate(lines))
    comments = re.findall(r"# .*", commented)
    text = migrate_text(commented).text
    assert [comment for comment in comments if text.count(comment) != 1] == []

"""`podLogs` of version 3 to the feature of its gather method."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ruamel.yaml.comments import CommentedMap

from ..features import FEATURES, model_of
from ..values import preset_data
from ..values.options import known_keys
from .document import Document
from .report import Change

SECTION = "podLogs"
SETTINGS = ("volumeGatherSettings", "filelogGatherSettings")
NEW_NAMES = {"staticLabels": "staticAttributes", "staticLabelsFrom": "staticAttributesFrom"}
LEFT_TO_OTHER_RULES = ("labelsToKeep", "deployAsConfigMap")


def split_pod_logs(document: Document) -> Iterator[Change]:
    """The section under its new name, with what the new feature can be told."""
    section = document.section(SECTION)
    if section is None:
        return
    methods = preset_data.data("migration")["gatherMethods"]
    method = str(section.get("gatherMethod") or _below(document) or "volumes")
    facts: dict[str, Any] = next((f for name, f in methods.items() if name.lower() == method.lower()), {})
    if not facts:
        yield Change("note", f"no gather method `{method}`; taken for `volumes`", (SECTION, "gatherMethod"))
        facts = methods["volumes"]
    feature = facts["feature"]
    if "gatherMethod" in section:
        document.take(section, "gatherMethod")
        yield Change("moved", "each gather method is a feature of its own", (SECTION, "gatherMethod"), (feature,))
    yield from _lift_settings(document, section, feature, facts.get("settings", ""))
    yield from _fit(document, section, feature)
    yield from _rename(document, section, feature)


def _below(document: Document) -> Any:
    """How the values below an overlay gather."""
    section = document.below.get(SECTION)
    return section.get("gatherMethod") if isinstance(section, Mapping) else None


def _lift_settings(document: Document, section: CommentedMap, feature: str, settings: str) -> Iterator[Change]:
    for name in SETTINGS:
        block = document.own(section, name) if name in section else None
        key = "onlyGatherNewLogLines"
        if name == settings and block is not None and key in block and key not in section:
            document.put(section, key, document.take(block, key), list(section).index(name))
            yield Change("moved", "it stands in the feature itself", (SECTION, name, key), (feature, key))
        if name in section:
            document.take(section, name)
            if block or name != settings:
                yield Change("removed", f"`{feature}` has no such settings", (SECTION, name))


def _fit(document: Document, section: CommentedMap, feature: str) -> Iterator[Change]:
    """Keys that this way of gathering has under another name, or has not."""
    known, of_another = _keys(feature), _keys("podLogsViaLoki")
    for key in list(section):
        if key in known or key in LEFT_TO_OTHER_RULES:
            continue
        new = NEW_NAMES.get(key, "")
        if new in known and new not in section:
            document.rename(section, key, new)
            yield Change("moved", "OpenTelemetry calls labels attributes", (SECTION, key), (feature, new))
        elif key in of_another:
            document.take(section, key)
            yield Change("removed", f"`{feature}` cannot be told this; `podLogsViaLoki` can", (SECTION, key))


def _keys(feature: str) -> list[str]:
    return known_keys(model_of(next(f for f in FEATURES if f.key == feature)), ())


def _rename(document: Document, section: CommentedMap, feature: str) -> Iterator[Change]:
    why = "each gather method is a feature of its own"
    if feature not in document.root:
        document.rename(document.root, SECTION, feature)
        yield Change("moved", why, (SECTION,), (feature,))
        return
    target = document.section(feature)
    for key in list(section):
        entry = document.take(section, key)
        if target is not None and key not in target:
            document.put(target, key, entry)
            yield Change("moved", why, (SECTION, key), (feature, key))
        else:
            yield Change("removed", f"`{feature}` says otherwise; two features gathered these logs", (SECTION, key))
    document.take(document.root, SECTION)

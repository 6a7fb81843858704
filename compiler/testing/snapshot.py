"""Snapshots: all that arrives in a test, kept beside the test file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from .expect import Arrival, Judged, arrivals
from .feed import Outcome
from .model import Case
from .subject import SUFFIX, Tests


def compare(tests: Tests, case: Case, outcomes: Sequence[Outcome], update: bool) -> Judged:
    """Whether what arrives is what arrived when the snapshot was taken. With `update`, takes it."""
    reasons = [trace.unknown for outcome in outcomes for trace in outcome.traces if trace.unknown]
    if reasons:
        return Judged("unknown", reasons[0])
    found = [_plain(arrival) for arrival in arrivals(outcomes, tests.subject)]
    known = _read(snapshot_file(tests.path))
    if update:
        _write(snapshot_file(tests.path), {**known, case.name: found})
        return Judged("passed")
    if case.name not in known:
        return Judged("failed", "there is no snapshot of it", "take one with `--update`")
    if known[case.name] != found:
        return Judged("failed", _difference(known[case.name], found), "look at it, then take it anew with `--update`")
    return Judged("passed")


def snapshot_file(path: str) -> Path:
    """Where the snapshots of a test file are."""
    return Path(path.removesuffix(SUFFIX).removesuffix(".yaml") + ".snapshots.yaml")


def _plain(arrival: Arrival) -> dict[str, Any]:
    shown: dict[str, Any] = {"to": arrival.destination, "is": arrival.kind}
    for name in ("labels", "line", "metadata", "tenant"):
        value = getattr(arrival, name)
        if value:
            shown[name] = dict(sorted(value.items())) if isinstance(value, dict) else value
    return shown


def _read(path: Path) -> dict[str, Any]:
    import yaml

    return (yaml.safe_load(path.read_text(encoding="utf-8")) or {}) if path.exists() else {}


def _write(path: Path, snapshots: dict[str, Any]) -> None:
    import yaml

    from ..values.placed import bare_tree

    text = yaml.safe_dump(bare_tree(snapshots), sort_keys=True, allow_unicode=True, width=100)
    path.write_text(text, encoding="utf-8")


def _difference(before: list[Any], after: list[Any]) -> str:
    gone, new = ([one for one in these if one not in those] for these, those in ((before, after), (after, before)))
    said = [f"no longer {one}" for one in gone] + [f"new is {one}" for one in new]
    return f"what arrives is not what the snapshot has: {'; '.join(said or ['the same, in another order'])}"

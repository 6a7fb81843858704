"""Rules across clusters: what is sound in each, and wrong in all together."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from ..project.clusters import ClusterInput
from ..project.read import Project
from ..report.diagnostics import Diagnostic
from .faults import counted
from .summary import Summary

FEW = 0.1
"""Of the clusters, how many with another version are a drift, and not a rollout."""


def check_fleet(project: Project, clusters: Sequence[ClusterInput], found: Sequence[Summary]) -> list[Diagnostic]:
    """What is wrong across clusters, of those codes that the project selects and does not ignore."""
    sound = [summary for summary in found if not summary.faults]
    regions = {cluster.name: cluster.region for cluster in clusters}
    said = [*_shared_names(project, sound), *_lacking(project, sound, regions), *_drifting(project, sound)]
    checks = project.file.checks
    return [d for d in said if (not checks.select or d.code in checks.select) and d.code not in checks.ignore]


def _shared_names(project: Project, found: Sequence[Summary]) -> Iterator[Diagnostic]:
    by_label: dict[str, list[str]] = defaultdict(list)
    for summary in found:
        by_label[summary.label].append(summary.name)
    for label, names in sorted(by_label.items()):
        if label and len(names) > 1:
            message = f"{counted(names)} send under the one `cluster.name` `{label}`"
            yield project.fault("cluster-name-shared", message, (), 'write `set: {cluster.name: "{cluster}"}`')


def _lacking(project: Project, found: Sequence[Summary], regions: dict[str, str]) -> Iterator[Diagnostic]:
    """A destination that all clusters of most regions have, and none of another region."""
    by_region: dict[str, list[frozenset[str]]] = defaultdict(list)
    for summary in found:
        by_region[regions.get(summary.name, "")].append(frozenset(summary.destinations))
    for name in sorted({name for sets in by_region.values() for one in sets for name in one}):
        everywhere = [region for region, sets in by_region.items() if all(name in one for one in sets)]
        nowhere = [region for region, sets in sorted(by_region.items()) if not any(name in one for one in sets)]
        if nowhere and len(everywhere) > len(by_region) / 2 and len(everywhere) + len(nowhere) == len(by_region):
            message = f"the destination `{name}` is missing in {', '.join(f'`{region}`' for region in nowhere)}"
            yield project.fault("missing-in-region", message, (), "the clusters of all other regions have it")


def _drifting(project: Project, found: Sequence[Summary]) -> Iterator[Diagnostic]:
    """Few clusters with another version than nearly all others."""
    counts = Counter(summary.versions for summary in found)
    usual = max(counts, key=lambda versions: (counts[versions], versions), default=())
    for versions, count in sorted(counts.items()):
        if versions != usual and count <= FEW * len(found):
            names = [summary.name for summary in found if summary.versions == versions]
            message = f"{counted(names)} run Alloy {', '.join(versions)}, the others {', '.join(usual)}"
            yield project.fault("version-drift", message, (), "give all of them one version")

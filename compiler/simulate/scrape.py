"""Scraping: what becomes of a target's labels, and of the series that it exposes.

Source: prometheus/prometheus scrape/target.go and scrape/scrape.go, grafana/alloy internal/component/prometheus/scrape.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ..graph.component import Component
from ..graph.read import running_id
from ..syntax.ast import Block
from .data import Series, Target
from .relabel import Rules, relabel
from .relabel_rules import is_label_name
from .targets import Labels, given_targets
from .trace import Record, Step, Unknown

if TYPE_CHECKING:
    from .simulation import Simulation


@dataclass(frozen=True)
class Limits:
    """Beyond one of these a scrape fails as a whole. 0 is none."""

    samples: int = 0
    targets: int = 0
    labels: int = 0
    name_length: int = 0
    value_length: int = 0


@dataclass(frozen=True)
class Scrape:
    """How targets are scraped. `relabel` is what monitors do to targets, `metric_relabel` to series."""

    job: str
    path: str = "/metrics"
    scheme: str = "http"
    interval: str = "1m"
    timeout: str = "10s"
    parameters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    honor_labels: bool = False
    honor_timestamps: bool = True
    honor_metadata: bool = False
    any_name: bool = False
    limits: Limits = Limits()
    relabel: Rules | None = None
    metric_relabel: Rules | None = None


def scrape_of(simulation: Simulation, component: Component) -> Scrape:
    """The arguments of a `prometheus.scrape`. Raises Unknown."""
    read = simulation.argument
    return Scrape(
        read(component, "job_name") or running_id(component),
        read(component, "metrics_path", "/metrics"),
        read(component, "scheme", "http"),
        parameters=read(component, "params", {}),
        honor_labels=read(component, "honor_labels", False),
        honor_timestamps=read(component, "honor_timestamps", True),
        honor_metadata=read(component, "honor_metadata", False),
        any_name=read(component, "metric_name_validation_scheme", "legacy") == "utf8",
        limits=Limits(
            read(component, "sample_limit", 0),
            read(component, "target_limit", 0),
            read(component, "label_limit", 0),
            read(component, "label_name_length_limit", 0),
            read(component, "label_value_length_limit", 0),
        ),
    )


def scraped_targets(simulation: Simulation, component: Component) -> list[Labels]:
    """The labels of each target that a `prometheus.scrape` scrapes, those with `__` too. Raises Unknown."""
    return prepared(scrape_of(simulation, component), given_targets(simulation, component))


def prepared(scrape: Scrape, targets: Iterable[Mapping[str, str]]) -> list[Labels]:
    """The targets that are scraped, each once; one without an address is not. Raises Unknown."""
    found: dict[tuple[tuple[str, str], ...], Labels] = {}
    for target in targets:
        labels = prepare(scrape, target)
        if labels is not None:
            found.setdefault(tuple(sorted(labels.items())), labels)
    if 0 < scrape.limits.targets < len(found):
        return []
    return list(found.values())


def prepare(scrape: Scrape, target: Mapping[str, str], record: Record | None = None) -> Labels | None:
    """A target's labels when it is scraped; None where it is not."""
    labels = {name: value for name, value in target.items() if value}
    for name, value in (
        ("job", scrape.job),
        ("__scrape_interval__", scrape.interval),
        ("__scrape_timeout__", scrape.timeout),
        ("__metrics_path__", scrape.path),
        ("__scheme__", scrape.scheme),
        *((f"__param_{name}", values[0]) for name, values in scrape.parameters.items() if values),
    ):
        if value:
            labels.setdefault(name, value)
    if scrape.relabel is not None:
        kept = relabel(scrape.relabel, labels, _to_steps(record) if record else None)
        if kept is None:
            return None
        labels = kept
    address = labels.get("__address__", "")
    if not address or "/" in address:
        return None
    labels = {name: value for name, value in labels.items() if not name.startswith("__meta_")}
    labels.setdefault("instance", address)
    return labels


def _to_steps(record: Record) -> Any:
    def told(rule: Block, before: Mapping[str, str], after: Mapping[str, str] | None) -> None:
        record(Step(None, rule, Target(before), () if after is None else (Target(after),)))

    return told


def public(labels: Mapping[str, str]) -> Labels:
    """A target's labels that its series get."""
    return {name: value for name, value in labels.items() if not name.startswith("__")}


def with_target(series: Series, target: Mapping[str, str], scrape: Scrape) -> Series:
    """A series as it is exposed, with the labels of its target. With `honor_labels` its own win; else its own are kept
    as `exported_...`."""
    labels = dict(series.labels)
    if scrape.honor_labels:
        for name, value in target.items():
            labels.setdefault(name, value)
    else:
        conflicting = [(name, labels[name]) for name in target if labels.get(name)]
        labels.update(target)
        for name, value in sorted(conflicting, key=lambda pair: (len(pair[0]), pair[0])):
            renamed = f"exported_{name}"
            while labels.get(renamed):
                renamed = f"exported_{renamed}"
            labels[renamed] = value
    if "" in labels.values():
        labels = {name: value for name, value in labels.items() if value}
    timestamp = series.timestamp if scrape.honor_timestamps else None
    return Series(labels, series.value, timestamp, described=scrape.honor_metadata)


def fault(scrape: Scrape, series: Sequence[Series]) -> str:
    """Why a scrape that gives these series fails as a whole; "" where it does not."""
    limits = scrape.limits
    if 0 < limits.samples < len(series):
        return f"the scrape fails: it gives more than {limits.samples} samples (`sample_limit`)"
    return next((why for one in series if (why := _fault_of_one(scrape, one.labels))), "")


def _fault_of_one(scrape: Scrape, labels: Mapping[str, str]) -> str:
    limits = scrape.limits
    if not labels.get("__name__"):
        return "the scrape fails: it gives a series without a name"
    if not scrape.any_name and not _is_valid(labels):
        return "the scrape fails: it gives a series with a name that `metric_name_validation_scheme` does not allow"
    if 0 < limits.labels < len(labels):
        return f"the scrape fails: a series has more than {limits.labels} labels (`label_limit`)"
    if 0 < limits.name_length < max(map(_bytes, labels)):
        return f"the scrape fails: the name of a label is longer than {limits.name_length} (`label_name_length_limit`)"
    if 0 < limits.value_length < max(map(_bytes, labels.values())):
        return f"the scrape fails: a label's value is longer than {limits.value_length} (`label_value_length_limit`)"
    return ""


def _is_valid(labels: Mapping[str, str]) -> bool:
    return is_label_name(labels["__name__"].replace(":", "_")) and all(map(is_label_name, labels))


def _bytes(text: str) -> int:
    return len(text.encode(errors="surrogatepass"))


def the_target(simulation: Simulation, component: Component) -> Labels:
    """The one target of a scrape. Raises Unknown where there is none, or more than one."""
    targets = scraped_targets(simulation, component)
    if len(targets) != 1:
        raise Unknown(
            f"`{component.name}` scrapes {len(targets)} targets: which of them the series is of was not given"
        )
    return targets[0]

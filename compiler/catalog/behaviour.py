"""What each kind of component is there for: the one table that passes, flows and checks read.

Most of it follows from the types of what a kind exports and of what it takes from others. `presets/kinds.yaml` has the
rest, each with the page that says it; the store holds both. The table is the same for every version of Alloy: what a
kind has at any of them, it has here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from functools import cache
from typing import Any, Literal, TypeAlias

from ..report.record import dataclass
from .store import entry

Role: TypeAlias = Literal[
    "source",  # gathers telemetry and sends it on
    "transform",  # sends on what it is sent, changed or less of it
    "connector",  # makes another signal, or that of another ecosystem, of what it is sent
    "sink",  # where the way ends
    "discovery",  # gives targets
    "exporter",  # gives targets, which are itself
    "authentication",
    "storage",
    "content",  # gives values: of files, secrets, remote places
    "service",  # acts by itself, and gives nothing
    "setting",  # a block of the configuration without a label: `logging`
    "module",  # one with a label: `declare`, `import.file`
    "custom",  # what a module declares
]

SIGNALS: Mapping[str, tuple[str, ...]] = {
    "capsule(prometheus.receiver)": ("metrics",),
    "capsule(loki.receiver)": ("logs",),
    "capsule(pyroscope.receiver)": ("profiles",),
    "capsule(otelcol.consumer)": ("metrics", "logs", "traces"),
}
"""The types of what telemetry is sent to, with the signals that each carries."""

TARGETS = "list(target)"

READ_ROLES: Mapping[str, Role] = {
    TARGETS: "discovery",
    "capsule(otelcol/auth.Handler)": "authentication",
    "capsule(otelcol/extension.ExtensionHandler)": "storage",
}

CUSTOM_INPUTS = frozenset({"receiver", "input"})
"""What a custom component exports is its module's affair; these are the names that Alloy's own have for an input."""


@dataclass(frozen=True)
class Kind:
    """What a kind of component takes, gives and does.

    `inputs` are the exports that telemetry is sent to; any other of `exports` (name to type) is read. `outputs` leads
    from each attribute that holds receivers, by its path, to the signal that goes there; `reads` from each that holds
    something else of another component to its type.

    `rules` begins the names of the blocks that are all that it does, in order: without any it changes nothing. If it
    `chains`, two in a row do what one does with the rules of both. The arguments in `no_effect` change no telemetry.
    `label_unless` is None where telemetry does not hold the component's label; else the argument that keeps it out, or
    "". Names inside a kind with `own_scope` are not those around it.
    """

    name: str
    role: Role
    exports: Mapping[str, str] = field(default_factory=dict)
    inputs: frozenset[str] = frozenset()
    outputs: Mapping[str, str] = field(default_factory=dict)
    reads: Mapping[str, str] = field(default_factory=dict)
    takes: frozenset[str] = frozenset()
    gives: frozenset[str] = frozenset()
    rules: str = ""
    chains: bool = False
    no_effect: frozenset[str] = frozenset()
    label_unless: str | None = None
    own_scope: bool = False

    @property
    def takes_telemetry(self) -> bool:
        """Whether it acts only on what others send to it."""
        return self.role in ("transform", "connector", "sink")

    @property
    def is_read(self) -> bool:
        """Whether it only exports what others read."""
        return self.role in ("discovery", "exporter", "authentication", "storage", "content")

    @property
    def lives_by_use(self) -> bool:
        """Whether it does nothing while no other component refers to it."""
        return self.takes_telemetry or self.is_read

    @property
    def relabels_targets(self) -> bool:
        return self.role == "discovery" and bool(self.rules)


@cache
def kind(name: str) -> Kind:
    """What a kind of component or block of the configuration does. One that Alloy does not know is a custom one."""
    facts = entry(f"component {name}")
    if facts is not None:
        return of_component(name, facts, facts.get("stated", {}))
    block = entry(f"configuration {name}")
    if block is not None:
        own_scope = block.get("stated", {}).get("own_scope", False)
        return Kind(name, "module" if block["labelled"] else "setting", own_scope=own_scope)
    return Kind(name, "custom", inputs=CUSTOM_INPUTS)


KEEPS_STATE = (
    "prometheus.remote_write", "loki.source.file", "loki.source.journal", "loki.source.kubernetes",
    "loki.source.podlogs", "loki.source.windowsevent", "otelcol.storage.file",
)  # fmt: skip


def keeps_state(name: str) -> bool:
    """Whether components of a kind keep a queue or positions on disk, in a folder that has their name (grafana/alloy
    internal/component/*: `opts.DataPath`)."""
    return name.startswith(KEEPS_STATE)


def of_component(name: str, facts: Mapping[str, Any], stated: Mapping[str, Any]) -> Kind:
    exports = {export: fact["type"] for export, fact in facts["exports"].items()}
    inputs = frozenset(export for export, type in exports.items() if type in SIGNALS)
    outputs = dict(outputs_of(facts["refers"]))
    role = stated.get("role") or role_of(exports, inputs, facts["refers"], outputs)
    takes = stated.get("takes", [signal for export in inputs for signal in SIGNALS[exports[export]]])
    gives = stated.get("gives", takes if role == "transform" else outputs.values())
    return Kind(
        name,
        role,
        exports,
        inputs,
        outputs,
        reads={path: type for path, type in facts["refers"].items() if path not in outputs},
        takes=frozenset(takes),
        gives=frozenset(gives),
        rules=stated.get("rules", ""),
        chains=stated.get("chains", False),
        no_effect=frozenset(stated.get("no_effect", ())),
        label_unless=stated.get("label_unless"),
    )


def outputs_of(refers: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Each attribute that holds receivers, with the signal that goes there: a consumer of several has one for each,
    of the signal's name."""
    for path, type in refers.items():
        signals = SIGNALS.get(received(type), ())
        if signals:
            yield path, signals[0] if len(signals) == 1 else path.rpartition(".")[2]


def received(type: str) -> str:
    """What a list holds."""
    return type.removeprefix("list(").removesuffix(")") if type.startswith("list(") else type


def role_of(
    exports: Mapping[str, str], inputs: frozenset[str], refers: Mapping[str, str], outputs: Mapping[str, str]
) -> Role:
    """The role that follows from what a component exports and from the receivers that it takes."""
    if inputs and outputs:
        same = {exports[export] for export in inputs} == {received(refers[path]) for path in outputs}
        return "transform" if same else "connector"
    if inputs or outputs:
        return "sink" if inputs else "source"
    return next(
        (READ_ROLES[type] for type in exports.values() if type in READ_ROLES), "content" if exports else "service"
    )

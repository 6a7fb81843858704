"""Small values for tests of units: a frame with a cluster, a destination for metrics and a collector, and a section."""

from __future__ import annotations

from typing import Any

from alloyc.compile import Settings, compile_values, plan_values
from alloyc.graph.component import Component
from alloyc.planning.plan import Plan
from alloyc.report.diagnostics import Refused, dotted
from alloyc.values.load import load_text

FRAME = """
cluster: {name: unit}
destinations:
  metrics: {type: prometheus, url: "https://prometheus.example/api/v1/write"}
"""
COLLECTOR = """
collectors:
  alloy: {presets: [clustered, statefulset]}
"""


def build(section: str, collectors: str = COLLECTOR, verify: bool = False) -> dict[str, Component]:
    """The components that values of the frame and a section build to, of all collectors, by name."""
    built = compile_values(load_text(FRAME + collectors + section), Settings(level=0, verify=verify))
    return {component.name: component for c in built.configurations for component in c.graph.components}


def planned(section: str, collectors: str = COLLECTOR) -> Plan:
    return plan_values(load_text(FRAME + collectors + section))


def faults(section: str, collectors: str = COLLECTOR, verify: bool = False) -> list[tuple[str, str]]:
    """The code and path of every diagnostic; none where the values build."""
    try:
        build(section, collectors, verify)
    except Refused as refused:
        return sorted((d.code, dotted(d.path)) for d in refused.diagnostics)
    return []


def value(component: Component, *path: str) -> Any:
    """The literal at a path of blocks and an attribute: `value(scrape, "clustering", "enabled")`."""
    from alloyc.syntax.ast import Array, Attribute, Block, Literal

    body = component.body
    for name in path[:-1]:
        body = next(s.body for s in body if isinstance(s, Block) and s.name == name)
    found = next((s.value for s in body if isinstance(s, Attribute) and s.name == path[-1]), None)
    if isinstance(found, Array):
        return [item.value if isinstance(item, Literal) else item for item in found.items]
    return found.value if isinstance(found, Literal) else found


def rules(component: Component) -> list[dict[str, Any]]:
    """The `rule` blocks of a component, each as its attributes."""
    from alloyc.syntax.ast import Array, Attribute, Block, Literal

    def plain(expression: Any) -> Any:
        match expression:
            case Literal(found):
                return found
            case Array(items):
                return [plain(item) for item in items]
            case _:
                return expression

    blocks = [s for s in component.body if isinstance(s, Block) and s.name == "rule"]
    return [{a.name: plain(a.value) for a in rule.body if isinstance(a, Attribute)} for rule in blocks]

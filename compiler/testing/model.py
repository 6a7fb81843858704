"""A test file: which configuration, what is given, and what must come of it."""

from typing import Any, Literal

from pydantic import Field

from ..values.options import Options, unset

STAMP = "2026-01-01T00:00:00Z"
"""The time of a line that has none."""


class Named(Options):
    """A node, or a namespace, in short."""

    name: str
    labels: dict[str, str] = {}
    annotations: dict[str, str] = {}
    ip: str = ""


class Container(Options):
    name: str
    image: str = ""
    ports: list[int | dict[str, Any]] = []


class Pod(Options):
    """A pod in short."""

    namespace: str = "default"
    name: str
    labels: dict[str, str] = {}
    annotations: dict[str, str] = {}
    owner_references: list[dict[str, Any]] = []
    containers: list[str | Container] = []
    node: str = ""
    ip: str = ""
    phase: str = ""


class Service(Options):
    """A service in short."""

    namespace: str = "default"
    name: str
    labels: dict[str, str] = {}
    annotations: dict[str, str] = {}
    ports: list[int | dict[str, Any]] = []
    selector: dict[str, str] = {}


SHORT: dict[str, type[Options]] = {"pods": Pod, "nodes": Named, "namespaces": Named, "services": Service}
"""What can be written in short, by its key. A namespace or node may be just its name."""


class Metrics(Options):
    """Exposition text, where it is given, and what exposes it."""

    text: str
    at: str = ""
    pod: str = ""
    labels: dict[str, str] = {}


class Log(Options):
    """A line, or the lines of one log in order. `labels` are what it is pushed with, where no pod wrote it."""

    at: str = ""
    pod: str = ""
    container: str = ""
    line: str = ""
    lines: list[str] = []
    labels: dict[str, str] = {}
    metadata: dict[str, str] = {}
    time: str = STAMP


class Span(Options):
    """A span in short. `attributes` are its own, `resource` those of what made it."""

    at: str = ""
    name: str = "span"
    service: str = ""
    kind: int = 1
    attributes: dict[str, Any] = {}
    resource: dict[str, Any] = {}


class Otlp(Options):
    """OTLP in JSON, as an object of YAML."""

    at: str = ""
    data: dict[str, Any]


class Profile(Options):
    at: str = ""
    labels: dict[str, str] = {}


class Given(Options):
    """What the cluster has, and the data. A pod, service, node or namespace is written in short, or as a manifest."""

    at: str = ""
    pods: list[dict[str, Any]] = []
    nodes: list[Any] = []
    namespaces: list[Any] = []
    services: list[dict[str, Any]] = []
    monitors: list[dict[str, Any]] = []
    objects: list[dict[str, Any]] = []
    metrics: str | list[str | Metrics] = ""
    logs: list[Log] = []
    spans: list[Span] = []
    otlp: list[Otlp] = []
    profiles: list[Profile] = []
    environment: dict[str, str] = {}
    constants: dict[str, str] = {}
    files: dict[str, str] = {}
    exports: dict[str, Any] = {}
    facts: dict[str, Any] = {}
    namespace: str = ""
    now: str = ""


class Expectation(Options):
    """What must arrive: `to` a destination, or `any`; how many; with which labels and contents. Without a number, one
    at least. `scraped` counts targets instead."""

    to: str = ""
    at: str = ""
    none: bool = False
    series: int | str | None = None
    logs: int | None = None
    spans: int | None = None
    points: int | None = None
    profiles: int | None = None
    scraped: int | None = None
    labels: dict[str, str] = {}
    exact: bool = False
    line: str | None = None
    metadata: dict[str, str] = {}
    exact_metadata: bool = Field(default=False, alias="exact_metadata")
    time: str | None = None
    attributes: dict[str, Any] = {}
    resource: dict[str, Any] = {}
    tenant: str | None = None
    dropped_by: str = Field(default="", alias="dropped_by")


class Case(Options):
    """One test. With `snapshot`, all that arrives is what it was when the snapshot was taken."""

    name: str
    given: Given = unset(Given)
    expect: list[Expectation] = []
    snapshot: bool = False


class TestFile(Options):
    """A file of tests, of values or of an Alloy configuration."""

    __test__ = False

    values: str | list[str] = []
    set: dict[str, Any] = {}
    config: str = ""
    collector: str = ""
    alloy_version: str = Field(default="", alias="alloy_version")
    release: str = "k8smon"
    namespace: str = "default"
    tests: list[Case] = []


COUNTED: dict[str, Literal["series", "logs", "spans", "points", "profiles"]] = {
    "series": "series",
    "logs": "logs",
    "spans": "spans",
    "points": "points",
    "profiles": "profiles",
}
"""What can be counted, by its key."""


def tests_schema() -> dict[str, Any]:
    """The JSON Schema of a test file. What is written in short has its keys there; a manifest has what it wants."""
    schema = TestFile.model_json_schema()
    defined = schema.setdefault("$defs", {})
    for key, model in SHORT.items():
        short = model.model_json_schema()
        defined |= short.pop("$defs", {})
        defined[model.__name__] = short
        forms = [{"$ref": f"#/$defs/{model.__name__}"}, {"type": "object", "required": ["metadata"]}]
        items = [*forms, {"type": "string"}] if model is Named else forms
        for given in _having(schema, key):
            given["properties"][key]["items"] = {"anyOf": items}
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "alloyc tests"}


def _having(schema: Any, key: str) -> list[dict[str, Any]]:
    """The objects of a schema, itself among them, that have a property."""
    if isinstance(schema, list):
        return [found for item in schema for found in _having(item, key)]
    if not isinstance(schema, dict):
        return []
    own = [schema] if key in schema.get("properties", {}) else []
    return own + [found for item in schema.values() for found in _having(item, key)]

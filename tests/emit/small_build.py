"""Small values, built, for tests of what a build leaves."""

from __future__ import annotations

from typing import Any

import yaml

from alloyc.compile import Compilation, Settings, compile_values
from alloyc.emit import rendered
from alloyc.emit.deployment import Deployment
from alloyc.emit.manifests import objects
from alloyc.planning.installation import Release
from alloyc.values.load import load_text
from support.small import FRAME

COLLECTOR = "collectors: {alloy: {presets: [singleton]%s}}\n"
EVENTS = """
  logs: {type: loki, url: "https://loki.example/push"}
clusterEvents: {enabled: true, collector: alloy}
"""


def built(more: str = "", collector: str = "", namespace: str = "default") -> Compilation:
    """A collector of cluster events. `more` are further sections, `collector` further keys of the collector."""
    settings = f", {collector}" if collector else ""
    values = load_text(FRAME + EVENTS + COLLECTOR % settings + more)
    return compile_values(values, Settings(release=Release(namespace=namespace), level=0, verify=False))


def found(build: Compilation, kind: str, hashed: bool = False) -> list[dict[str, Any]]:
    """The objects of a kind."""
    files = objects(build, [c.collector for c in build.configurations], hashed)
    return [o for of_file in files.values() for o in of_file if o["kind"] == kind]


def files(build: Compilation, form: str, folder: str = ".") -> dict[str, list[Any]]:
    """The files of a format, each as the YAML documents in it; templates of Helm are left out."""
    texts = rendered(build, form, [c.collector for c in build.configurations], to=Deployment(folder))
    return {name: list(yaml.safe_load_all(text)) for name, text in texts.items() if "/templates/" not in name}

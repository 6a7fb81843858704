"""What a build imports: only what its values need."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FIXTURES = Path(__file__).resolve().parents[1] / "fixtures" / "values"
PROGRAM = """
import sys
from alloyc import build
build({path!r})
print(*sorted(name for name in sys.modules if name.startswith("alloyc.")))
"""


def imported_by(fixture: str) -> set[str]:
    program = PROGRAM.format(path=str(FIXTURES / fixture))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_a_build_of_one_feature_imports_no_other() -> None:
    modules = imported_by("cluster-events--minimal.yaml")
    features = {name for name in modules if name.startswith("alloyc.features.")}
    assert features == {f"alloyc.features.{name}" for name in ("cluster_events", "self_reporting", "unit")}
    types = {name for name in modules if name.startswith("alloyc.destinations.") and "._" not in name}
    assert types == {"alloyc.destinations.loki", "alloyc.destinations.unit"}
    assert not {name for name in modules if name.startswith(("alloyc.integrations.", "alloyc.migrate"))}


def test_importing_the_package_imports_nothing_else() -> None:
    program = "import sys, alloyc; print(*[n for n in sys.modules if n.startswith('alloyc.') or n == 'pydantic'])"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []

"""What is known of the chart and of Alloy is said once, and agrees with what else says it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from alloyc.catalog import versions
from alloyc.values import reference
from support.reference import ABSENT, CONFORMANCE

ROOT = Path(__file__).resolve().parents[2]


def test_the_catalog_has_the_versions_that_are_named() -> None:
    assert (versions()[0], versions()[-1]) == (reference.OLDEST_ALLOY, reference.NEWEST_ALLOY)
    assert reference.ALLOY_VERSION in versions()
    assert reference.ALLOY_IMAGE_TAG.startswith(f"v{reference.ALLOY_VERSION}.")


@pytest.mark.parametrize("preset", ["windows", "windows-scrapeable"])
def test_presets_for_windows_have_the_same_alloy(preset: str) -> None:
    text = (ROOT / "presets" / "collectors" / f"{preset}.yaml").read_text()
    assert f"{reference.ALLOY_IMAGE_TAG}-windowsservercore" in yaml.safe_dump(yaml.safe_load(text))


def test_the_conformance_data_is_of_this_chart() -> None:
    if not CONFORMANCE.is_dir():
        pytest.skip(ABSENT)
    assert f"**v{reference.CHART_VERSION}**" in (CONFORMANCE / "README.md").read_text()


@pytest.mark.parametrize("page", ["README.md", "docs/differences.md"])
def test_pages_name_the_chart(page: str) -> None:
    assert reference.CHART_VERSION in (ROOT / page).read_text()


def test_the_readme_names_the_versions_of_alloy() -> None:
    assert f"Alloy {reference.OLDEST_ALLOY} to {reference.NEWEST_ALLOY}" in (ROOT / "README.md").read_text()

"""Every component, feature, destination and pass of a picture has its sentence."""

from __future__ import annotations

import pytest

from alloyc.destinations import TYPES
from alloyc.features import FEATURES
from alloyc.passes import PASSES
from alloyc.picture.words import of_kind, words
from support.pictures import ALL, of_alloy, picture


@pytest.mark.parametrize("name", ALL)
def test_every_component_has_a_sentence(name: str) -> None:
    assert [one.kind for one in picture(name, 0).nodes if not one.says.endswith(".")] == []
    assert [box.id for box in picture(name, 0).boxes if not box.says.endswith(".")] == []


def test_features_destinations_and_passes_have_sentences() -> None:
    assert [feature.key for feature in FEATURES if feature.key not in words("features")] == []
    assert [name for name in TYPES if name not in words("destinations")] == []
    assert [change.__name__ for change in PASSES[2] if change.__name__ not in words("passes")] == []


def test_a_kind_without_an_entry_has_that_of_its_family() -> None:
    assert of_kind("otelcol.processor.span") == of_kind("otelcol.processor")
    assert of_kind("nobody.knows") == {}


RULES = {
    'action = "keep"\nsource_labels = ["a", "b"]\nregex = "x;y"': "Keeps only where `a, b` matches `x;y`.",
    'target_label = "z"\nreplacement = "one"': "Sets `z` to `one` where anything matches `(.*)`.",
    f'action = "drop"\nregex = "{"|".join(f"metric_{n}" for n in range(20))}"': (
        "Drops where anything matches one of 20 patterns."
    ),
    'action = "LabelMap"\nregex = "a_(.*)"': "Renames labels that match `a_(.*)` to `$1`.",
}


@pytest.mark.parametrize("rule", RULES)
def test_rules(rule: str) -> None:
    drawn = of_alloy(f'prometheus.relabel "a" {{\n  forward_to = []\n  rule {{\n{rule}\n}}\n}}\n')
    assert [one.says for one in drawn.nodes[0].rules] == [RULES[rule]]

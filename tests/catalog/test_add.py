"""Adding a version of Alloy to the store: what `main.go` reads from sources, and what becomes of it over versions."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

import add

NOTHING: dict[str, Any] = {"versions": [], "components": {}, "config_blocks": {}}
SOURCE = """
package sample

import (
	"time"

	"github.com/grafana/alloy/internal/component"
	"github.com/grafana/alloy/internal/featuregate"
)

func init() {
	component.Register(component.Registration{
		Name:      "sample.one",
		Stability: featuregate.StabilityPublicPreview,
		Args:      Arguments{},
		Exports:   Exports{},
	})
}

type Mode string

const (
	Fast Mode = "fast"
	Slow Mode = "slow"
)

type Arguments struct {
	Name    string        `alloy:"name,attr"`
	Mode    Mode          `alloy:"mode,attr,optional"`
	Every   time.Duration `alloy:"every,attr,optional"`
	Weight  *int          `alloy:"weight,attr,optional"`
	Rest    Rest          `alloy:",squash"`
	Parts   []Part        `alloy:"part,block,optional"`
}

type Rest struct {
	On bool `alloy:"on,attr,optional"`
}

type Part struct {
	Label string `alloy:",label"`
	Size  int    `alloy:"size,attr,optional"`
}

type Exports struct {
	Names []string `alloy:"names,attr"`
}

const base = 30 * time.Second

func (a *Arguments) SetToDefault() {
	*a = Arguments{Mode: Fast, Every: 3 * base, Rest: rest()}
}

func rest() Rest { return Rest{On: true} }

func (p *Part) SetToDefault() { p.Size = 1 << 4 }
"""
REQUIRED, OPTIONAL = {"kind": "attr", "required": True}, {"kind": "attr", "required": False}


@pytest.mark.skipif(shutil.which("go") is None, reason="no go")
def test_extract(tmp_path: Path) -> None:
    folder = tmp_path / "internal" / "component" / "sample"
    folder.mkdir(parents=True)
    (tmp_path / "syntax").mkdir()
    (folder / "sample.go").write_text(SOURCE)
    found = add.extract(tmp_path)["components"]["sample.one"]
    assert found["stability"] == "public-preview"
    assert found["exports"] == {"names": {"type": "list(string)"}}
    assert found["arguments"] == {
        "name": {**REQUIRED, "type": "string"},
        "mode": {**OPTIONAL, "type": "string", "default": "fast", "values": ["fast", "slow"]},
        "every": {**OPTIONAL, "type": "duration", "default": "1m30s"},
        "weight": {**OPTIONAL, "type": "number"},
        "on": {**OPTIONAL, "type": "bool", "default": True},
        "part": {
            "kind": "block",
            "required": False,
            "repeatable": True,
            "labelled": True,
            "body": {"size": {**OPTIONAL, "type": "number", "default": 16}},
        },
    }


def after(*versions: dict[str, Any], stated: dict[str, Any] | None = None) -> Any:
    """The arguments of a component that had these, one after the other, from 1.1 on."""
    facts = NOTHING
    for number, arguments in enumerate(versions, 1):
        component = {"stability": "experimental", "arguments": arguments, "exports": {}}
        found = {"components": {"a.b": component}, "config_blocks": {}}
        facts = add.add(facts, found, f"1.{number}.0", stated or {})
    return facts["components"]["a.b"]["arguments"]


def attribute(**facts: object) -> dict[str, Any]:
    return {"x": {**OPTIONAL, "type": "string", **facts}}


def block(body: dict[str, Any]) -> dict[str, Any]:
    return {"y": {"kind": "block", "required": False, "body": body}}


def test_what_stays_is_said_once() -> None:
    assert after(attribute(), attribute()) == attribute()


def test_what_comes_has_a_since_and_what_is_in_it_has_none() -> None:
    assert after({}, block(attribute())) == {"y": {**block(attribute())["y"], "since": "1.2"}}


def test_what_comes_into_a_block() -> None:
    assert after(block({}), block(attribute()))["y"]["body"]["x"]["since"] == "1.2"


def test_what_goes_has_an_until() -> None:
    assert after(attribute(), {}, {}) == attribute(until="1.1")


def test_what_changes_is_there_as_it_was() -> None:
    changed = after(attribute(default="a"), attribute(default="b"), attribute(default="c"))
    assert changed == attribute(default="c", was={"1.1": {"default": "a"}, "1.2": {"default": "b"}})


def test_a_default_that_the_sources_do_not_tell() -> None:
    told, untold = attribute(default="a"), attribute(unknown=True)
    assert after(told, untold) == told
    assert after(untold, stated={"b.x": {"default": "s"}}) == attribute(default="s")
    assert after(told, stated={"b.x": {"default": "s"}}) == told


def test_a_component_that_comes_and_goes() -> None:
    component = {"stability": "experimental", "arguments": {}, "exports": {}}
    facts = NOTHING
    for number, present in enumerate([False, True, True, False], 1):
        found = {"components": {"a.b": component} if present else {}, "config_blocks": {}}
        facts = add.add(facts, found, f"1.{number}.0", {})
    assert facts["components"]["a.b"] == {**component, "since": "1.2", "until": "1.3"}
    assert facts["versions"] == ["1.1.0", "1.2.0", "1.3.0", "1.4.0"]

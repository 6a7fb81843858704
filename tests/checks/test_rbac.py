"""Permissions that are missing or needless: told when they are asked for, of roles that the chart makes."""

from __future__ import annotations

from alloyc.checks.run import RULES, check_values, choice
from alloyc.compile import Settings
from alloyc.values.load import load_text

VALUES = """\
cluster: {name: prod}
destinations:
  logs: {type: loki, url: https://logs.example.com/loki/api/v1/push}
collectors:
  alloy:
    presets: [singleton]
clusterEvents: {enabled: true}
"""


def found(text: str = VALUES, rbac: bool = True) -> list[tuple[str, int, str]]:
    told = check_values(load_text(text), Settings(), chosen=choice("lost-state", also=RULES["rbac"] if rbac else ()))
    return [(f.diagnostic.code, f.diagnostic.span.line, f.diagnostic.message) for f in told if f.diagnostic.span]


def test_what_is_granted_beyond_is_told_at_the_collector() -> None:
    [(code, line, message)] = found()
    assert (code, line) == ("needless-permission", 5)
    assert "lets `alloy` do what nothing in it asks" in message


def test_nothing_is_told_unless_it_is_asked() -> None:
    assert not found(rbac=False)
    assert not check_values(load_text(VALUES), Settings())


def test_roles_that_others_make_are_not_judged() -> None:
    assert not found(VALUES.replace("presets: [singleton]", "presets: [singleton]\n    rbac: {create: false}"))

"""Template expressions in raw Alloy: literal ones are taken, those of the chart refused, others left alone."""

from __future__ import annotations

import pytest

from alloyc.report.diagnostics import Refused
from alloyc.values.helm_templates import without_templates


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a = 1", "a = 1"),
        ('template = "{{ .Value | ToUpper }}"', 'template = "{{ .Value | ToUpper }}"'),
        ('template = "{{ "{{" }} .Value {{ "}}" }}"', 'template = "{{ .Value }}"'),
        ('template = "{{`{{ .Value }}`}}"', 'template = "{{ .Value }}"'),
        ('x = {{- "y" -}}', "x = y"),
    ],
)
def test_literals(text: str, wanted: str) -> None:
    assert without_templates(text) == wanted


@pytest.mark.parametrize("expression", ["{{ .Values.cluster.name }}", "{{ $.Release.Name }}", '{{ include "x" . }}'])
def test_the_charts_own(expression: str) -> None:
    with pytest.raises(Refused) as refused:
        without_templates(f'a = 1\nb = "{expression}"')
    (fault,) = refused.value.diagnostics
    assert (fault.code, fault.span and (fault.span.line, fault.span.column)) == ("helm-template", (2, 6))

"""A law over the fixtures: an edit proposed for a metric, written into the file, gives the verdict it was for."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from alloyc import why
from alloyc.report.diagnostics import Refused
from alloyc.values.load import load_text
from alloyc.why.edits import listed_metrics
from alloyc.why.write import applied
from support.reference import REPOSITORY

FIXTURES = sorted((REPOSITORY / "fixtures" / "values").glob("*.yaml"))


@given(st.sampled_from(FIXTURES), st.sampled_from(listed_metrics()), st.sampled_from(["arrives", "dropped"]))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_an_edit_gives_what_it_was_for(path, metric, wanted) -> None:  # type: ignore[no-untyped-def]
    text = path.read_text()
    question = why.Question(why.series(f'{metric}{{namespace="shop", pod="cart-1"}}'))
    try:
        found = why.answer(why.world(load_text(text)), question, wanted)
    except Refused:
        return
    for edit in found.edits[:2]:
        after = why.answer(why.world(load_text(applied(text, edit))), question)
        assert after.verdict == wanted, (path.name, edit)

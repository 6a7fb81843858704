"""The server: who may ask, and what it says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from threading import Thread
from urllib.parse import urlsplit

import pytest

from alloyc.picture.questions import Question
from alloyc.picture.serve import server
from alloyc.report.diagnostics import Diagnostic, Refused


def ask(question: Question) -> list[dict[str, object]]:
    if question.text == "?":
        raise Refused([Diagnostic("invalid-question", "this is no series", (), "write it otherwise")])
    return [{"text": question.text}]


@pytest.fixture
def address() -> Iterator[str]:
    serving, address = server("<html>the page", ask)
    with serving:
        Thread(target=serving.serve_forever, args=(0.01,), daemon=True).start()
        yield address
        serving.shutdown()


def request(address: str, method: str, path: str, body: str = "", host: str = "") -> HTTPResponse:
    where = urlsplit(address)
    connection = HTTPConnection(where.hostname or "", where.port)
    connection.request(method, path, body, {"Host": host} if host else {})
    return connection.getresponse()


def asked(address: str, question: object) -> tuple[int, object]:
    reply = request(address, "POST", f"{urlsplit(address).path}ask", json.dumps(question))
    return reply.status, json.loads(reply.read())


def test_it_listens_on_this_machine_only(address: str) -> None:
    assert urlsplit(address).hostname == "127.0.0.1"


def test_whoever_has_the_address_gets_the_page(address: str) -> None:
    reply = request(address, "GET", urlsplit(address).path)
    assert (reply.status, reply.read()) == (200, b"<html>the page")
    assert reply.getheader("Cache-Control") == "no-store"


@pytest.mark.parametrize("path", ["/", "/wrong/", "/..", "/ask", "/%C3%A9/"])
def test_nobody_without_the_token(address: str, path: str) -> None:
    assert request(address, "GET", path).status == 404
    assert request(address, "POST", path, "{}").status == 404


def test_no_other_name_leads_here(address: str) -> None:
    assert request(address, "GET", urlsplit(address).path, host="evil.example").status == 404


def test_a_question_is_answered(address: str) -> None:
    assert asked(address, {"kind": "series", "text": "up"}) == (200, {"answers": [{"text": "up"}]})


@pytest.mark.parametrize("question", [None, [], {}, {"kind": "x", "text": "up"}, {"kind": "series", "text": 1}])
def test_what_is_no_question(address: str, question: object) -> None:
    assert asked(address, question) == (400, {"error": "this is no question"})


def test_a_question_that_cannot_be_read_says_how_to_write_it(address: str) -> None:
    assert asked(address, {"kind": "series", "text": "?"}) == (400, {"error": "this is no series: write it otherwise"})

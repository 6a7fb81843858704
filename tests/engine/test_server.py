"""The local server, with a client."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from threading import Thread
from urllib.error import HTTPError
from urllib.request import ProxyHandler, Request, build_opener

import pytest

from alloyc.engine.cluster_api import Cluster
from alloyc.engine.messages import encode_series
from alloyc.engine.process import open_local
from alloyc.engine.server import HOST, Local, Scraped, serving
from alloyc.simulate.data import Otlp, Series

NODE = {"kind": "Node", "metadata": {"name": "a"}}


def made() -> Local:
    sinks = {"0.1": "prometheus.remote_write", "0.2": "otelcol.exporter.otlphttp"}
    return Local({"0.7": Cluster((NODE,))}, sinks, lambda scraped: f"shown_to_{scraped.key.replace('.', '_')} 1\n")


@pytest.fixture
def local() -> Iterator[tuple[Local, str]]:
    state = made()
    with serving(state) as port:
        yield state, f"{HOST}:{port}"


def test_it_is_the_cluster_of_a_component(local: tuple[Local, str]) -> None:
    with open_local(f"http://{local[1]}/cluster/0.7/api/v1/nodes") as answer:
        assert [node["metadata"]["name"] for node in json.load(answer)["items"]] == ["a"]


def test_what_is_sent_arrives_once_a_series(local: tuple[Local, str]) -> None:
    state, address = local
    body = encode_series([Series({"__name__": "up"}, 1.0)], 7)
    for _ in range(2):
        open_local(Request(f"http://{address}/sink/0.1/api/v1/write", body, {"X-Scope-OrgID": "team"})).close()
    assert state.arrived == [("0.1", Series({"__name__": "up"}, 1.0, 7), "team")]


def test_a_body_may_be_compressed(local: tuple[Local, str]) -> None:
    state, address = local
    body, headers = gzip.compress(b'{"resourceSpans": []}'), {"Content-Encoding": "gzip"}
    open_local(Request(f"http://{address}/sink/0.2/v1/traces", body, headers)).close()
    assert state.arrived == [("0.2", Otlp("traces", {"resourceSpans": []}), "")]


def test_what_cannot_be_read_is_a_fault(local: tuple[Local, str]) -> None:
    state, address = local
    open_local(Request(f"http://{address}/sink/0.1/api/v1/write", b"no snappy")).close()
    assert (state.arrived, len(state.faults)) == ([], 1)


def test_it_is_every_target(local: tuple[Local, str]) -> None:
    state, address = local
    through = build_opener(ProxyHandler({"http": f"http://0.9:x@{address}"}))
    with through.open("http://10.0.0.1:8080/metrics?x=1") as answer:
        assert answer.read() == b"shown_to_0_9 1\n"
    assert state.scrapes == {Scraped("0.9", "10.0.0.1:8080", "/metrics"): 1}


@pytest.mark.parametrize("path", ["nothing", "cluster/0.8/api/v1/pods", "sink/0.1"])
def test_nothing_else_is_there(path: str, local: tuple[Local, str]) -> None:
    with pytest.raises(HTTPError) as fault:
        open_local(f"http://{local[1]}/{path}")
    assert fault.value.code == 404


def test_a_watch_ends_with_the_server() -> None:
    read: list[bytes] = []

    def watch(address: str) -> None:
        with open_local(f"http://{address}/cluster/0.7/api/v1/nodes?watch=true") as answer:
            read.append(answer.readline())
            ready.append(True)
            read.append(answer.read())

    ready: list[bool] = []
    with serving(made()) as port:
        watching = Thread(target=watch, args=(f"{HOST}:{port}",))
        watching.start()
        while not ready:
            watching.join(0.01)
    watching.join(10)
    assert (json.loads(read[0])["type"], read[1], watching.is_alive()) == ("ADDED", b"", False)

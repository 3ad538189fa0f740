"""`Client.request` and `Client.send`."""

from __future__ import annotations

import collections
import json
import types
from typing import Any

import pytest

from ringout import ConnectionFailedError, InvalidArgumentError, MaybePlacedError, NotFoundError, ProtocolError
from simulator import EVERYTHING, Simulator

EXTENSION = "/restapi/v1.0/account/~/extension/~"


def test_a_response(simulator: Simulator) -> None:
    response = simulator.client().request("get", EXTENSION)
    assert response.status == 200
    assert response.json()["id"] == 400131426009
    assert json.loads(response.text) == json.loads(response.body) == response.json()
    assert isinstance(response.body, bytes)
    assert response.content_type is not None and response.content_type.startswith("application/json")
    assert response.request_id
    assert repr(response) == f"<ringout.Response 200, {len(response.body)} bytes>"


@pytest.mark.parametrize(
    ("query", "sent"),
    [
        (None, ""),
        ({}, ""),
        ({"view": "Detailed"}, "?view=Detailed"),
        ({"page": 2, "perPage": 10}, "?page=2&perPage=10"),
        ({"withRecording": True, "x": False}, "?withRecording=true&x=false"),
        ({"x": 1.5}, "?x=1.5"),
        ([("type", "Voice"), ("type", "Fax")], "?type=Voice&type=Fax"),
        ((("a", "b"),), "?a=b"),
        (iter([("a", "b")]), "?a=b"),
        (types.MappingProxyType({"a": "b"}), "?a=b"),
        (collections.OrderedDict(a="b"), "?a=b"),
        ({"phoneNumber": "+1650&x=y"}, "?phoneNumber=%2B1650%26x%3Dy"),
        ({"ключ": "значение"}, "?%D0%BA%D0%BB%D1%8E%D1%87=%D0%B7%D0%BD%D0%B0%D1%87%D0%B5%D0%BD%D0%B8%D0%B5"),
    ],
)
def test_queries(simulator: Simulator, query: Any, sent: str) -> None:
    simulator.client().request("GET", EXTENSION, query)
    (entry,) = simulator.requests("GET")
    assert entry["path"] == EXTENSION + sent


@pytest.mark.parametrize(
    ("body", "sent"),
    [
        (None, ""),
        ({"to": {"phoneNumber": "+1"}}, '{"to": {"phoneNumber": "+1"}}'),
        ([1, 2.5, None, True, "x"], '[1, 2.5, null, true, "x"]'),
        ("text", '"text"'),
        (b'{"raw":1}', '{"raw":1}'),
        ({"x": "ü\ud800"}, '{"x": "\\u00fc\\ud800"}'),
    ],
)
def test_bodies(simulator: Simulator, body: Any, sent: str) -> None:
    simulator.fault({"status": 200, "body": {}}, "PUT")
    simulator.client().request("PUT", EXTENSION, body=body)
    (entry,) = simulator.requests("PUT")
    assert entry["body"] == sent
    if body is not None:
        assert entry["headers"]["content-type"] == "application/json"


@pytest.mark.parametrize("body", [float("nan"), [float("inf")], b"\xff"])
def test_bodies_that_are_not_json(simulator: Simulator, body: Any) -> None:
    with pytest.raises(InvalidArgumentError) as caught:
        simulator.client().request("POST", EXTENSION, body=body)
    assert caught.value.parameter == "body"
    assert not simulator.requests("POST")


def test_a_body_with_a_circular_reference(simulator: Simulator) -> None:
    circle: list[Any] = []
    circle.append(circle)
    with pytest.raises(InvalidArgumentError, match="body"):
        simulator.client().request("POST", EXTENSION, body=circle)


@pytest.mark.parametrize("body", ["<html>", "", "{"])
def test_a_response_that_is_not_json(simulator: Simulator, body: str) -> None:
    simulator.fault({"status": 200, "body": body, "headers": {"Content-Type": "text/html"}})
    response = simulator.client().request("GET", EXTENSION)
    assert response.text == body
    with pytest.raises(ProtocolError, match="not JSON") as caught:
        response.json()
    assert caught.value.__cause__ is None and caught.value.__context__ is None


def test_a_response_that_is_not_utf_8(simulator: Simulator) -> None:
    simulator.fault({"status": 200, "body": "\u00ff", "headers": {"Content-Type": "text/plain; charset=latin-1"}})
    assert simulator.client().request("GET", EXTENSION).text == "ÿ"


def test_an_empty_response(simulator: Simulator) -> None:
    simulator.fault({"status": 204}, "DELETE")
    response = simulator.client().request("DELETE", EXTENSION + "/x")
    assert (response.status, response.body, response.text) == (204, b"", "")


def test_error_statuses_raise(simulator: Simulator) -> None:
    with pytest.raises(NotFoundError) as caught:
        simulator.client().request("GET", "/restapi/v1.0/nothing")
    assert caught.value.error_code == "CMN-120"


def test_a_lost_response(simulator: Simulator) -> None:
    simulator.fault({"drop": "before-response"}, path=EVERYTHING)
    client = simulator.client(request_timeout=0.4)
    with pytest.raises(MaybePlacedError) as caught:
        client.request("POST", EXTENSION, body={})
    assert caught.value.attempt is not None and caught.value.attempt.to is None
    with pytest.raises(ConnectionFailedError):
        client.request("PUT", EXTENSION, body={})
    assert len(simulator.requests("POST", EXTENSION)) == 1

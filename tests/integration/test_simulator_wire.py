"""How answers fail to arrive, which calls that strikes, and how long answers take."""

from __future__ import annotations

import asyncio
import json
import socket
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
from tests.support.simulator import RunningSimulator, simulator
from tests.support.vendor_forms import BEARER, chat

CHAT = "/openai/v1/chat/completions"


def strike(sim: RunningSimulator, fault: str) -> None:
    sim.script([{"fault": fault}])


def on_the_wire(
    sim: RunningSimulator, body: Any, *, limit: int = 2**20, first: float = 30, then: float = 30
) -> tuple[bytes, str]:
    """What arrives at a plain socket, and how it ends: closed, reset, silent, or more to come.
    Who expects silence, `first` or after some bytes, has little patience."""
    host, port = urlsplit(sim.address).netloc.split(":")
    data = json.dumps(body).encode()
    head = f"POST {CHAT} HTTP/1.1\r\nHost: x\r\nAuthorization: {BEARER['authorization']}\r\n"
    head += f"Content-Type: application/json\r\nContent-Length: {len(data)}\r\n\r\n"
    with socket.create_connection((host, int(port)), timeout=first) as plug:
        plug.sendall(head.encode() + data)
        got = b""
        try:
            while piece := plug.recv(65536):
                got += piece
                plug.settimeout(then)
                if len(got) > limit:
                    return got, "more"
        except ConnectionResetError:
            return got, "reset"
        except TimeoutError:
            return got, "silent"
        return got, "closed"


def headers_and_body(got: bytes) -> tuple[dict[str, str], bytes]:
    head, _, body = got.partition(b"\r\n\r\n")
    lines = head.decode().split("\r\n")
    assert lines[0] == "HTTP/1.1 200 OK"
    return dict(line.split(": ", 1) for line in lines[1:]), body


@pytest.mark.parametrize(
    ("fault", "ends"),
    [("reset_before", "reset"), ("close_before", "closed"), ("never_answers", "silent")],
)
def test_not_a_byte(sim: RunningSimulator, http: httpx2.Client, fault: str, ends: str) -> None:
    strike(sim, fault)
    first = 0.4 if ends == "silent" else 30
    assert on_the_wire(sim, chat("x"), first=first) == (b"", ends)
    assert not sim.calls()[-1].paid


@pytest.mark.parametrize(
    ("fault", "ends", "share"),
    [
        ("reset_after_headers", "reset", 0.0),
        ("reset_mid_body", "reset", 0.5),
        ("cut_mid_body", "closed", 0.5),
    ],
)
def test_a_part(
    sim: RunningSimulator, http: httpx2.Client, fault: str, ends: str, share: float
) -> None:
    strike(sim, fault)
    got, end = on_the_wire(sim, chat("Words: 900"))
    headers, body = headers_and_body(got)
    assert end == ends
    assert len(body) == pytest.approx(share * int(headers["content-length"]), abs=1)
    call = sim.calls()[-1]
    assert call.ended
    assert (call.ended["outcome"], call.ended["bytes"], call.paid) == (
        "broken_off",
        len(body),
        True,
    )


def test_a_drip(sim: RunningSimulator, http: httpx2.Client) -> None:
    sim.script([{"fault": "slow_drip", "options": {"bytes": 10, "seconds": 0.001}}])
    with http.stream("POST", CHAT, json=chat("Words: 30"), headers=BEARER) as answer:
        pieces = list(answer.iter_raw())
    assert len(pieces) > 10
    json.loads(b"".join(pieces))
    sim.script([{"fault": "slow_drip", "options": {"bytes": 1, "seconds": 60}}])
    _, end = on_the_wire(sim, chat("x"), then=0.4)
    assert end == "silent"


def test_too_much(sim: RunningSimulator, http: httpx2.Client) -> None:
    strike(sim, "huge_length")
    got, end = on_the_wire(sim, chat("x"), then=0.4)
    headers, _ = headers_and_body(got)
    assert (int(headers["content-length"]) > 10**10, end) == (True, "silent")
    strike(sim, "endless_body")
    got, end = on_the_wire(sim, chat("x"), limit=2**24)
    assert end == "more"


def test_streams(sim: RunningSimulator, http: httpx2.Client) -> None:
    body = chat("Words: 50", stream=True)

    def ask() -> list[str]:
        return http.post(CHAT, json=body, headers=BEARER).text.split("\n\n")

    good = ask()
    strike(sim, "stream_error")
    events = ask()
    assert json.loads(events[-2][6:])["error"]["code"] == "server_error"
    assert events[:-2] == good[: len(events) - 2]
    strike(sim, "stream_duplicates")
    twice = ask()
    assert len(twice) == len(good) + 1
    assert list(dict.fromkeys(twice)) == list(dict.fromkeys(good))
    strike(sim, "cut_mid_body")
    got, end = on_the_wire(sim, body)
    assert end == "closed"
    assert b"chat.completion.chunk" in got
    assert not got.endswith(b"0\r\n\r\n")
    with pytest.raises(httpx2.RemoteProtocolError):
        http.post(CHAT, json=body, headers=BEARER)


# The script --------------------------------------------------------------------------------------


def statuses(http: httpx2.Client, count: int, path: str = CHAT, body: Any = None) -> list[int]:
    body = body or chat("x")
    return [http.post(path, json=body, headers=BEARER).status_code for _ in range(count)]


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ({"match": {"nth": 2}}, [200, 500, 200, 200]),
        ({"match": {"nth": [1, 4]}}, [500, 200, 200, 500]),
        ({"times": 2}, [500, 500, 200, 200]),
        ({"match": {"vendor": "openrouter"}}, [200] * 4),
        ({"match": {"path": "^v1/chat/"}}, [500] * 4),
        ({"match": {"path": "images"}}, [200] * 4),
        ({"match": {"model": "^gpt-5"}}, [500] * 4),
        ({"match": {"method": "GET"}}, [200] * 4),
        ({"match": {"body": "scene_3"}}, [200] * 4),
        ({"match": {"probability": 0.0}}, [200] * 4),
        ({"match": {"probability": 1.0}}, [500] * 4),
    ],
)
def test_rules(
    sim: RunningSimulator, http: httpx2.Client, rule: dict[str, Any], expected: list[int]
) -> None:
    sim.script([{**rule, "fault": "server_error"}])
    assert statuses(http, 4) == expected
    (state,) = http.get("/_script").json()["rules"]
    assert state["struck"] == expected.count(500)


def test_rules_by_chance_repeat(sim: RunningSimulator, http: httpx2.Client) -> None:
    rules = [{"match": {"probability": 0.5, "seed": 3}, "fault": "server_error"}]
    sim.script(rules)
    first = statuses(http, 12)
    assert set(first) == {200, 500}
    sim.script(rules)
    assert statuses(http, 12) == first


def test_the_first_rule_that_strikes_decides(sim: RunningSimulator, http: httpx2.Client) -> None:
    sim.script(
        [
            {"match": {"nth": 2}, "fault": "overloaded"},
            {"fault": "server_error", "times": 2},
        ]
    )
    assert statuses(http, 4) == [500, 503, 500, 200]


def test_a_fault_that_finds_nothing_to_spoil_is_told(
    sim: RunningSimulator, http: httpx2.Client
) -> None:
    sim.script([{"fault": "png_truncated"}])
    assert statuses(http, 1) == [200]
    call = sim.calls()[-1]
    assert call.ended
    assert (call.fault, call.ended["fault_applied"]) == ("png_truncated", False)


# Patience ----------------------------------------------------------------------------------------


async def test_real_latency(tmp_path: Path) -> None:
    """Work takes its time, lists and errors do not; who hangs up pays all the same."""
    async with (
        simulator(tmp_path, latency="real") as sim,
        httpx2.AsyncClient(base_url=sim.address, headers=BEARER, timeout=20) as http,
    ):
        await http.get("/openai/v1/models")
        assert (await http.post(CHAT, json=chat("x", model="none-1"))).status_code == 404
        with pytest.raises(httpx2.ReadTimeout):
            await http.post(CHAT, json=chat("x"), timeout=0.5)
        nodes = {
            "1": {"class_type": "EmptyLatentImage", "inputs": {"width": 64, "height": 64}},
            "2": {"class_type": "SaveImage", "inputs": {"images": ["1", 0]}},
        }
        job = (await http.post("/comfyui/prompt", json={"prompt": nodes})).json()["prompt_id"]
        assert (await http.get(f"/comfyui/history/{job}")).json() == {}
        queue = (await http.get("/comfyui/queue")).json()
        assert queue["queue_running"][0][1] == job
        while (call := sim.calls("openai")[-1]).ended is None:
            await asyncio.sleep(0.02)
        assert (call.ended["outcome"], call.ended["status"], call.paid) == ("abandoned", None, True)

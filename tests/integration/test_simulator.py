"""The simulator keeps its books, repeats itself, and goes when it is told to."""

from __future__ import annotations

import asyncio
import hashlib
import json
import signal
import subprocess
import sys
import uuid
from pathlib import Path
from typing import Any

import httpx2
import pytest
from tests.support.simulator import KEY, RunningSimulator, running_simulator, simulator
from tests.support.vendor_forms import (
    BEARER,
    VOICE,
    XI,
    chat,
    runware_task,
)


@pytest.mark.parametrize(
    ("path", "body", "header"),
    [
        ("/openai/v1/chat/completions", chat("x"), "authorization"),
        ("/openrouter/api/v1/chat/completions", chat("x", model="sim/text"), "authorization"),
        ("/runware/v1", [runware_task()], "authorization"),
        (f"/elevenlabs/v1/text-to-speech/{VOICE}", {"text": "Hi"}, "xi-api-key"),
    ],
)
def test_only_simulated_keys_open(
    http: httpx2.Client, sim: RunningSimulator, path: str, body: Any, header: str
) -> None:
    for key in ("", "Bearer live-0000", "live-0000"):
        refused = http.post(path, json=body, headers={header: key} if key else {})
        assert refused.status_code == 401
        assert not sim.calls()[-1].paid
    good = http.post(
        path, json=body, headers={header: f"{'' if header[0] == 'x' else 'Bearer '}{KEY}"}
    )
    assert good.status_code == 200
    assert sim.calls()[-1].paid
    assert sim.calls()[-1].opened["key"] == KEY[-4:]


def test_the_log_says_what_was_asked_and_charged(
    http: httpx2.Client, sim: RunningSimulator
) -> None:
    body = json.dumps(chat("Words: 30")).encode()
    where = "/openai/v1/chat/completions"
    answer = http.post(where, content=body, headers={**BEARER, "content-type": "application/json"})
    call = sim.calls()[-1]
    assert call.opened["body_sha256"] == hashlib.sha256(body).hexdigest()
    assert (call.opened["body_bytes"], call.opened["model"]) == (len(body), "gpt-5-mini")
    assert call.ended
    assert (call.ended["outcome"], call.ended["status"]) == ("sent", 200)
    assert call.ended["bytes"] == len(answer.content)
    usage = answer.json()["usage"]
    dollars = (0.25 * usage["prompt_tokens"] + 2 * usage["completion_tokens"]) / 1e6
    assert float(call.cost) == pytest.approx(dollars)
    assert answer.headers["x-request-id"] == f"sim-{call.opened['id']}"
    assert sim.log.read_bytes() == http.get("/_log").content
    http.get("/openai/v1/models", headers=BEARER)
    assert not sim.calls()[-1].paid


async def test_the_same_request_and_seed_give_the_same_answer(tmp_path: Path) -> None:
    async def ask(seed: int) -> list[bytes]:
        folder = tmp_path / uuid.uuid4().hex
        folder.mkdir()
        async with (
            simulator(folder, seed=seed) as sim,
            httpx2.AsyncClient(base_url=sim.address, headers={**BEARER, **XI}) as http,
        ):
            image = {"model": "gpt-image-1", "prompt": "A fox"}
            task = runware_task(taskUUID="50836053-a0ee-4cf5-b9d6-ae7c5d140ada")
            answers = [
                await http.post("/openai/v1/chat/completions", json=chat("Words: 90")),
                await http.post("/openai/v1/images/generations", json=image),
                await http.post("/runware/v1", json=[task]),
                await http.post(f"/elevenlabs/v1/text-to-speech/{VOICE}", json={"text": "Hi"}),
            ]
            return [answer.content for answer in answers]

    first, again, other = await ask(1), await ask(1), await ask(2)
    assert first == again
    assert [a == b for a, b in zip(first, other, strict=True)] == [False, False, False, True]


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
async def test_the_log_survives_a_kill(tmp_path: Path) -> None:
    rules = [{"match": {"nth": 2}, "fault": "never_answers"}]
    async with (
        simulator(tmp_path, script=rules) as sim,
        httpx2.AsyncClient(base_url=sim.address, headers=BEARER, timeout=30) as http,
    ):
        await http.get("/openai/v1/models")
        async with httpx2.AsyncClient(base_url=sim.address, headers=BEARER) as other:
            hanging = asyncio.ensure_future(other.get("/openai/v1/models"))
            while len(sim.calls()) < 2:
                await asyncio.sleep(0.01)
            sim.process.send_signal(signal.SIGKILL)
            with pytest.raises(httpx2.TransportError):
                await hanging
    assert [bool(call.ended) for call in sim.calls()] == [True, False]
    async with (
        simulator(tmp_path) as again,
        httpx2.AsyncClient(base_url=again.address, headers=BEARER) as http,
    ):
        await http.get("/openai/v1/models")
        assert [call.opened["id"] for call in again.calls()] == [1, 2, 3]


@pytest.mark.parametrize("end", ["stdin", "SIGTERM"])
def test_it_goes_with_its_parent(tmp_path: Path, end: str) -> None:
    with running_simulator(tmp_path) as sim:
        assert sim.address.startswith("http://127.0.0.1:")
        if end == "stdin":
            assert sim.process.stdin
            sim.process.stdin.close()
        else:
            sim.process.terminate()
        assert sim.process.wait(15) in (0, -signal.SIGTERM)


def test_a_script_that_cannot_be_used_is_refused(http: httpx2.Client, tmp_path: Path) -> None:
    for rules in ([{"fault": "nonsense"}], [{"match": {"path": "("}, "fault": "refusal"}], "x", {}):
        assert http.post("/_script", json=rules).status_code == 422
    script = tmp_path / "script.json"
    script.write_text('[{"fault": "nonsense"}]')
    command = [sys.executable, "-m", "fablewright.simulator", "--log", str(tmp_path / "l")]
    ended = subprocess.run([*command, "--script", str(script)], capture_output=True, text=True)
    assert ended.returncode == 2
    assert ended.stderr.startswith("The fault script cannot be used: There is no fault “nonsense”")

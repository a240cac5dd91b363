"""ComfyUI: workflows filled in, jobs waited for, taken back, and what their endings mean."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx2
import pytest
from tests.support.picture_vendors import ComfyUI, drawn, picture_request, prompting

from fablewright.core.errors import ArtistError, Misconfigured, Refused, TimedOut, TryAgain
from fablewright.illustrators.comfyui import ComfyUIIllustrator
from fablewright.illustrators.comfyui_workflows import filled, placeholders, read_workflow

Handler = Callable[[httpx2.Request], httpx2.Response]
MINI = {
    "1": {"class_type": "CLIPTextEncode", "inputs": {"text": "nice: {{prompt}}", "clip": ["2", 1]}}
}


def illustrator(handler: Handler, **more: Any) -> ComfyUIIllustrator:
    given: dict[str, Any] = {"model": "some.safetensors", "pause": 0.001, **more}
    transport = httpx2.MockTransport(handler)
    return ComfyUIIllustrator(
        prompting(), base_url="http://127.0.0.1:8188", transport=transport, **given
    )


def on(path: str, answer: Handler, server: ComfyUI | None = None) -> Handler:
    """A ComfyUI that answers as it should but at one path."""
    server = server or ComfyUI()

    def handler(request: httpx2.Request) -> httpx2.Response:
        if request.url.path.startswith(path):
            return answer(request)
        return server(request)

    return handler


def ending(kind: str, **told: str) -> Handler:
    server = ComfyUI()
    messages = [["execution_start", {}], [kind, told]]
    server.ended = {"status_str": "error", "completed": False, "messages": messages}
    return server


async def test_a_job_is_queued_waited_for_and_fetched() -> None:
    server = ComfyUI(waits=3)
    artist = illustrator(server, sizes=("768x768",))
    call = artist.paint(picture_request())
    reply = await call.run()
    assert (call.model, call.estimate, reply.cost) == ("text-to-image:some.safetensors", 0, 0)
    (job,) = server.graphs
    assert reply.response["prompt_id"] == job
    assert server.asked == [
        ("POST", "prompt"),
        *[("GET", f"history/{job}")] * 4,
        ("GET", "view"),
    ]
    graph = server.graphs[job]
    assert placeholders(graph) == set()
    assert graph["1"]["inputs"]["ckpt_name"] == "some.safetensors"
    assert graph["2"]["inputs"]["text"] == call.prompt
    assert "letters" in graph["3"]["inputs"]["text"]
    assert graph["4"]["inputs"] == {"width": 768, "height": 768, "batch_size": 1}
    assert isinstance(graph["5"]["inputs"]["seed"], int)
    await artist.close()


async def test_a_reference_is_uploaded_first_under_the_same_name_each_time() -> None:
    server = ComfyUI()
    artist = illustrator(server)
    request = replace(picture_request(), references=(drawn("cover"),))
    await artist.paint(request).run()
    await artist.paint(replace(request, edition=2)).run()
    ((name, upload),) = server.uploads.items()
    assert name.startswith("fablewright-")
    assert drawn("cover") in upload
    assert server.asked[0] == ("POST", "upload/image")
    graphs = list(server.graphs.values())
    assert [graph["4"]["inputs"]["image"] for graph in graphs] == [name, name]
    assert graphs[0]["7"]["inputs"]["seed"] != graphs[1]["7"]["inputs"]["seed"]
    await artist.close()


async def test_without_a_workflow_for_references_none_are_sent() -> None:
    server = ComfyUI()
    artist = illustrator(server, reference_workflow="")
    call = artist.paint(replace(picture_request(), references=(drawn("cover"),)))
    await call.run()
    assert not server.uploads
    assert "REFERENCES" not in call.prompt
    await artist.close()


def test_words_cannot_become_part_of_a_graph() -> None:
    words = '", "inputs": {"x": 1}} {{seed}} {{model}}'
    graph = filled(MINI, {"prompt": words, "seed": 7, "model": "m"})
    assert graph["1"]["inputs"] == {"text": f"nice: {words}", "clip": ["2", 1]}
    assert MINI["1"]["inputs"] != graph["1"]["inputs"]
    assert filled("{{ seed }}", {"seed": 7}) == 7


@pytest.mark.parametrize("name", ["text-to-image", "image-to-image"])
def test_the_workflows_that_come_along(name: str) -> None:
    graph = read_workflow(name, None)
    links = [
        value[0]
        for node in graph.values()
        for value in node["inputs"].values()
        if isinstance(value, list)
    ]
    assert set(links) <= set(graph)
    assert ("reference" in placeholders(graph)) == (name == "image-to-image")


def test_the_operators_own_workflow_goes_before_ours(tmp_path: Path) -> None:
    (tmp_path / "text-to-image.json").write_text(json.dumps(MINI), "utf-8")
    assert read_workflow("text-to-image", tmp_path) == MINI
    assert read_workflow("image-to-image", tmp_path) != MINI


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("gone", None, "no such file"),
        ("../secret", None, "name"),
        ("", None, "name"),
        ("mine", "no json", "not JSON"),
        ("mine", "[]", "no nodes"),
        ("mine", "{}", "no nodes"),
        ("mine", '{"nodes": [], "links": []}', "API format"),
        ("mine", '{"1": {"inputs": {}}}', "API format"),
        ("mine", json.dumps(MINI).replace("prompt", "prompd"), "{{prompd}}"),
        ("mine", json.dumps(MINI).replace("{{prompt}}", "x"), "{{prompt}}"),
    ],
)
def test_workflows_that_cannot_be_used(
    tmp_path: Path, name: str, text: str | None, says: str
) -> None:
    if text is not None:
        (tmp_path / f"{name}.json").write_text(text, "utf-8")
    with pytest.raises(Misconfigured) as raised:
        read_workflow(name, tmp_path)
    assert says in raised.value.message


def invalid(request: httpx2.Request) -> httpx2.Response:
    """As ComfyUI answers when a checkpoint is not there."""
    wrong = {
        "type": "value_not_in_list",
        "message": "Value not in list",
        "details": "ckpt_name: 'some.safetensors' not in ['other.safetensors']",
    }
    node = {"errors": [wrong], "dependent_outputs": ["7"], "class_type": "CheckpointLoaderSimple"}
    error = {"type": "prompt_outputs_failed_validation", "message": "Prompt outputs failed"}
    return httpx2.Response(400, json={"error": error, "node_errors": {"1": node}})


def no_such_node(request: httpx2.Request) -> httpx2.Response:
    error = {
        "type": "invalid_prompt",
        "message": "Node X does not exist.",
        "details": "Node ID '#4'",
    }
    return httpx2.Response(400, json={"error": error, "node_errors": []})


def status(number: int) -> Handler:
    return lambda request: httpx2.Response(number)


FAILURES: list[tuple[Handler, type[ArtistError], str]] = [
    (on("/prompt", invalid), Misconfigured, "“text-to-image”: node 1 (CheckpointLoaderSimple)"),
    (on("/prompt", no_such_node), Misconfigured, "Node X does not exist. Node ID '#4'"),
    (on("/prompt", status(400)), Refused, "400"),
    (on("/prompt", status(503)), TryAgain, "503"),
    (on("/prompt", status(404)), Misconfigured, "address"),
    (on("/history", status(500)), TryAgain, "500"),
    (on("/view", status(404)), TryAgain, "hand out"),
    (on("/view", lambda request: httpx2.Response(200, content=b"<html>")), TryAgain, "PNG"),
    (on("/view", lambda request: httpx2.Response(200, content=drawn("a")[:900])), TryAgain, "whole"),
    (ending("execution_interrupted", node_id="5"), TryAgain, "stopped"),
    (ending("execution_error", exception_type="torch.OutOfMemoryError"), TryAgain, "memory"),
    (
        ending("execution_error", node_id="5", node_type="KSampler", exception_message="shapes"),
        Misconfigured,
        "“text-to-image”: node 5 (KSampler)",
    ),
    (ending("execution_start"), TryAgain, "could not"),
]  # fmt: skip


@pytest.mark.parametrize(("handler", "kind", "says"), FAILURES)
async def test_what_goes_wrong(handler: Handler, kind: type[ArtistError], says: str) -> None:
    artist = illustrator(handler)
    with pytest.raises(ArtistError) as raised:
        await artist.paint(picture_request()).run()
    assert isinstance(raised.value, kind)
    assert says in raised.value.message
    assert raised.value.answer is not None
    await artist.close()


async def test_a_workflow_without_a_picture_and_one_that_lacks_its_model() -> None:
    def bare(request: httpx2.Request) -> httpx2.Response:
        job = request.url.path.rpartition("/")[2]
        return httpx2.Response(200, json={job: {"outputs": {}, "status": {}}})

    with pytest.raises(Misconfigured, match="without a picture"):
        await illustrator(on("/history", bare)).paint(picture_request()).run()
    with pytest.raises(Misconfigured, match="checkpoint"):
        await illustrator(ComfyUI(), model="").paint(picture_request()).run()


async def test_a_workflow_that_asks_for_a_reference_where_there_is_none() -> None:
    artist = illustrator(ComfyUI(), workflow="image-to-image")
    with pytest.raises(Misconfigured, match="reference"):
        await artist.paint(picture_request()).run()


async def test_a_single_look_that_fails_does_not_lose_the_picture() -> None:
    server, fails = ComfyUI(waits=0), iter([True, True, False])

    def history(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(500) if next(fails) else server(request)

    artist = illustrator(on("/history", history, server))
    assert (await artist.paint(picture_request()).run()).value.png
    await artist.close()


async def test_a_job_that_vanished_is_not_waited_for() -> None:
    server = ComfyUI(waits=1000)

    def empty(request: httpx2.Request) -> httpx2.Response:
        return httpx2.Response(200, json={"queue_running": [], "queue_pending": []})

    with pytest.raises(TryAgain, match="restarted"):
        await illustrator(on("/queue", empty, server)).paint(picture_request()).run()


@pytest.mark.parametrize("running", [True, False])
async def test_a_cancelled_call_takes_its_job_back_and_stops_nobody_elses(running: bool) -> None:
    server = ComfyUI(waits=10**6)
    server.running = running
    told: list[tuple[str, object]] = []
    waiting = asyncio.Event()

    def handler(request: httpx2.Request) -> httpx2.Response:
        if request.url.path.startswith("/history"):
            waiting.set()
        if request.method == "POST" and request.url.path in ("/queue", "/interrupt"):
            told.append((request.url.path, json.loads(request.content)))
        return server(request)

    task = asyncio.ensure_future(illustrator(handler).paint(picture_request()).run())
    await waiting.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    (job,) = server.graphs
    taken: list[tuple[str, object]] = [("/queue", {"delete": [job]})]
    if running:
        taken.append(("/interrupt", {"prompt_id": job}))
    assert told == taken


async def test_a_job_that_takes_too_long_is_taken_back() -> None:
    server = ComfyUI(waits=10**6)
    with pytest.raises(TimedOut) as raised:
        await illustrator(server, timeout=0.2).paint(picture_request()).run()
    assert raised.value.answer is not None
    for job in server.graphs:  # none, where the machine is too slow to have begun
        assert raised.value.answer.response["prompt_id"] == job
        assert server.asked[-1] == ("POST", "interrupt")


def nodes(request: httpx2.Request, checkpoints: list[str], combo: bool) -> httpx2.Response:
    kind = request.url.path.rpartition("/")[2]
    choices: list[object] = ["COMBO", {"options": checkpoints}] if combo else [checkpoints]
    required = {"ckpt_name": choices} if kind == "CheckpointLoaderSimple" else {}
    return httpx2.Response(200, json={kind: {"input": {"required": required}}})


@pytest.mark.parametrize("combo", [True, False])
async def test_the_check_names_node_and_workflow(combo: bool) -> None:
    def having(*checkpoints: str) -> Handler:
        return lambda request: nodes(request, list(checkpoints), combo)

    await illustrator(having("some.safetensors")).check()
    with pytest.raises(Misconfigured, match=r"node 1 \(CheckpointLoaderSimple\).*ckpt_name"):
        await illustrator(having("other.safetensors")).check()
    with pytest.raises(Misconfigured, match="no such node"):
        await illustrator(lambda request: httpx2.Response(200, json={})).check()
    with pytest.raises(TryAgain):
        await illustrator(status(502)).check()


async def test_the_checkpoints_that_it_has() -> None:
    def listed(request: httpx2.Request) -> httpx2.Response:
        assert request.url.path == "/models/checkpoints"
        return httpx2.Response(200, json=["a.safetensors"])

    assert [model.id for model in await illustrator(listed).models()] == ["a.safetensors"]

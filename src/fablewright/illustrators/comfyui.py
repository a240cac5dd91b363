"""Pictures from a ComfyUI of one's own.

Sources: docs.comfy.org, "Routes" (POST /upload/image, /prompt, /queue, /interrupt; GET /history, /queue,
/view, /object_info, /models), and what its server.py and execution.py answer. Progress is asked for,
not listened to: one connection less to lose.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import itertools
import json
import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2

from fablewright.core.artist import Call, Reply
from fablewright.core.errors import (
    ArtistError,
    FablewrightError,
    Misconfigured,
    Refused,
    TimedOut,
    TryAgain,
)
from fablewright.core.vendor import Vendor
from fablewright.illustrators.base import Picture, PictureRequest
from fablewright.illustrators.comfyui_workflows import Graph, filled, placeholders, read_workflow
from fablewright.illustrators.easel import (
    Easel,
    ModelInfo,
    as_dict,
    as_list,
    charged,
    edges,
    first_dict,
    line,
    nearest,
    told,
    with_references,
)
from fablewright.illustrators.prompting import Prompting, seed_of

LONGEST_PAUSE = 2.0  # seconds between two looks at the history
LONGEST_GOODBYE = 5.0  # seconds for taking back a job that nobody waits for
MOST_MISSED = 3  # looks in a row that may fail
LOOKS_BEFORE_QUEUE = 8  # at the history, until the queue is asked whether the job is still there


class ComfyUIIllustrator:
    """Fills in workflows: `workflow`, and `reference_workflow` when there is a picture to stay close to.

    Without the second one, no picture is sent along. Both are names of files: of `folder`, or of those that come with Fablewright.
    """

    name = "comfyui"

    def __init__(
        self,
        prompting: Prompting,
        *,
        base_url: str,
        model: str = "",
        workflow: str = "text-to-image",
        reference_workflow: str = "image-to-image",
        folder: Path | None = None,
        sizes: Sequence[str] = ("1024x1024",),
        api_key: str = "",
        longest_prompt: int = 4000,
        timeout: float = 600.0,
        pause: float = 0.5,
        transport: httpx2.AsyncBaseTransport | None = None,
    ) -> None:
        """`model` is the file of the checkpoint, for workflows with {{model}}. `timeout` is in seconds,
        waiting in the queue included; `pause` is the first one between two looks. `api_key` is for a gate
        before ComfyUI, which itself knows no keys."""
        self.model, self.timeout, self._pause = model, timeout, pause
        self._workflow, self._reference_workflow, self._folder = (
            workflow,
            reference_workflow,
            folder,
        )
        self._sizes = tuple(sizes)
        self.most_references = 1 if reference_workflow else 0
        self._easel = Easel(self.name, prompting, longest_prompt)
        self._server = _Server(
            "ComfyUI",
            base_url,
            {"Authorization": f"Bearer {api_key}"} if api_key else {},
            key_setting="COMFYUI_API_KEY",
            timeout=min(timeout, 60.0),
            transport=transport,
        )

    def paint(self, request: PictureRequest) -> Call[Picture]:
        request = with_references(request, self.most_references)
        words = self._easel.words(request)
        name = self._reference_workflow if request.references else self._workflow

        async def run() -> Reply[Picture]:
            await self._easel.prepare()
            graph = read_workflow(name, self._folder)
            job = str(uuid.uuid4())
            response: dict[str, object] = {"prompt_id": job, "workflow": name}
            try:
                async with asyncio.timeout(self.timeout):
                    with charged(Reply(None, response)):
                        values = await self._values(words, request, graph, name)
                        data = await self._run(job, filled(graph, values), name, response)
            except TimeoutError:
                message = f"ComfyUI made no picture in {self.timeout:.0f} seconds."
                raise TimedOut(message, answer=Reply(None, response)) from None
            return await self._easel.finish(data, request, Reply(None, response))

        model = f"{name}:{self.model}" if self.model else name
        return Call("image", self.name, model, words, self._easel.prompting.variant, run)

    async def check(self) -> None:
        """Raises `Misconfigured` when ComfyUI lacks a node, or a file, that a workflow asks for."""
        for name in filter(None, (self._workflow, self._reference_workflow)):
            graph = read_workflow(name, self._folder)
            self._check_model(graph, name)
            values = dict.fromkeys(placeholders(graph), 0) | {"model": self.model}
            for number, node in filled(graph, values).items():
                kind = node["class_type"]
                answer = await self._server.get(f"object_info/{quote(kind, safe='')}")
                known = as_dict(as_dict(answer.json()).get(kind))
                if not known:
                    raise _unfit(name, number, kind, "this ComfyUI has no such node")
                _check_choices(name, number, node, known)

    async def models(self) -> list[ModelInfo]:
        """The checkpoints that it has."""
        listed = as_list((await self._server.get("models/checkpoints")).json())
        return [ModelInfo(str(one), None, True) for one in listed]

    async def close(self) -> None:
        await self._easel.close()
        await self._server.close()

    async def _values(
        self, words: str, request: PictureRequest, graph: Graph, name: str
    ) -> dict[str, object]:
        self._check_model(graph, name)
        width, height = edges(nearest(self._sizes, request.size)) or (1024, 1024)
        values: dict[str, object] = {
            "prompt": words,
            "negative": self._easel.prompting.negative,
            "seed": seed_of(request),
            "width": width,
            "height": height,
            "model": self.model,
        }
        if "reference" in placeholders(graph):
            if not request.references:
                message = f"The ComfyUI workflow “{name}” asks for a {{{{reference}}}} picture, and there is none."
                raise Misconfigured(message)
            values["reference"] = await self._upload(request.references[0])
        return values

    def _check_model(self, graph: Graph, name: str) -> None:
        if "model" in placeholders(graph) and not self.model:
            raise Misconfigured(
                f"The ComfyUI workflow “{name}” asks for a {{{{model}}}}: name a checkpoint in the settings."
            )

    async def _upload(self, png: bytes) -> str:
        """The name under which its nodes find the picture: the same one each time."""
        name = f"fablewright-{hashlib.sha256(png).hexdigest()[:16]}.png"
        answer = await self._server.send(
            "POST",
            "upload/image",
            data={"type": "input", "overwrite": "true"},
            files={"image": (name, png, "image/png")},
        )
        stored = as_dict(answer.json())
        if not isinstance(stored.get("name"), str):
            raise TryAgain("ComfyUI did not keep the picture that it was sent.")
        folder = stored.get("subfolder")
        return f"{folder}/{stored['name']}" if folder else str(stored["name"])

    async def _run(
        self, job: str, graph: Graph, workflow: str, response: dict[str, object]
    ) -> bytes:
        """Puts the job in the queue, waits, and takes its picture; takes the job back when that is not
        to be."""
        done = False
        try:
            queued = await self._queue(job, graph, workflow)
            job = line(queued.get("prompt_id") or job)
            response["prompt_id"] = job
            entry = await self._wait(job)
            done = True
        finally:
            if not done:
                await self._take_back(job)
        return await self._take(entry, workflow, response)

    async def _queue(self, job: str, graph: Graph, workflow: str) -> dict[str, Any]:
        body = {"prompt": graph, "prompt_id": job, "client_id": job}
        try:
            return as_dict((await self._server.post("prompt", body)).json())
        except _InvalidGraphError as error:
            raise _invalid(workflow, error) from None

    async def _wait(self, job: str) -> dict[str, Any]:
        """What the history says of a job when it is over."""
        pause, missed = self._pause, 0
        for look in itertools.count(1):
            try:
                entry = await self._entry(job)
                lost = (
                    not entry and look % LOOKS_BEFORE_QUEUE == 0 and not await self._is_queued(job)
                )
                if lost:
                    entry = await self._entry(job)  # it may have ended between the two
                missed = 0
            except TryAgain:  # the machine is busy painting: one look that fails says nothing
                entry, lost, missed = {}, False, missed + 1
                if missed > MOST_MISSED:
                    raise
            if entry:
                return entry
            if lost:
                break
            await asyncio.sleep(pause)
            pause = min(pause * 1.3, LONGEST_PAUSE)
        raise TryAgain("ComfyUI knows nothing of the picture any more: was it restarted?")

    async def _entry(self, job: str) -> dict[str, Any]:
        history = as_dict((await self._server.get(f"history/{job}")).json())
        return as_dict(history.get(job))

    async def _is_queued(self, job: str) -> bool:
        queue = as_dict((await self._server.get("queue")).json())
        return any(_has(queue.get(name), job) for name in ("queue_running", "queue_pending"))

    async def _take_back(self, job: str) -> None:
        """Also when we are being cancelled. Somebody else's job is never stopped: old versions interrupt
        whatever runs, so that first it is seen whether ours does."""
        with contextlib.suppress(FablewrightError, TimeoutError):
            async with asyncio.timeout(LONGEST_GOODBYE):
                await self._server.post("queue", {"delete": [job]})
                queue = as_dict((await self._server.get("queue")).json())
                if _has(queue.get("queue_running"), job):
                    await self._server.post("interrupt", {"prompt_id": job})

    async def _take(
        self, entry: Mapping[str, Any], workflow: str, response: dict[str, object]
    ) -> bytes:
        _check_ended(entry, workflow, response)
        images = [
            image
            for output in as_dict(entry.get("outputs")).values()
            for image in as_list(as_dict(output).get("images"))
            if isinstance(image, dict) and isinstance(image.get("filename"), str)
        ]
        images.sort(key=lambda image: image.get("type") != "output")  # saved ones before previews
        if not images:
            message = f"The ComfyUI workflow “{workflow}” ended without a picture."
            raise Misconfigured(message)
        found = {
            name: line(images[0].get(name) or "") for name in ("filename", "subfolder", "type")
        }
        response["image"] = found
        try:
            return (await self._server.get("view", params=found)).body
        except Misconfigured:
            raise TryAgain("ComfyUI does not hand out the picture that it made.") from None


class _InvalidGraphError(Refused):
    """A graph that did not pass validation; `told` is what ComfyUI says of it."""

    told: Mapping[str, Any]


class _Server(Vendor):
    def error(self, status: int, headers: Mapping[str, str], body: bytes) -> ArtistError:
        error = super().error(status, headers, body)
        error.answer = told(status, body)
        try:
            answer = as_dict(json.loads(body)) if status == 400 else {}
        except (ValueError, RecursionError):
            answer = {}
        if "node_errors" not in answer:
            return error
        invalid = _InvalidGraphError(error.message, answer=error.answer)
        invalid.told = answer
        return invalid


def _has(entries: object, job: str) -> bool:
    return any(isinstance(one, list) and len(one) > 1 and one[1] == job for one in as_list(entries))


def _check_ended(entry: Mapping[str, Any], workflow: str, response: dict[str, object]) -> None:
    """Raises by how a job ended that made no picture."""
    status = as_dict(entry.get("status"))
    happened = {
        str(message[0]): as_dict(message[1])
        for message in as_list(status.get("messages"))
        if isinstance(message, list) and len(message) > 1
    }
    response["status"] = line(status.get("status_str") or "", 40)
    if "execution_interrupted" in happened:
        raise TryAgain("Somebody stopped this picture at ComfyUI.")
    if "execution_error" in happened:
        failed = happened["execution_error"]
        why = line(f"{failed.get('exception_type')}: {failed.get('exception_message')}", 500)
        response["error"] = why
        if "outofmemory" in why.lower() or "out of memory" in why.lower():
            raise TryAgain("ComfyUI's machine had not enough memory for the picture.")
        raise _unfit(workflow, failed.get("node_id"), failed.get("node_type"), "it failed: " + why)
    if response["status"] == "error":
        raise TryAgain("ComfyUI could not make the picture.")


def _invalid(workflow: str, error: _InvalidGraphError) -> Misconfigured:
    """The first node that says what is wrong with it, or what is wrong with the whole."""
    for number, node in as_dict(error.told.get("node_errors")).items():
        wrong = first_dict(as_dict(node).get("errors"))
        if wrong:
            why = f"{wrong.get('message')} ({wrong.get('details')})"
            raised = _unfit(workflow, number, as_dict(node).get("class_type"), why)
            raised.answer = error.answer
            return raised
    whole = as_dict(error.told.get("error"))
    why = line(
        " ".join(str(whole[name]) for name in ("message", "details") if whole.get(name)), 300
    )
    return Misconfigured(
        f"ComfyUI cannot run the workflow “{workflow}”: {why}", answer=error.answer
    )


def _unfit(workflow: str, number: object, kind: object, why: str) -> Misconfigured:
    return Misconfigured(
        f"ComfyUI cannot run the workflow “{workflow}”: node {line(number, 40)} ({line(kind, 80)}): {line(why, 300)}."
    )


def _check_choices(
    workflow: str, number: str, node: Mapping[str, Any], known: Mapping[str, Any]
) -> None:
    """Raises when a value is not among those that the node offers, such as a checkpoint that is not there."""
    asked = as_dict(as_dict(known.get("input")).get("required"))
    for name, value in as_dict(node.get("inputs")).items():
        kind = as_list(asked.get(name))
        choices = kind[0] if kind else None
        if choices == "COMBO" and len(kind) > 1:
            choices = as_dict(kind[1]).get("options")
        if name == "image" or not isinstance(value, str) or not isinstance(choices, list):
            continue
        if value not in choices:
            why = f"it offers no “{value[:100]}” for {name}"
            raise _unfit(workflow, number, node["class_type"], why)

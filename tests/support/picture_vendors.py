"""Illustrators that speak to providers, on recorded answers: no network."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import random
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import httpx2
from PIL import Image

from fablewright.cast.traits import TRAITS
from fablewright.core.book import Figure, PaletteStep, Person, SceneAnalysis
from fablewright.illustrators.base import Illustrator, PictureRequest
from fablewright.illustrators.comfyui import ComfyUIIllustrator
from fablewright.illustrators.openai import OpenAIIllustrator
from fablewright.illustrators.openrouter import OpenRouterIllustrator
from fablewright.illustrators.prompting import Prompting
from fablewright.illustrators.runware import RunwareIllustrator

Handler = Callable[[httpx2.Request], httpx2.Response]


_PALETTE = PaletteStep(
    name="morning",
    sky=("#7fc4e8", "#b9e2ee", "#fdf1d3"),
    ground="#6db565",
    light="#ffd35c",
    accent="#ef6f5e",
)


def picture_request(seed: int = 3, size: int = 192) -> PictureRequest:
    return PictureRequest(
        title="The Brass Key",
        analysis=SceneAnalysis(
            part="cover",
            action="Ada holds up a lantern",
            camera="middle",
            depth="hills behind her",
            atmosphere="clear evening",
            place="meadow",
            time_of_day="sunset",
            figures=(Figure(who="Ada", pose="reach_up", holds="lantern"),),
            props=("suitcase", "no such thing"),
            motif_object="key",
            quiet="top",
            alt="Ada in the meadow",
        ),
        palette=_PALETTE,
        motif="finding",
        people=(Person(kind="child", name="Ada", age=6, traits=("glasses",)),),
        seed=seed,
        size=size,
    )


@lru_cache(maxsize=32)
def drawn(mark: str = "", width: int = 320, height: int = 320, form: str = "PNG") -> bytes:
    """A picture file of many colours; another mark, another picture."""
    dice = random.Random(mark)
    small = Image.new("RGB", (16, 16))
    small.putdata(
        [(dice.randrange(256), dice.randrange(256), dice.randrange(256)) for _ in range(256)]
    )
    file = io.BytesIO()
    small.resize((width, height), Image.Resampling.BICUBIC).save(file, form)
    return file.getvalue()


def drawn_for(request: httpx2.Request) -> str:
    """Base64 of a picture that is this request's."""
    return base64.b64encode(drawn(hashlib.sha256(request.content).hexdigest())).decode()


def prompting(style: str = "") -> Prompting:
    return Prompting(TRAITS, style=style)


def openai_answer(request: httpx2.Request) -> dict[str, Any]:
    """As in the API reference, "Create image"."""
    return {
        "created": 1713833628,
        "data": [{"b64_json": drawn_for(request)}],
        "background": "opaque",
        "output_format": "png",
        "quality": "high",
        "size": "1024x1024",
        "usage": {
            "total_tokens": 4500,
            "input_tokens": 340,
            "output_tokens": 4160,
            "input_tokens_details": {"text_tokens": 40, "image_tokens": 300},
        },
    }


def openrouter_answer(request: httpx2.Request) -> dict[str, Any]:
    """As in the documentation, "Image generation", with "Usage accounting"."""
    uri = "data:image/png;base64," + drawn_for(request)
    message = {
        "role": "assistant",
        "content": "Here it is.",
        "images": [{"type": "image_url", "image_url": {"url": uri}}],
    }
    return {
        "id": "gen-1",
        "provider": "Somebody",
        "model": json.loads(request.content)["model"],
        "choices": [
            {
                "index": 0,
                "finish_reason": "stop",
                "native_finish_reason": "STOP",
                "message": message,
            }
        ],
        "usage": {"prompt_tokens": 700, "completion_tokens": 1290, "cost": 0.0387},
    }


def runware_answer(request: httpx2.Request) -> dict[str, Any]:
    """As in the documentation, "Introduction to image inference"."""
    (task,) = json.loads(request.content)
    number = task.pop("taskUUID")
    mark = hashlib.sha256(json.dumps(task).encode()).hexdigest()
    return {
        "data": [
            {
                "taskType": "imageInference",
                "taskUUID": number,
                "imageUUID": "77da2d99-a6d3-44d9-b8c0-ae9fb06b6200",
                "seed": 7,
                "cost": 0.0013,
                "imageBase64Data": base64.b64encode(drawn(mark)).decode(),
            }
        ]
    }


class ComfyUI:
    """As server.py and execution.py answer. `waits` looks at the history come before a picture."""

    def __init__(self, waits: int = 1) -> None:
        self.waits, self.asked = waits, list[tuple[str, str]]()
        self.graphs: dict[str, Any] = {}
        self.uploads: dict[str, bytes] = {}
        self.ended: dict[str, Any] = {
            "status_str": "success",
            "completed": True,
            "messages": [["execution_start", {}], ["execution_success", {}]],
        }
        self.running = True  # what waits is what runs, not what is queued behind another

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        path = request.url.path.removeprefix("/")
        self.asked.append((request.method, path))
        head, _, rest = path.partition("/")
        answer = getattr(self, f"_{head}", None)
        return answer(request, rest) if answer else httpx2.Response(404)

    def _upload(self, request: httpx2.Request, rest: str) -> httpx2.Response:
        name = request.content.partition(b'filename="')[2].partition(b'"')[0].decode()
        self.uploads[name] = request.content
        return httpx2.Response(200, json={"name": name, "subfolder": "", "type": "input"})

    def _prompt(self, request: httpx2.Request, rest: str) -> httpx2.Response:
        body = json.loads(request.content)
        self.graphs[body["prompt_id"]] = body["prompt"]
        told = {"prompt_id": body["prompt_id"], "number": 1, "node_errors": {}}
        return httpx2.Response(200, json=told)

    def _history(self, request: httpx2.Request, job: str) -> httpx2.Response:
        self.waits -= 1
        if self.waits >= 0 or job not in self.graphs:
            return httpx2.Response(200, json={})
        image = {"filename": f"{job}.png", "subfolder": "", "type": "output"}
        preview = {"filename": "preview.png", "subfolder": "", "type": "temp"}
        failed = self.ended["status_str"] == "error"
        outputs = {} if failed else {"8": {"images": [preview]}, "9": {"images": [image]}}
        return httpx2.Response(200, json={job: {"outputs": outputs, "status": self.ended}})

    def _queue(self, request: httpx2.Request, rest: str) -> httpx2.Response:
        entries = [[1, job, graph, {}, []] for job, graph in self.graphs.items()]
        names = ("queue_running", "queue_pending")
        full, empty = names if self.running else names[::-1]
        return httpx2.Response(200, json={full: entries, empty: []})

    def _interrupt(self, request: httpx2.Request, rest: str) -> httpx2.Response:
        return httpx2.Response(200)

    def _view(self, request: httpx2.Request, rest: str) -> httpx2.Response:
        asked = dict(request.url.params)
        graph = self.graphs.get(asked.pop("filename").removesuffix(".png"))
        if graph is None or asked != {"subfolder": "", "type": "output"}:
            return httpx2.Response(404)
        text = json.dumps(graph, sort_keys=True)
        return httpx2.Response(200, content=drawn(hashlib.sha256(text.encode()).hexdigest()))


def answering(make: Callable[[httpx2.Request], object]) -> httpx2.MockTransport:
    return httpx2.MockTransport(lambda request: httpx2.Response(200, json=make(request)))


def recorded() -> dict[str, Callable[[], Illustrator]]:
    """By name: an illustrator whose provider always delivers."""
    return {
        "openai": lambda: OpenAIIllustrator(
            prompting(), model="some-model", api_key="k", transport=answering(openai_answer)
        ),
        "openrouter": lambda: OpenRouterIllustrator(
            prompting(), model="some/model", api_key="k", transport=answering(openrouter_answer)
        ),
        "runware": lambda: RunwareIllustrator(
            prompting(), model="some:1@1", api_key="k", transport=answering(runware_answer)
        ),
        "comfyui": lambda: ComfyUIIllustrator(
            prompting(),
            base_url="http://127.0.0.1:8188",
            model="some.safetensors",
            pause=0,
            transport=httpx2.MockTransport(ComfyUI()),
        ),
    }

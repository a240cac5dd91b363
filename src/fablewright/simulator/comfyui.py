"""ComfyUI: pictures on one's own machine, from a graph of nodes, through a queue.

Source: ComfyUI's `server.py` and `execution.py` (github.com/comfyanonymous/ComfyUI): POST /prompt,
GET /history, /queue, /view, /system_stats, /object_info, POST /upload/image; every route also under
/api. Progress comes by polling here; there is no WebSocket.
"""

from __future__ import annotations

import re
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fablewright.simulator import pictures
from fablewright.simulator.model import (
    Answer,
    Asked,
    Kind,
    Trouble,
    Wrong,
    as_dict,
    digest,
    loads_or_none,
)
from fablewright.simulator.multipart import read_form

_OUTPUT_NODES = ("SaveImage", "PreviewImage")
_NODES = (
    "BasicGuider", "BasicScheduler", "CLIPLoader", "CLIPTextEncode", "CLIPTextEncodeFlux",
    "CheckpointLoaderSimple", "ConditioningZeroOut", "DualCLIPLoader", "EmptyLatentImage",
    "EmptySD3LatentImage", "FluxGuidance", "FluxKontextImageScale", "ImageScale",
    "ImageScaleToTotalPixels", "KSampler", "KSamplerAdvanced", "KSamplerSelect", "LoadImage",
    "LoraLoader", "LoraLoaderModelOnly", "ModelSamplingAuraFlow", "ModelSamplingFlux",
    "RandomNoise", "ReferenceLatent", "SamplerCustomAdvanced", "UNETLoader", "VAEDecode",
    "VAEEncode", "VAELoader", *_OUTPUT_NODES,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Job:
    number: float
    prompt_id: str
    graph: dict[str, Any]
    extra: dict[str, Any]
    images: dict[str, list[tuple[str, str]]]  # of each output node: file names and folders
    ready_at: float

    @property
    def entry(self) -> list[Any]:
        return [self.number, self.prompt_id, self.graph, self.extra, list(self.images)]


class ComfyUI:
    """Remembers its jobs and files as long as it runs. `delay` says how long a picture takes."""

    name = "comfyui"

    def __init__(self, delay: Callable[[Kind], float]) -> None:
        self._delay = delay
        self._jobs: dict[str, _Job] = {}
        self._files: dict[tuple[str, str], tuple[str, int, int]] = {}
        self._uploads: dict[str, bytes] = {}
        self._lock = threading.Lock()

    def key(self, asked: Asked) -> str:
        return ""  # whoever reaches it may use it

    def essentials(self, asked: Asked) -> dict[str, Any]:
        body = loads_or_none(asked.body)
        graph = body.get("prompt") if isinstance(body, dict) else None
        if not isinstance(graph, dict):
            return {}
        nodes = [node for node in graph.values() if isinstance(node, dict)]
        models = [
            value
            for node in nodes
            if isinstance(inputs := node.get("inputs"), dict)
            for name, value in inputs.items()
            if name in ("ckpt_name", "unet_name")
        ]
        return {
            "model": models[0] if models else None,
            "nodes": [str(node.get("class_type")) for node in nodes],
        }

    def answer(self, asked: Asked) -> Answer:
        path = asked.path.removeprefix("api/")
        where = (asked.method, path.partition("/")[0])
        if where == ("POST", "prompt"):
            return self._queue(asked.fields())
        if (asked.method, path) == ("POST", "upload/image"):
            return self._upload(asked)
        if where == ("GET", "view"):
            return self._view(asked)
        if where == ("GET", "history"):
            return Answer(self._history(path.partition("/")[2]))
        if where == ("GET", "queue"):
            pending = [job.entry for job in self._waiting()]
            return Answer({"queue_running": pending[:1], "queue_pending": pending[1:]})
        if where == ("GET", "prompt"):
            return Answer({"exec_info": {"queue_remaining": len(self._waiting())}})
        if where == ("GET", "object_info"):
            wanted = path.partition("/")[2]
            return Answer({name: _node(name) for name in _NODES if wanted in ("", name)})
        if where == ("GET", "system_stats"):
            return Answer(_STATS)
        raise Wrong("not_found", "404: Not Found")

    def trouble(self, asked: Asked, wrong: Wrong) -> Answer:
        if "error" in wrong.details:
            nodes = wrong.details.get("node_errors", {})
            return Answer({"error": wrong.details["error"], "node_errors": nodes}, 400)
        if wrong.trouble == "error_in_200":
            return self._failed(asked)
        status = _STATUSES.get(wrong.trouble, 500)
        text = wrong.message or f"{status}: the server could not do this"
        return Answer(text.encode(), status, {"content-type": "text/plain; charset=utf-8"})

    def _queue(self, body: dict[str, Any]) -> Answer:
        graph = body.get("prompt")
        if graph is None:
            raise Wrong("bad_request", "", error="no prompt", node_errors=[])
        images = self._check(graph)
        with self._lock:
            number = len(self._jobs)
            prompt_id = str(uuid.UUID(hex=digest(number, "a") + digest(graph, number), version=4))
            names: dict[str, list[tuple[str, str]]] = {}
            for node in images:
                name = f"ComfyUI_{len(self._files) + 1:05d}_.png"
                folder = "output" if graph[node]["class_type"] == "SaveImage" else "temp"
                self._files[folder, name] = self._look(graph)
                names[node] = [(name, folder)]
            ready = time.monotonic() + self._delay("picture")
            extra = {**as_dict(body.get("extra_data")), "client_id": body.get("client_id")}
            self._jobs[prompt_id] = _Job(number, prompt_id, graph, extra, names, ready)
        answer = {"prompt_id": prompt_id, "number": number, "node_errors": {}}
        return Answer(answer, worked=True)

    def _check(self, graph: Any) -> list[str]:
        """The output nodes of a graph that can run. Raises `Wrong`."""
        if not isinstance(graph, dict):
            raise _invalid("invalid_prompt", "The prompt is not an object.")
        outputs = []
        for name, node in graph.items():
            kind = node.get("class_type") if isinstance(node, dict) else None
            if kind is None:
                message = f"Cannot execute because node {name} has no class_type."
                raise _invalid("invalid_prompt", message, f"Node ID '#{name}'")
            if kind not in _NODES:
                message = f"Cannot execute because node {kind} does not exist."
                raise _invalid("invalid_prompt", message, f"Node ID '#{name}'")
            if kind in _OUTPUT_NODES:
                outputs.append(name)
        if not outputs:
            raise _invalid("prompt_no_outputs", "Prompt has no outputs")
        if errors := self._node_errors(graph, outputs):
            raise _invalid(
                "prompt_outputs_failed_validation",
                "Prompt outputs failed validation",
                node_errors=errors,
            )
        return outputs

    def _node_errors(self, graph: dict[str, Any], outputs: list[str]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, node in graph.items():
            errors = []
            inputs = as_dict(node.get("inputs"))
            for key, value in inputs.items():
                if isinstance(value, list) and len(value) == 2 and str(value[0]) not in graph:
                    errors.append(_node_error("bad_linked_input", "Bad linked input", key, value))
            picture = str(inputs.get("image"))
            if node["class_type"] == "LoadImage" and picture not in self._uploads:
                detail = f"image - Invalid image file: {picture}"
                errors.append(
                    _node_error(
                        "custom_validation_failed",
                        "Custom validation failed for node",
                        detail,
                        picture,
                    )
                )
            if errors:
                found[name] = {
                    "errors": errors,
                    "dependent_outputs": outputs,
                    "class_type": node["class_type"],
                }
        return found

    def _look(self, graph: dict[str, Any]) -> tuple[str, int, int]:
        """What to draw: texts, seeds and references decide how it looks, a latent how large."""
        width = height = 1024
        parts: list[object] = []
        for node in graph.values():
            inputs = as_dict(node.get("inputs"))
            size = inputs.get("width"), inputs.get("height")
            if "Latent" in node["class_type"] and all(isinstance(edge, int) for edge in size):
                width, height = (min(max(int(edge or 0), 16), pictures.LARGEST) for edge in size)
            parts += [inputs[key] for key in ("text", "seed", "noise_seed") if key in inputs]
            parts.append(digest(self._uploads.get(str(inputs.get("image")), b"")))
        return digest(*parts), width, height

    def _upload(self, asked: Asked) -> Answer:
        fields = {part.name: part for part in read_form(asked)}
        image = fields.get("image")
        if image is None or not image.filename:
            return Answer(b"", 400)
        name = re.split(r"[/\\]", image.filename)[-1]
        overwrite = fields.get("overwrite")
        if overwrite is None or overwrite.text not in ("true", "1"):
            stem, dot, ending = name.rpartition(".")
            number = 1
            while name in self._uploads and self._uploads[name] != image.data:
                name = f"{stem} ({number}){dot}{ending}"
                number += 1
        self._uploads[name] = image.data
        return Answer({"name": name, "subfolder": "", "type": "input"})

    def _view(self, asked: Asked) -> Answer:
        name = asked.query.get("filename", "")
        headers = {"content-type": "image/png", "content-disposition": f'filename="{name}"'}
        if asked.query.get("type") == "input" and name in self._uploads:
            return Answer(self._uploads[name], headers=headers)
        look = self._files.get((asked.query.get("type", "output"), name))
        if look is None:
            raise Wrong("not_found", "404: Not Found")
        return Answer(pictures.draw(*look), headers=headers)

    def _all(self) -> list[_Job]:
        with self._lock:  # each call comes in a thread of its own
            return list(self._jobs.values())

    def _waiting(self) -> list[_Job]:
        return [job for job in self._all() if job.ready_at > time.monotonic()]

    def _history(self, prompt_id: str) -> dict[str, Any]:
        jobs = [job for job in self._all() if prompt_id in ("", job.prompt_id)]
        return {job.prompt_id: _finished(job) for job in jobs if job.ready_at <= time.monotonic()}

    def _failed(self, asked: Asked) -> Answer:
        """A history that tells of an error in a node."""
        jobs = [job for job in self._all() if job.prompt_id in asked.path]
        history = {}
        for job in jobs or self._all():
            entry = _finished(job)
            entry["outputs"] = {}
            told = {
                "prompt_id": job.prompt_id,
                "node_id": "3",
                "node_type": "KSampler",
                "executed": [],
                "exception_message": "Allocation on device",
                "exception_type": "torch.OutOfMemoryError",
                "traceback": [],
                "current_inputs": {},
                "current_outputs": [],
            }
            messages = [entry["status"]["messages"][0], ["execution_error", told]]
            entry["status"] = {"status_str": "error", "completed": False, "messages": messages}
            history[job.prompt_id] = entry
        return Answer(history)


def _finished(job: _Job) -> dict[str, Any]:
    outputs = {
        node: {"images": [{"filename": name, "subfolder": "", "type": kind} for name, kind in made]}
        for node, made in job.images.items()
    }
    told = {"prompt_id": job.prompt_id, "timestamp": 1_750_000_000_000}
    messages = [
        ["execution_start", told],
        ["execution_cached", {**told, "nodes": []}],
        ["execution_success", told],
    ]
    status = {"status_str": "success", "completed": True, "messages": messages}
    meta = {
        node: {"node_id": node, "display_node": node, "parent_node": None, "real_node_id": node}
        for node in job.images
    }
    return {"prompt": job.entry, "outputs": outputs, "status": status, "meta": meta}


def _invalid(kind: str, message: str, details: str = "", **more: Any) -> Wrong:
    error = {"type": kind, "message": message, "details": details, "extra_info": {}}
    return Wrong("bad_request", message, error=error, **more)


def _node_error(kind: str, message: str, details: str, value: Any) -> dict[str, Any]:
    info = {"input_name": details.partition(" ")[0], "received_value": value}
    return {"type": kind, "message": message, "details": details, "extra_info": info}


def _node(name: str) -> dict[str, Any]:
    """Enough to know that a node is there; its inputs are not checked here."""
    return {
        "input": {"required": {}},
        "input_order": {"required": []},
        "output": [],
        "output_is_list": [],
        "output_name": [],
        "name": name,
        "display_name": name,
        "description": "",
        "python_module": "nodes",
        "category": "simulated",
        "output_node": name in _OUTPUT_NODES,
    }


_STATS = {
    "system": {
        "os": "posix",
        "ram_total": 16 * 1024**3,
        "ram_free": 8 * 1024**3,
        "comfyui_version": "0.0.0-simulated",
        "python_version": "3",
        "pytorch_version": "none",
        "embedded_python": False,
        "argv": ["main.py"],
    },
    "devices": [
        {
            "name": "simulated",
            "type": "cpu",
            "index": 0,
            "vram_total": 8 * 1024**3,
            "vram_free": 8 * 1024**3,
            "torch_vram_total": 0,
            "torch_vram_free": 0,
        }
    ],
}
_STATUSES: dict[Trouble, int] = {
    "rate_limited": 429,
    "too_many_at_once": 429,
    "overloaded": 503,
    "wrong_key": 401,
    "no_permission": 403,
    "no_credit": 402,
    "model_retired": 404,
    "model_gone": 410,
    "refused": 400,
    "too_long": 413,
    "bad_request": 400,
    "not_found": 404,
}

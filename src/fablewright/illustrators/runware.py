"""Pictures from Runware: one address that takes a list of tasks.

Sources: runware.ai/docs, "Introduction to image inference" (parameters, `data` of an answer), the
models' own pages (`referenceImages`, since FLUX.2 under `inputs`), "Errors" (the `errors` list; its codes
are not settled there, so they are read by their words), "Model search".
"""

from __future__ import annotations

import json
import uuid
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Literal

import httpx2

from fablewright.core.artist import Call, Reply
from fablewright.core.errors import ArtistError, Misconfigured, TryAgain
from fablewright.core.fetch import Fetcher
from fablewright.core.vendor import PASSING, Vendor
from fablewright.illustrators.base import Picture, PictureRequest
from fablewright.illustrators.easel import (
    HOSTS_SETTING,
    MODEL_SETTING,
    Easel,
    ModelInfo,
    as_dict,
    as_list,
    blocked,
    charged,
    data_uri,
    dollars,
    edges,
    first_dict,
    from_base64,
    line,
    nearest,
    plain,
    told,
    with_references,
)
from fablewright.illustrators.prompting import Prompting, seed_of

BASE_URL = "https://api.runware.ai/v1"
HOSTS = ("im.runware.ai",)
MOST_REFERENCES = 2
LONGEST_PROMPT = 3000  # characters

_BLOCKED = ("moderat", "flagged", "nsfw", "providercontent", "safety", "inappropriate")
_PASSING = ("timeout", "ratelimit", "toomany", "concurren", "unavailable", "internal", "overload")


class RunwareIllustrator:
    """One model, by its AIR identifier. `references_at` says where it takes pictures to stay close to (empty:
    nowhere); `extra` goes into every task as it is (steps, safety, providerSettings)."""

    name = "runware"

    def __init__(
        self,
        prompting: Prompting,
        *,
        model: str,
        api_key: str,
        base_url: str = BASE_URL,
        sizes: Sequence[str] = ("1024x1024",),
        references_at: Literal["", "referenceImages", "inputs.referenceImages"] = "referenceImages",
        negative: bool = False,
        seeded: bool = True,
        output: Literal["base64Data", "dataURI", "URL"] = "base64Data",
        extra: Mapping[str, object] | None = None,
        price: Decimal | None = None,
        picture_hosts: Sequence[str] = HOSTS,
        longest_prompt: int = LONGEST_PROMPT,
        timeout: float = 180.0,
        key_setting: str = "RUNWARE_API_KEY",
        transport: httpx2.AsyncBaseTransport | None = None,
        fetcher: Fetcher | None = None,
    ) -> None:
        """`negative` and `seeded` say whether the model takes a negative prompt and a seed; `price` is the
        most that one picture costs, in US dollars. What it did cost, they tell."""
        self.model, self._price = model, price
        self._sizes, self._references_at = tuple(sizes), references_at
        self.most_references = MOST_REFERENCES if references_at else 0
        self._negative, self._seeded, self._output = negative, seeded, output
        self._extra = dict(extra or {})
        self._easel = Easel(self.name, prompting, longest_prompt)
        url = httpx2.URL(base_url)
        # Tasks go to the address itself, without a slash behind it.
        folder, _, self._path = url.path.rstrip("/").rpartition("/")
        self._server = _Server(
            "Runware",
            str(url.copy_with(path=folder or "/")),
            {"Authorization": f"Bearer {api_key}"},
            key_setting=key_setting,
            timeout=timeout,
            transport=transport,
        )
        own = () if base_url == BASE_URL else (url.netloc.decode("ascii"),)
        self._fetcher = fetcher or Fetcher(
            "Runware", picture_hosts, insecure=own, setting=HOSTS_SETTING, transport=transport
        )

    def paint(self, request: PictureRequest) -> Call[Picture]:
        request = with_references(request, self.most_references)
        words = self._easel.words(request)
        task = self._task(words, request)

        async def run() -> Reply[Picture]:
            await self._easel.prepare()
            number = str(uuid.uuid4())
            answer = await self._server.post(self._path, [{**task, "taskUUID": number}])
            body = as_dict(answer.json())
            made = first_dict(
                [one for one in as_list(body.get("data")) if as_dict(one).get("taskUUID") == number]
            )
            record = _record(made, number)
            if not made:
                raise self._server.judged(answer.status, answer.headers, answer.body)
            with charged(record):
                if made.get("NSFWContent") is True:
                    raise blocked("Runware")
                data = await self._file(made)
            return await self._easel.finish(data, request, record)

        variant = self._easel.prompting.variant
        return Call("image", self.name, self.model, words, variant, run, self._price)

    async def check(self) -> None:
        """Raises `Misconfigured` when key, address or model cannot work."""
        try:
            found = await self.models(self.model)
        except Misconfigured as error:
            if error.answer and error.answer.response.get("parameter") == "taskType":
                return  # no search there; but the key was accepted before that was looked at
            raise
        if self.model not in {model.id for model in found}:
            raise Misconfigured(f"Runware has no model “{self.model}” (of {MODEL_SETTING}).")

    async def models(self, search: str = "") -> list[ModelInfo]:
        """Models whose name or AIR identifier is like `search`, a hundred at most."""
        task = {
            "taskType": "modelSearch",
            "taskUUID": str(uuid.uuid4()),
            "search": search,
            "limit": 100,
        }
        answer = await self._server.post(self._path, [task])
        body = as_dict(answer.json())
        if body.get("errors"):
            raise self._server.judged(answer.status, answer.headers, answer.body)
        results = as_list(first_dict(body.get("data")).get("results"))
        return [
            ModelInfo(str(one["air"]), None, True) for one in results if as_dict(one).get("air")
        ]

    async def close(self) -> None:
        await self._easel.close()
        await self._fetcher.close()
        await self._server.close()

    def _task(self, words: str, request: PictureRequest) -> dict[str, object]:
        width, height = edges(nearest(self._sizes, request.size)) or (1024, 1024)
        task: dict[str, object] = {
            "taskType": "imageInference",
            "model": self.model,
            "positivePrompt": words,
            "width": width,
            "height": height,
            "numberResults": 1,
            "outputType": self._output,
            "outputFormat": "PNG",
            "includeCost": True,
            **self._extra,
        }
        if self._negative:
            task["negativePrompt"] = self._easel.prompting.negative
        if self._seeded:
            task["seed"] = seed_of(request)
        pictures = [data_uri(png) for png in request.references]
        if pictures and self._references_at == "referenceImages":
            task["referenceImages"] = pictures
        elif pictures:
            task["inputs"] = {**as_dict(task.get("inputs")), "referenceImages": pictures}
        return task

    async def _file(self, made: Mapping[str, Any]) -> bytes:
        if address := made.get("imageURL"):
            return await self._fetcher.fetch(str(address))
        return from_base64(made.get("imageBase64Data") or made.get("imageDataURI"))


class _Server(Vendor):
    def error(self, status: int, headers: Mapping[str, str], body: bytes) -> ArtistError:
        return self.judged(status, headers, body)

    def judged(self, status: int, headers: Mapping[str, str], body: bytes) -> ArtistError:
        """What the first of the `errors` means, whatever the status."""
        try:
            first = first_dict(as_dict(json.loads(body)).get("errors"))
        except (ValueError, RecursionError):
            first = {}
        code, parameter = str(first.get("code") or "").lower(), str(first.get("parameter") or "")
        words = f"{code} {first.get('message')}".lower()
        response = plain(first, "code", "message", "parameter", "taskUUID")
        record: Reply[None] = Reply(None, {"status": status, **response})
        if any(word in words for word in _BLOCKED):
            return blocked(self.name, record)
        if "apikey" in code or parameter == "apiKey":
            status = 401
        elif "credit" in code or "balance" in code:
            status = 402
        elif status < 300 and any(word in code for word in _PASSING):
            status = 503
        elif parameter == "model" or "model" in code:
            message = f"Runware cannot make pictures with the model of {MODEL_SETTING}."
            return Misconfigured(message, answer=record)
        elif parameter and parameter != "positivePrompt" and status not in PASSING and status < 500:
            message = f"The model of {MODEL_SETTING} does not take our “{line(parameter, 40)}”."
            return Misconfigured(message, answer=record)
        if status < 300:
            what = "answered with an error" if first else "sent no picture"
            return TryAgain(f"Runware {what}.", answer=record)
        error = super().error(status, headers, body)
        error.answer = record if first else told(status, body)
        return error


def _record(made: Mapping[str, Any], number: str) -> Reply[None]:
    response = {"taskUUID": number, **plain(made, "imageUUID", "seed", "cost", "NSFWContent")}
    return Reply(None, response, cost=dollars(made.get("cost")) or Decimal(0))

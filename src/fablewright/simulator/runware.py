"""Runware's API: one address that takes an array of tasks.

Sources: runware.ai/docs "Introduction", "Authentication" (a bearer key, or a first task), "Image
inference" (parameters, `data` of an answer) and "Errors" (statuses, the `errors` array; their codes
are being standardised there, so only their form is sure), Runware's sdk-python `types.py`.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
import uuid
from decimal import Decimal
from typing import Any

from fablewright.simulator import pictures
from fablewright.simulator.model import (
    Answer,
    Asked,
    Trouble,
    Wrong,
    accepted,
    as_dict,
    digest,
    loads_or_none,
)
from fablewright.simulator.prices import RUNWARE_MEGAPIXEL, RUNWARE_REFERENCE

_AIR = re.compile(r"[A-Za-z0-9_-]+:[A-Za-z0-9_.-]+@[A-Za-z0-9_.-]+")
_MOST_RESULTS, _MOST_REFERENCES = 20, 10
_OUTPUTS = {"URL": "imageURL", "base64Data": "imageBase64Data", "dataURI": "imageDataURI"}


class Runware:
    name = "runware"

    def key(self, asked: Asked) -> str:
        tasks = loads_or_none(asked.body)
        for task in tasks if isinstance(tasks, list) else []:
            if isinstance(task, dict) and task.get("taskType") == "authentication":
                return str(task.get("apiKey", ""))
        return asked.bearer()

    def essentials(self, asked: Asked) -> dict[str, Any]:
        tasks = loads_or_none(asked.body)
        tasks = [one for one in tasks if isinstance(one, dict)] if isinstance(tasks, list) else []
        kept = ("taskType", "taskUUID", "model", "width", "height", "numberResults", "outputType")
        summaries = [
            {
                **{name: task[name] for name in kept if name in task},
                "references": len(_references(task)),
            }
            for task in tasks
        ]
        models = [task["model"] for task in summaries if "model" in task]
        return {"model": models[0] if models else None, "tasks": summaries}

    def answer(self, asked: Asked) -> Answer:
        if asked.method == "GET" and asked.path.startswith("image/"):
            return _download(asked)
        if (asked.method, asked.path) != ("POST", "v1"):
            raise Wrong("not_found", "The requested resource does not exist.")
        tasks = asked.json()
        if not isinstance(tasks, list) or not tasks:
            raise Wrong("bad_request", "The request must be an array of one or more tasks.")
        if not accepted(self.key(asked)):
            raise Wrong("wrong_key", "")
        data: list[dict[str, Any]] = []
        errors: list[dict[str, Any]] = []
        cost = Decimal(0)
        for task in tasks:
            try:
                made, price = _perform(task if isinstance(task, dict) else {}, asked)
            except Wrong as wrong:
                errors.append(_error(wrong, task))
            else:
                data += made
                cost += price
        body = {**({"data": data} if data else {}), **({"errors": errors} if errors else {})}
        kind = "picture" if cost else "other"
        return Answer(body, 200 if data else 400, kind=kind, worked=bool(cost), cost=cost)  # type: ignore[arg-type]

    def trouble(self, asked: Asked, wrong: Wrong) -> Answer:
        status, code, message = _TROUBLES[wrong.trouble]
        tasks = loads_or_none(asked.body)
        first = next(iter(tasks), None) if isinstance(tasks, list) else None
        error = _error(Wrong(wrong.trouble, str(wrong) or message, code=code), first)
        if wrong.trouble == "wrong_key":
            error |= {"parameter": "apiKey", "taskType": "authentication"}
        return Answer({"errors": [error]}, status)


def _perform(task: dict[str, Any], asked: Asked) -> tuple[list[dict[str, Any]], Decimal]:
    kind = task.get("taskType")
    if kind == "authentication":
        session = str(uuid.UUID(bytes=(asked.draw("session") * 2).encode()[:16], version=4))
        return [{"taskType": kind, "connectionSessionUUID": session}], Decimal(0)
    if kind == "ping":
        return [{"taskType": kind, "pong": True}], Decimal(0)
    if kind == "modelSearch":  # every model is here that has a name
        search = str(task.get("search") or "runware:101@1")
        found = [{"air": search, "name": search}] if _AIR.fullmatch(search) else []
        ids = {"taskType": kind, "taskUUID": task.get("taskUUID")}
        return [{**ids, "results": found, "totalResults": len(found)}], Decimal(0)
    if kind != "imageInference":
        raise _invalid("taskType", f"Invalid value for taskType parameter: {kind!r}.")
    return _infer(task, asked)


def _infer(task: dict[str, Any], asked: Asked) -> tuple[list[dict[str, Any]], Decimal]:
    prompt, model = task.get("positivePrompt"), task.get("model")
    try:
        if uuid.UUID(str(task.get("taskUUID"))).version != 4:
            raise ValueError
    except ValueError:
        raise _invalid("taskUUID", "taskUUID must be a UUID v4.") from None
    if not isinstance(prompt, str) or not 2 <= len(prompt) <= 3000:
        raise _invalid("positivePrompt", "positivePrompt must have 2 to 3000 characters.")
    if not isinstance(model, str) or not _AIR.fullmatch(model):
        raise _invalid("model", "model must be an AIR identifier, such as runware:101@1.")
    width, height = (_edge(task, name) for name in ("width", "height"))
    output, form = _output(task)
    count = task.get("numberResults", 1)
    if not isinstance(count, int) or not 1 <= count <= _MOST_RESULTS:
        raise _invalid("numberResults", f"numberResults must be from 1 to {_MOST_RESULTS}.")
    references = [_check_reference(one) for one in _references(task)]
    price = RUNWARE_MEGAPIXEL * width * height / 1024**2 + RUNWARE_REFERENCE * len(references)
    price = price.quantize(Decimal("0.000001"))
    made = []
    for number in range(count):
        seed = int(task.get("seed") or int(digest(asked.seed, prompt)[:8], 16)) + number
        look = digest(asked.seed, prompt, model, *references, seed)
        one = {
            "taskType": "imageInference",
            "taskUUID": task["taskUUID"],
            "imageUUID": str(uuid.UUID(hex=digest(look) + look, version=4)),
            "seed": seed,
        }
        if output == "URL":
            one[_OUTPUTS[output]] = f"{asked.base}/image/{look}-{width}x{height}.{form}"
        else:
            data = base64.b64encode(pictures.draw(look, width, height, form)).decode()
            head = f"data:{pictures.content_type(form)};base64,"
            one[_OUTPUTS[output]] = head + data if output == "dataURI" else data
        if task.get("includeCost"):
            one["cost"] = float(price)
        if task.get("checkNSFW"):
            one["NSFWContent"] = False
        made.append(one)
    return made, price * count


def _edge(task: dict[str, Any], name: str) -> int:
    value = task.get(name)
    if not isinstance(value, int) or not 128 <= value <= 2048 or value % 64:
        raise _invalid(name, f"{name} must be an integer from 128 to 2048, divisible by 64.")
    return value


def _output(task: dict[str, Any]) -> tuple[str, str]:
    output, form = task.get("outputType", "URL"), str(task.get("outputFormat", "JPG")).lower()
    output = output[0] if isinstance(output, list) and len(output) == 1 else output
    if output not in _OUTPUTS:
        raise _invalid("outputType", "outputType must be URL, base64Data or dataURI.")
    if form not in ("jpg", "png", "webp"):
        raise _invalid("outputFormat", "outputFormat must be JPG, PNG or WEBP.")
    return output, form


def _references(task: dict[str, Any]) -> list[Any]:
    given = task.get("referenceImages") or as_dict(task.get("inputs")).get("referenceImages") or []
    given = given if isinstance(given, list) else [given]
    return [*given, *([task["seedImage"]] if task.get("seedImage") else [])]


def _check_reference(given: Any) -> str:
    """A reference is a UUID of a picture, an address, a data URI or base64: its digest."""
    text = str(given)
    if re.match(r"https?://", text):
        return digest(text)
    try:
        uuid.UUID(text)
        return digest(text)
    except ValueError:
        pass
    try:
        data = base64.b64decode(text.partition(",")[2] or text, validate=True)
    except (ValueError, binascii.Error):
        raise _invalid("referenceImages", "A reference image cannot be read.") from None
    if len(data) < 12:
        raise _invalid("referenceImages", "A reference image is empty.")
    return digest(data)


def _download(asked: Asked) -> Answer:
    found = re.fullmatch(r"image/([0-9a-f]{16})-(\d{3,4})x(\d{3,4})\.(jpg|png|webp)", asked.path)
    if not found:
        raise Wrong("not_found", "")
    data = pictures.draw(found[1], int(found[2]), int(found[3]), found[4])
    return Answer(data, headers={"content-type": pictures.content_type(found[4])})


def _invalid(parameter: str, message: str) -> Wrong:
    code = f"invalid{parameter[0].upper()}{parameter[1:]}"
    return Wrong("bad_request", message, parameter=parameter, code=code)


def _error(wrong: Wrong, task: Any) -> dict[str, Any]:
    task = task if isinstance(task, dict) else {}
    error = {"code": wrong.details.get("code", "invalidRequest"), "message": wrong.message}
    if parameter := wrong.details.get("parameter"):
        error["parameter"] = parameter
        error["documentation"] = f"https://runware.ai/docs/image-inference#{parameter.lower()}"
    for name in ("taskType", "taskUUID"):
        if isinstance(task.get(name), str):
            error[name] = task[name]
    return json.loads(json.dumps(error))  # type: ignore[no-any-return]


_TROUBLES: dict[Trouble, tuple[int, str, str]] = {
    "rate_limited": (429, "rateLimitExceeded", "Too many requests. Please slow down."),
    "too_many_at_once": (429, "concurrencyLimitExceeded", "Too many requests at the same time."),
    "server_error": (500, "internalServerError", "An unexpected error occurred."),
    "overloaded": (503, "serviceUnavailable", "The service is temporarily unavailable."),
    "wrong_key": (401, "invalidApiKey", "Invalid API key. Get one at https://my.runware.ai/signup"),
    "no_permission": (403, "forbidden", "The API key doesn't have permissions for this request."),
    "no_credit": (402, "insufficientCredits", "Your account balance is insufficient."),
    "model_retired": (404, "modelNotFound", "The model is no longer available."),
    "model_gone": (410, "modelGone", "The model is no longer available."),
    "refused": (400, "invalidProviderContent", "The prompt was flagged by content moderation."),
    "too_long": (400, "invalidPositivePrompt", "positivePrompt is too long."),
    "bad_request": (400, "invalidRequest", "The request was unacceptable."),
    "not_found": (404, "notFound", "The requested resource doesn't exist."),
    "error_in_200": (200, "timeoutProvider", "The external provider did not respond in time."),
}

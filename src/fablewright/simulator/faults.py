"""What goes wrong, by name. Three kinds, so that no vendor knows of any:

- `INSTEAD`: the vendor does not work, and answers an error in its own form.
- `CHANGED`: the vendor works, and what it answers is spoilt.
- `WIRE` (in `wire.py`): the answer is right, and does not arrive.
"""

from __future__ import annotations

import email.utils
import json
import re
import time
from collections.abc import Callable, Mapping
from typing import Any

from fablewright.simulator.fault_media import MEDIA
from fablewright.simulator.model import Answer, Asked, Trouble, Vendor, Wrong
from fablewright.simulator.wire import WIRE

Options = Mapping[str, float]
Instead = Callable[[Vendor, Asked, Options], Answer]
Change = Callable[[Answer, Asked], bool]
"""Changes an answer where it stands; False when there is nothing in it to spoil."""


def _says(trouble: Trouble) -> Instead:
    return lambda vendor, asked, options: vendor.trouble(asked, Wrong(trouble, ""))


def _retry_after(vendor: Vendor, asked: Asked, options: Options) -> Answer:
    answer = vendor.trouble(asked, Wrong("rate_limited", ""))
    answer.headers["retry-after"] = f"{options.get('seconds', 2):g}"
    return answer


def _retry_after_date(vendor: Vendor, asked: Asked, options: Options) -> Answer:
    answer = vendor.trouble(asked, Wrong("rate_limited", ""))
    when = time.time() + options.get("seconds", 2)
    answer.headers["retry-after"] = email.utils.formatdate(when, usegmt=True)
    return answer


def _bad_gateway(vendor: Vendor, asked: Asked, options: Options) -> Answer:
    page = (
        "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1>"
        "</center><hr><center>cloudflare</center></body></html>"
    )
    return Answer(page.encode(), 502, {"content-type": "text/html"})


def _redirect(vendor: Vendor, asked: Asked, options: Options) -> Answer:
    """To an address inside one's own network, where a downloader must not follow."""
    return Answer(b"", 302, {"location": "http://127.0.0.1:1/latest/meta-data/"})


INSTEAD: dict[str, Instead] = {
    "rate_limited": _retry_after,
    "rate_limited_date": _retry_after_date,
    "rate_limited_bare": _says("rate_limited"),
    "too_many_at_once": _says("too_many_at_once"),
    "server_error": _says("server_error"),
    "bad_gateway": _bad_gateway,
    "overloaded": _says("overloaded"),
    "wrong_key": _says("wrong_key"),
    "no_permission": _says("no_permission"),
    "no_credit": _says("no_credit"),
    "model_retired": _says("model_retired"),
    "model_gone": _says("model_gone"),
    "content_refused": _says("refused"),
    "context_too_long": _says("too_long"),
    "error_in_200": _says("error_in_200"),
    "not_found": _says("not_found"),
    "redirect_private": _redirect,
}


def _text(change: Callable[[str], str]) -> Change:
    """Changes what the model wrote: a message's content, or the arguments of its calls."""

    def apply(answer: Answer, asked: Asked) -> bool:
        spoilt = False
        for choice in _choices(answer):
            message = choice["message"]
            if message.get("content"):
                message["content"], spoilt = change(message["content"]), True
            for call in message.get("tool_calls") or ():
                call["function"]["arguments"] = change(call["function"]["arguments"])
                spoilt = True
        return spoilt

    return apply


def _json_value(change: Callable[[dict[str, Any]], None]) -> Change:
    """Changes a JSON object that the model wrote, and leaves it JSON."""

    def rewrite(text: str) -> str:
        try:
            value = json.loads(text)
        except ValueError:
            return text
        if isinstance(value, dict) and value:
            change(value)
        return json.dumps(value, ensure_ascii=False)

    return _text(rewrite)


def _choice(change: Callable[[dict[str, Any]], None]) -> Change:
    def apply(answer: Answer, asked: Asked) -> bool:
        choices = _choices(answer)
        for choice in choices:
            change(choice)
        return bool(choices)

    return apply


def _refuses(choice: dict[str, Any]) -> None:
    choice["message"]["content"] = None
    choice["message"].pop("tool_calls", None)
    choice["message"]["refusal"] = "I'm sorry, I can't help with that request."
    choice["finish_reason"] = "stop"


def _filtered(choice: dict[str, Any]) -> None:
    choice["message"]["content"] = ""
    choice["message"].pop("tool_calls", None)
    choice["finish_reason"] = "content_filter"


def _cut(choice: dict[str, Any]) -> None:
    message = choice["message"]
    if message.get("content"):
        message["content"] = _shorter(message["content"])
    for call in message.get("tool_calls") or ():
        call["function"]["arguments"] = _shorter(call["function"]["arguments"])
    choice["finish_reason"] = "length"


def _fails(choice: dict[str, Any]) -> None:
    """OpenRouter: the model fails after it began, and the status was already sent."""
    _cut(choice)
    choice["finish_reason"] = choice["native_finish_reason"] = "error"
    choice["error"] = {
        "code": 502,
        "message": "Provider returned error",
        "metadata": {"provider_name": "Simulated"},
    }


def _silent(choice: dict[str, Any]) -> None:
    choice["message"]["content"] = ""
    choice["message"].pop("tool_calls", None)


def _shorter(text: str) -> str:
    return text[: max(1, len(text) * 3 // 5)]


def _without_a_field(value: dict[str, Any]) -> None:
    value.pop(next(iter(value)))


def _of_another_type(value: dict[str, Any]) -> None:
    name = next(iter(value))
    value[name] = {"unexpected": True} if not isinstance(value[name], dict) else 17


def _not_seen(value: dict[str, Any]) -> None:
    """An inspector of pictures finds nothing of what it was asked about."""
    for entry in value.values():
        if isinstance(entry, dict) and "seen" in entry:
            entry.update(seen="no", note="It is not there.")


def _with_more(value: dict[str, Any]) -> None:
    value["simulated_extra"] = "Nobody asked for this."


def _empty(answer: Answer, asked: Asked) -> bool:
    answer.body, answer.stream = b"", None
    return True


def _broken_body(answer: Answer, asked: Asked) -> bool:
    whole = b"".join(answer.pieces())
    answer.body, answer.stream = whole[: len(whole) // 2], None
    return True


def _events(change: Callable[[list[bytes]], list[bytes]]) -> Change:
    """Changes the pieces of a stream."""

    def apply(answer: Answer, asked: Asked) -> bool:
        stream = answer.stream
        if stream is None:
            return False
        answer.stream = lambda made: change(list(stream(made)))
        return True

    return apply


def _with_error(pieces: list[bytes]) -> list[bytes]:
    error = {
        "error": {
            "message": "The server had an error processing your request. Sorry about that!",
            "type": "server_error",
            "param": None,
            "code": "server_error",
        }
    }
    event = b"data: " + json.dumps(error).encode() + b"\n\n"
    return [*pieces[: len(pieces) // 2], event]


def _twice(pieces: list[bytes]) -> list[bytes]:
    middle = len(pieces) // 2
    return [*pieces[: middle + 1], *pieces[middle:]]


def _choices(answer: Answer) -> list[dict[str, Any]]:
    choices = answer.body.get("choices") if isinstance(answer.body, dict) else None
    return choices or []


CHANGED: dict[str, Change] = {
    "json_broken": _text(_shorter),
    "json_fenced": _text(lambda text: f"```json\n{text}\n```"),
    "json_prose": _text(lambda text: f"Sure! Here it is:\n\n{text}\n\nI hope you like it."),
    "json_unquoted": _text(lambda text: re.sub(r'"(\w+)":', r"\1:", text)),
    "schema_missing": _json_value(_without_a_field),
    "schema_wrong_type": _json_value(_of_another_type),
    "schema_extra": _json_value(_with_more),
    "verdict_no": _json_value(_not_seen),
    "refusal": _choice(_refuses),
    "content_filter": _choice(_filtered),
    "length": _choice(_cut),
    "finish_error": _choice(_fails),
    "no_content": _choice(_silent),
    "empty_body": _empty,
    "broken_body": _broken_body,
    "stream_error": _events(_with_error),
    "stream_duplicates": _events(_twice),
    **MEDIA,
}

KNOWN = frozenset({*INSTEAD, *CHANGED, *WIRE})

"""A Chat Completions server as a transport: answers a model could have given, no network."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

import httpx2

BEATS = (
    "Nnedi wanted to open the blue door at the end of Plum Lane. Nobody had opened it for a hundred"
    " years, or so said Mr Obi, who sold buttons next door. Behind it something ticked.\n\n"
    "Once there was a key. Now there was just its red string.\n\n"
    "“Then we look,” said Nnedi, and pushed up her glasses. Biscuit barked. He had jam on his nose.\n\n"
    "They looked in Mr Obi’s button tins. A brass key lay in the third one. Nnedi swung her wheels"
    " round and tried it.\n\n“Click, clack, not that one,” said the lock.\n\nBut what was that tick?",
    "So they went to the bakery. Nnedi took the ramp, no hands, and was at the counter first. Mrs Pell"
    " had a key in a loaf.\n\n"
    "“It is warm,” said Nnedi. It smelled of rye.\n\n"
    "Biscuit carried it home in his teeth. He sat down by the door and scratched at the"
    " mat. Nnedi was busy with the lock.\n\n"
    "“Click, clack, not that one,” said the lock.\n\n"
    "And the key broke in two, snap, like a biscuit. Biscuit looked hurt.\n\nWhat now?",
    "Nnedi let her hands lie in her lap. The rain came down on Plum Lane and ran off her sleeves.\n\n"
    "“Click, clack, not that one,” she told the lock, before it could.\n\n"
    "Biscuit scratched at the mat. Scratch, scratch, scratch.\n\n"
    "“Stop that,” said Nnedi. Then she wiped her glasses and looked, very slowly, at the mat. It had a"
    " bump. The bump was long and thin.\n\n"
    "She rolled back. One wheel stuck on the edge, and the mat went up,"
    " up…",
    "There lay a key, green with age, as small as a bean pod.\n\n"
    "“You knew,” said Nnedi.\n\nBiscuit licked the jam off his nose.\n\n"
    "She turned it with both hands.\n\n"
    "“Click, clack, come on in,” said the lock.\n\n"
    "The blue door swung wide. There was no gold in there, and no ghost. There was a tiny room, and in"
    " it one old clock, and on the clock a mouse in a nest of red string. The mouse looked at them.\n\n"
    "“Sorry,” whispered Nnedi. “We only wanted to know.”\n\n"
    "She pulled the door to, all but a crack as wide as a mouse. Then she hung the green key on her"
    " wheel, where it rang all the way home. Tick, tick, ting.",
)
TITLE = "The Blue Door"
STORY: dict[str, Any] = {
    "plan": "Nnedi wants to see what ticks behind the door.",
    "title": TITLE,
    "refrain": "Click, clack, not that one",
    **{f"beat_{number}": text for number, text in enumerate(BEATS, 1)},
    "moral": "Whoever looks closely finds it.",
    "dedication": "For everybody who tries the handle",
    "place": "the street",
    "people": [
        {"number": 1, "name": "Nnedi", "kind": "child", "species": "", "appearance": "a red jumper",
         "pronoun": "she"},
        {"number": 2, "name": "Biscuit", "kind": "companion", "species": "dog",
         "appearance": "jam on his nose", "pronoun": "he"},
        {"number": 0, "name": "Mr Obi", "kind": "hero", "species": "", "appearance": "a button coat",
         "pronoun": "he"},
    ],
}  # fmt: skip


def _step(name: str, number: int) -> dict[str, str]:
    return {"name": name, "sky_top": f"#4a6fa{number}", "sky_middle": "#8FB3D9", "sky_horizon": "e8d9c0",
            "ground": "#6b5", "light": "rgb(255, 240, 200)", "accent": "#c0392bff"}  # fmt: skip


PALETTE: dict[str, Any] = {
    "motif": "what was there all along",
    "motif_object": "a key",
    "cover": _step("a promise", 1),
    "scene_1": _step("a tick", 2),
    "scene_2": _step("rye and rain", 3),
    "scene_3": _step("grey", 4),
    "scene_4": _step("ting", 5),
}
SCENE: dict[str, Any] = {
    "action": "Nnedi turns a brass key in the blue door while Biscuit waits.",
    "camera": "Close-up",
    "depth": "A button tin in front, the door, the lane behind.",
    "atmosphere": "Soft morning light.",
    "place": "the street",
    "indoors": False,
    "time_of_day": "Morning",
    "weather": "sunny",
    "figures": [
        {"who": "Nnedi", "pose": "reaching up", "mood": "curious", "facing": "left", "holds": "a key"},
        {"who": "Biscuit (the dog)", "pose": "sitting", "mood": "happy", "facing": "to the right",
         "holds": ""},
        {"who": "a passer-by", "pose": "walk", "mood": "joy", "facing": "left", "holds": ""},
    ],
    "props": ["The Door", "key", "key", "button tin"],
    "quiet": "top",
    "alt": "A girl in a wheelchair turns a key in a blue door. Her dog, jam on his nose, looks on.",
}  # fmt: skip
ATTIC = SCENE | {
    "action": "Nnedi climbs into the attic and calls.",
    "place": "the attic",
    "indoors": True,
    "time_of_day": "midnight",
    "figures": SCENE["figures"][:1],
}


def _question(
    kind: str, question: str, options: Sequence[str], answer: str, quote: str
) -> dict[str, Any]:
    return {
        "kind": kind,
        "question": question,
        "options": list(options),
        "answer": answer,
        "quote": quote,
    }


ACTIVITIES: dict[str, Any] = {
    "questions": [
        _question("recall", "What was on Biscuit’s nose?", ("Jam", "Snow", "Ink"), "A", "He had jam on his nose."),
        _question("recall", "What colour is the door?", ("red", "blue"), "Blue", "the blue door at the end"),
        _question("sequence", "What did Nnedi do before she looked at the mat?", (), "She wiped her glasses.",
                  "Then she wiped her glasses"),
        _question("word", "What is a nest of string?", (), "A bed made of string.", "a nest of red string"),
        _question("feeling", "How did Nnedi feel in the rain?", (), "Her hands tell.", ""),
        _question("create", "Draw what ticks behind a door near you.", (), "Any door will do.", ""),
    ]
}  # fmt: skip


def completion(content: object, finish: str | None = "stop", **more: Any) -> dict[str, Any]:
    """A whole answer as OpenAI documents it. `content` that is no string is sent as JSON."""
    text = content if isinstance(content, str) or content is None else json.dumps(content)
    message = {"role": "assistant", "content": text, "refusal": None, **more.pop("message", {})}
    return {
        "id": "chatcmpl-1",
        "object": "chat.completion",
        "created": 1,
        "model": "tale-1",
        "choices": [{"index": 0, "message": message, "finish_reason": finish}],
        "usage": {"prompt_tokens": 1000, "completion_tokens": 500, "total_tokens": 1500},
        **more,
    }


def chunks(text: str, size: int = 7) -> list[bytes]:
    """The events of a streamed answer, with a comment amid them as OpenRouter sends it."""
    head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "tale-1"}
    deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
    deltas += [{"content": text[at : at + size]} for at in range(0, len(text), size)]
    events = [
        {**head, "choices": [{"index": 0, "delta": delta, "finish_reason": None}]}
        for delta in deltas
    ]
    events.append({**head, "choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
    usage = {"prompt_tokens": 1000, "completion_tokens": 500}
    events.append({**head, "choices": [], "usage": usage})
    lines = [f"data: {json.dumps(event)}\n\n".encode() for event in events]
    return [b": OPENROUTER PROCESSING\n\n", *lines, b"data: [DONE]\n\n"]


async def _slowly(pieces: Sequence[bytes]) -> AsyncIterator[bytes]:
    for piece in pieces:
        await asyncio.sleep(0)
        yield piece


def streamed(pieces: Sequence[bytes]) -> httpx2.Response:
    return httpx2.Response(
        200, headers={"content-type": "text/event-stream"}, content=_slowly(pieces)
    )


def fitting(request: dict[str, Any]) -> dict[str, Any]:
    """The answer that fits what is asked: by the name of the form."""
    asked = request["messages"][1]["content"]
    form = request["response_format"]["json_schema"]["name"]
    if (
        form == "analyse"
        and "attic" in asked
        and "beat 2" in re.findall(r'"which": "(.*)"', asked)[0]
    ):
        return ATTIC
    return {"write": STORY, "palette": PALETTE, "analyse": SCENE, "activities": ACTIVITIES}[form]


def playing(answer: Callable[[dict[str, Any]], Any] = fitting) -> httpx2.MockTransport:
    """A server that answers each request with the JSON of `answer`, streamed when that is asked for."""

    def handle(request: httpx2.Request) -> httpx2.Response:
        asked = json.loads(request.content)
        text = json.dumps(answer(asked), ensure_ascii=False)
        if asked.get("stream"):
            return streamed(chunks(text))
        return httpx2.Response(200, json=completion(text))

    return httpx2.MockTransport(handle)

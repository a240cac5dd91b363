"""From what a model filled in to the values of a book: what is set right, and what is sent back."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from tests.support import chat
from tests.support.asking import BISCUIT, BRIEF, NNEDI, author, story_of, told_off

from fablewright.authors import llm_drafts as drafts
from fablewright.authors.llm_language import count_words, is_other_language
from fablewright.authors.llm_repair import colour, find_object, flaw, line, nearest, noun, tidy
from fablewright.core.book import PARTS, Brief, PaletteJourney, Person, StoryText
from fablewright.core.errors import TryAgain

# From forms to a book


async def test_a_story_is_completed_and_tidied() -> None:
    brief = BRIEF.model_copy(
        update={"people": (NNEDI, BISCUIT, Person(kind="hero", name="")), "title": "My Own"}
    )
    obi = chat.STORY["people"][2]
    lost = [obi | {"number": number, "name": name} for number, name in ((1, "Mrs Pell"), (9, "Mo"))]
    people = [*lost, *chat.STORY["people"][:2], obi | {"number": 3}]

    story = await story_of(
        {"people": people, "dedication": "see www.me.com", "moral": "**Look.**"}, brief
    )

    assert story.title == "My Own"
    assert [(one.name, one.kind, one.species) for one in story.people] == [
        ("Nnedi", "child", ""), ("Biscuit", "companion", "dog"), ("Mr Obi", "hero", ""),
        ("Mrs Pell", "hero", ""), ("Mo", "hero", "")]  # fmt: skip
    assert story.people[0].traits == ("wheelchair",)
    assert story.people[1].appearance == "jam on his nose"
    assert (story.place, story.moral, story.dedication) == ("street", "Look.", "")
    assert story.reading_age == pytest.approx(5.5, abs=0.2)


SHORT = " ".join(chat.BEATS[0].split()[:20])
WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "empty page": ({"beat_2": " * "}, "Beat 2 is empty"),
    "too short": ({"beat_1": SHORT}, "have 304 words (20, 82, 81, 121); 338 to 412 are wanted, so write about 71 more"),
    "too long": ({"beat_1": chat.BEATS[0] * 2}, "fewer"),
    "no title": ({"title": "“”"}, "title"),
    "no refrain": ({"refrain": ""}, "refrain is missing"),
    "refrain elsewhere": ({"refrain": "Round and round we go"}, "“Round and round we go” must stand"),
    "nobody called so": ({f"beat_{n}": text.replace("Biscuit", "Rusk") for n, text in enumerate(chat.BEATS, 1)},
                         "Biscuit is missing"),
    "a link": ({"title": "Read more at tales.com"}, "web address"),
    "an address": ({"beat_3": chat.BEATS[2] + " Write to me@tales.example."}, "e-mail"),
    "markup": ({"beat_3": chat.BEATS[2] + " <b>Now.</b>"}, "markup"),
    "the prompt": ({"beat_3": chat.BEATS[2] + " The child does it. Grown-ups are neither fools nor rescuers;"},
                   "instructions"),
    "too hard": ({f"beat_{n}": re.sub(r"[.?!]”?\s+", " and ", text) for n, text in enumerate(chat.BEATS, 1)},
                 "reading age is"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
async def test_what_is_wrong_with_a_story_is_said_precisely(name: str) -> None:
    change, words = WRONG[name]

    assert words in await told_off(change)


async def test_a_name_is_demanded_for_whoever_has_none_and_someone_must_be_there() -> None:
    nameless = BRIEF.model_copy(update={"people": (*BRIEF.people, Person(kind="hero", name=""))})
    assert "Person 3 of the data has no name" in await told_off({"people": []}, nameless)
    assert "list of people is empty" in await told_off({"people": []}, Brief(spark="a key"))


@pytest.mark.parametrize("name", ["🦊", "José María", "mrs pell", "شهرزاد"])
async def test_any_name_can_be_asked_for_and_must_be_there(name: str) -> None:
    brief = BRIEF.model_copy(update={"people": (NNEDI, Person(kind="hero", name=name))})
    beat = chat.BEATS[1]

    story = await story_of({"beat_2": beat.replace("Mrs Pell", name)}, brief)
    assert story.people[1].name == name
    without = await told_off({"beat_2": beat.replace("Mrs Pell", "She there")}, brief)
    assert f"{name} is missing" in without


async def test_people_may_call_the_book_and_somebody_as_they_like() -> None:
    dot = Person(kind="hero", name="Dot.com")
    brief = BRIEF.model_copy(update={"people": (NNEDI, dot), "title": "www.key"})
    beats = {"beat_2": chat.BEATS[1].replace("Mrs Pell", "Dot.com")}

    assert (await story_of(beats, brief)).title == "www.key"


async def test_another_language_is_noticed() -> None:
    assert "language “de”" in await told_off({}, BRIEF.model_copy(update={"language": "de"}))
    assert "language “ar”" in await told_off({}, BRIEF.model_copy(update={"language": "ar"}))
    russian = BRIEF.model_copy(update={"language": "ru"})
    assert "language “ru”" in await told_off({"beat_1": chat.BEATS[0] * 2}, russian)


async def test_what_a_story_can_do_without_may_be_missing() -> None:
    change = {"plan": ["a"], "dedication": None, "moral": 5}

    story = await story_of(change, BRIEF.model_copy(update={"moral": "Look twice."}))

    assert (story.dedication, story.moral) == ("", "Look twice.")
    assert "last action shows is missing" in await told_off(change)


async def test_an_instant_story_needs_no_refrain_and_keeps_its_style() -> None:
    brief = Brief(spark="a key", emotion="dread", vibe="dry", age=2)
    story = await story_of({"refrain": ""}, brief)

    assert (story.refrain, story.emotion, story.vibe) == ("", "dread", "dry")


@pytest.fixture
async def story() -> StoryText:
    return await story_of({})


async def palette_of(change: dict[str, Any], story: StoryText) -> PaletteJourney:
    made, _ = author(chat.completion(chat.PALETTE | change))
    return (await made.palette(BRIEF, story).run()).value


async def test_colours_are_read_in_any_usual_way(story: StoryText) -> None:
    journey = await palette_of({}, story)

    step = journey.step("cover")
    assert step.sky == ("#4a6fa1", "#8fb3d9", "#e8d9c0")
    assert (step.ground, step.light, step.accent) == ("#66bb55", "#fff0c8", "#c0392b")
    assert journey.motif_object == "key"


@pytest.mark.parametrize(("change", "words"), [
    ({"scene_2": chat.PALETTE["scene_2"] | {"ground": "mossy"}}, "ground of scene_2"),
    ({"scene_2": chat.PALETTE["scene_1"]}, "same sky"),
    ({"motif_object": ""}, "motif"),
])  # fmt: skip
async def test_a_palette_that_cannot_be_painted_is_sent_back(
    change: dict[str, Any], words: str, story: StoryText
) -> None:
    with pytest.raises(TryAgain, match=words):
        await palette_of(change, story)


async def test_words_off_the_list_become_the_nearest_on_it(story: StoryText) -> None:
    made, server = author(chat.completion(chat.SCENE | {"alt": "A girl. " * 40}))
    journey = await palette_of({}, story)

    scene = (await made.analyse(BRIEF, story, journey, "scene_2").run()).value

    assert (scene.camera, scene.time_of_day, scene.weather, scene.quiet) == (
        "near",
        "morning",
        "clear",
        "top",
    )
    assert [(one.who, one.pose, one.mood, one.facing, one.holds) for one in scene.figures] == [
        ("Nnedi", "reach_up", "wonder", "left", "key"), ("Biscuit", "sit", "smile", "right", "")]  # fmt: skip
    assert scene.props == ("door", "key", "button tin")
    assert scene.motif_object == "key"
    assert len(scene.alt) <= 140
    assert scene.alt.endswith("…")
    assert '"which": "the picture of beat 2"' in server.bodies[0]["messages"][1]["content"]


async def test_pictures_are_offered_different_cameras(story: StoryText) -> None:
    journey = await palette_of({}, story)
    made, _ = author({})
    prompts = [made.analyse(BRIEF, story, journey, part).prompt for part in PARTS]

    assert len({re.findall(r'"camera proposed": "(\w+)"', prompt)[0] for prompt in prompts}) == 5


@pytest.mark.parametrize(("change", "words"), [
    ({"figures": [{**chat.SCENE["figures"][0], "who": "the king"}]}, "there are: Nnedi, Biscuit, Mr Obi"),
    ({"alt": ""}, "description is missing"),
    ({"alt": "See https://x"}, "web address"),
])  # fmt: skip
async def test_a_picture_of_nobody_is_sent_back(
    change: dict[str, Any], words: str, story: StoryText
) -> None:
    made, _ = author(chat.completion(chat.SCENE | change))
    with pytest.raises(TryAgain, match=re.escape(words)):
        await made.analyse(BRIEF, story, await palette_of({}, story), "cover").run()


async def asked(questions: list[dict[str, Any]], story: StoryText) -> list[tuple[str, str]]:
    made, _ = author(chat.completion({"questions": questions}))
    found = (await made.activities(BRIEF, story).run()).value
    return [(question.kind, question.answer) for question in found.questions]


async def test_only_questions_that_the_text_answers_are_asked(story: StoryText) -> None:
    good = chat.ACTIVITIES["questions"]
    invented = good[2] | {"question": "Where is Rome?", "quote": "Rome lies on seven hills"}
    undecided = good[0] | {"question": "Which?", "answer": "None of them"}

    found = await asked([invented, *good, undecided], story)

    assert found[0] == ("recall", "Jam")
    assert found[1] == ("recall", "blue")
    assert len(found) == 6
    with pytest.raises(TryAgain, match="Only 4 of the questions"):
        await asked([invented, undecided, *good[:4]], story)
    with pytest.raises(TryAgain, match="4 different kinds"):
        await asked([good[0] | {"question": f"What {n}?"} for n in range(6)], story)


async def test_of_too_many_questions_each_kind_stays(story: StoryText) -> None:
    good = chat.ACTIVITIES["questions"]
    many = [good[0] | {"question": f"What {n}?"} for n in range(8)]

    kinds = [kind for kind, _ in await asked([*many, *good[2:]], story)]

    assert len(kinds) == 7
    assert set(kinds) == {"recall", "sequence", "word", "feeling", "create"}


@pytest.mark.parametrize(
    "form", [drafts.StoryDraft, drafts.PaletteDraft, drafts.SceneDraft, drafts.ActivitiesDraft]
)
def test_forms_keep_to_what_strict_servers_take(form: type[drafts.Draft]) -> None:
    def look(node: Any) -> None:
        if isinstance(node, list):
            for item in node:
                look(item)
        elif isinstance(node, dict):
            assert "$ref" not in node
            assert "default" not in node
            if node.get("type") == "object":
                assert node["additionalProperties"] is False
                assert node["required"] == list(node["properties"])
            for item in node.values():
                look(item)

    look(drafts.schema_of(form))
    assert len(json.dumps(drafts.schema_of(form))) < 5000


# Small parts


@pytest.mark.parametrize(("text", "found"), [
    ('{"a": 1}', {"a": 1}),
    ('Sure {really}! ```json\n{"a": "x\ny"}\n```', {"a": "x\ny"}),
    ('<think>{"a": 0}</think>{"a": 1}', {"a": 1}),
    ("{}", None),
    ('{"a": ', None),
    ("", None),
])  # fmt: skip
def test_a_json_object_is_found_amid_anything(text: str, found: dict[str, Any] | None) -> None:
    assert find_object(text) == found


def test_text_is_tidied() -> None:
    assert tidy('"A  b," he   said.\\n\n\n *"No—"*\x00\u202e\ud83d') == "“A b,” he said.\n\n“No—”"
    assert tidy('"Ja"', "de") == '"Ja"'
    assert tidy("مرحبا 🦊 你好") == "مرحبا 🦊 你好"
    assert line("one two three", 9) == "one two…"
    assert line("x" * 50, 10) == "x" * 9 + "…"
    assert noun("In the Living_Room.") == "living room"
    assert [colour(text) for text in ("#ABC", "0f0f0f", "rgb(1,2,300)", "red", "")] == [
        "#aabbcc", "#0f0f0f", "#0102ff", "", ""]  # fmt: skip
    assert nearest("Standing up", ("sit", "stand"), "sit") == "stand"
    assert nearest("???", ("sit", "stand"), "sit") == "sit"


@pytest.mark.parametrize(
    "text", ["The end.So they went.", "2 < 3 & 4", "Ask @ the door", "[a] (b)", "e.g. jam"]
)
def test_plain_text_has_no_flaw(text: str) -> None:
    assert flaw(text) == ""


def test_languages_are_told_apart_only_when_it_is_sure() -> None:
    german = "Die Katze war nicht da, und der Hund sagte: Ich gehe mit dem Ball in den Garten, aber sie ist zu müde."
    assert is_other_language(german, "en")
    assert not is_other_language(german, "de-AT")
    assert not is_other_language(german, "xx")
    assert not is_other_language("Bim bam bum " * 20, "en")
    assert not is_other_language("Лиса ищет ключ", "ru")
    assert count_words("狐狸找钥匙。", "zh") == 2 or count_words("狐狸找钥匙。", "zh") == 3
    assert count_words("one two", "en") == 2

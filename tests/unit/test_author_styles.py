"""Feelings and manners of telling: which one any words ask for, and that it is heard."""

from __future__ import annotations

import itertools
import re
from difflib import SequenceMatcher

import pytest

from fablewright.authors.offline import OfflineAuthor
from fablewright.authors.offline.cast import for_grown_ups
from fablewright.authors.offline.manners import tellers_lines
from fablewright.authors.offline.plan import Plan
from fablewright.authors.offline.questions import activities
from fablewright.authors.offline.script import Plot, plots
from fablewright.authors.offline.spark import understand
from fablewright.authors.offline.storyteller import tell
from fablewright.authors.offline.styles import emotion_of, emotions, vibe_of, vibes
from fablewright.authors.reading import band_for, sentence_length
from fablewright.core.book import Brief, Person

EMOTIONS = {
    "Spine-tingling chills": "chills", "belly laughs": "laughter", "warm tears": "tears",
    "awe": "wonder", "Gänsehaut": "chills", "happy tears": "tears", "on the edge of my seat":
    "suspense", "Hope!": "hope", "nostalgic": "nostalgia", "😂": "laughter", "😭": "tears",
    "a cosy warm feeling": "comfort", "bravery": "courage", "peacefull": "calm", "joyfull": "joy",
    "curiousity": "curiosity", "saudade": "nostalgia", "希望": "hope", "frightend": "chills",
    "qqq": "wonder", "123": "wonder", "": "", "   ": "",
}  # fmt: skip
VIBES = {
    "Stephen King": "quiet dread", "Roald Dahl": "nonsense and mischief", "Carl Sagan":
    "science wonder", "Studio Ghibli": "lyrical hush", "🦄": "fairy tale", "J.R.R. Tolkien":
    "pocket epic", "agatha christie": "noir", "Mark Twain": "tall tale", "Douglas Adams":
    "deadpan", "bedtime story": "bedtime whisper", "Beatrix Potter": "cosy hearth",
    "steven king": "quiet dread", "a letter": "letter from a friend", "Märchen": "fairy tale",
    "like my grandmother told it": "folk tale by the fire", "童话": "fairy tale",
    "qqq": "folk tale by the fire", "": "",
}  # fmt: skip
SPARKS = (
    "Phone shows text from tomorrow", "My toaster has become king", "a shy octopus",
    "A lighthouse keeper finds a door in the sea", "an old violin", "The last bookshop on Mars",
    "", "🐙🔑", "قطة صغيرة تحت القمر", "thunder", "'; DROP TABLE stories; --", "word " * 900,
)  # fmt: skip


def whole(plan: Plan) -> str:
    assert plan.story
    return "\n\n".join(beat.text for beat in plan.story.beats)


@pytest.mark.parametrize(("asked", "name"), EMOTIONS.items())
def test_any_feeling_is_the_nearest_one(asked: str, name: str) -> None:
    assert emotion_of(asked).name == name


@pytest.mark.parametrize(("asked", "name"), VIBES.items())
def test_any_manner_is_the_nearest_one(asked: str, name: str) -> None:
    assert vibe_of(asked).name == name


@pytest.mark.parametrize("asked", ["\x00", "\ud800", "\u202e", "😀" * 500, "a" * 100_000, "{M}|<"])
def test_odd_words_are_some_style_too(asked: str) -> None:
    assert emotion_of(asked).name
    assert vibe_of(asked).name
    assert tell(Brief(spark="mud", emotion=asked, vibe=asked)).story


def test_each_style_says_what_it_is_and_does() -> None:
    known = {plot.name for plot in plots()}
    for style in (*emotions(), *vibes()):
        assert style.about
        assert style.words
        liked = {item.rpartition(" ")[0] for item in style.listed("suits")}
        assert liked <= known, style.name
    for vibe in vibes():
        assert len(vibe.all("frame")) >= 2
        assert all(frame.count(" | ") == 1 for frame in vibe.all("frame"))
        assert len(vibe.all("mark")) == 3
        assert vibe.all("aside")
    for emotion in emotions():
        assert emotion.all("turn")
        assert emotion.all("last")


def test_every_style_finds_itself() -> None:
    assert [emotion_of(style.name) for style in emotions()] == list(emotions())
    assert [vibe_of(style.name) for style in vibes()] == list(vibes())


def test_a_story_says_in_which_style_it_was_told() -> None:
    story = tell(Brief(spark="thunder", emotion="giggles", vibe="Roald Dahl")).story
    plain = tell(Brief(spark="thunder")).story
    assert story
    assert plain
    assert (story.emotion, story.vibe) == ("laughter", "nonsense and mischief")
    assert (plain.emotion, plain.vibe) == ("", "")
    prompt = OfflineAuthor().write(Brief(emotion="giggles", vibe="Roald Dahl")).prompt
    assert "Style: laughter, nonsense and mischief" in prompt
    assert "Style" not in OfflineAuthor().write(Brief(spark="thunder")).prompt


@pytest.mark.parametrize("spark", SPARKS[:6])
def test_three_manners_are_three_tellers(spark: str) -> None:
    for three in (("noir", "bedtime whisper", "pocket epic"), ("deadpan", "cosy", "fairy tale")):
        texts = [whole(tell(Brief(spark=spark, emotion="hope", vibe=vibe))) for vibe in three]
        for one, other in itertools.combinations(texts, 2):
            a, b = (re.split(r"(?<=[.!?”]) |\n+", text) for text in (one, other))
            assert SequenceMatcher(None, a, b).ratio() < 0.75
            assert a[0] != b[0]
            assert a[-1] != b[-1]


@pytest.mark.parametrize("number", range(4))
def test_every_style_keeps_what_every_story_keeps(number: int) -> None:
    pairs = list(itertools.product(emotions(), vibes()))[number::4]
    child = Person(kind="child", name="Amara", pronoun="they")
    for seed, (emotion, vibe) in enumerate(pairs):
        brief = Brief(
            spark=SPARKS[seed % len(SPARKS)], emotion=emotion.name, vibe=vibe.name, seed=seed,
            minutes=(3, 4, 3, 5, 3)[seed % 5], age=(5, 5, 7, 6)[seed % 4],
            people=(child,) if seed % 5 == 0 else (),
        )  # fmt: skip
        plan = tell(brief)
        assert plan.story
        text = whole(plan)
        assert plan.story.word_count == pytest.approx(brief.minutes * 125, rel=0.1), brief
        shares = [len(beat.text.split()) / plan.story.word_count for beat in plan.story.beats]
        assert min(shares) >= 0.17, brief
        assert max(shares) <= 0.33, brief
        band = band_for(brief.age)
        assert band.sentence[0] - 0.2 <= sentence_length(text) <= band.sentence[1], brief
        age = plan.story.reading_age
        assert age is not None
        assert band.reading_age[0] <= age <= band.reading_age[1] + 0.5 * for_grown_ups(brief), brief
        for index, beat in enumerate(plan.story.beats):
            refrain = plan.refrain if index < 3 else plan.refrain_last
            assert beat.text.split("\n\n").count(refrain) == 1, brief
        assert plan.cast.main.name in text
        assert plan.cast.pal.name in text
        assert not re.search(r"[{}<>|*_#@\[\]\"`~]|  |\.\.|,,|\?\.|!\.| [,.?!]", text), text
        for paragraph in text.split("\n\n"):
            assert paragraph.count("“") == paragraph.count("”"), paragraph
            assert paragraph[-1] in ".?!…”:", paragraph


def _premised() -> list[Plot]:
    return [plot for plot in plots() if plot.facts.get("premise") == "yes"]


@pytest.mark.parametrize("feeling", ["laughter", "wonder", "suspense", "hope", "chills"])
def test_the_words_of_the_spark_move_a_story_for_grown_ups(feeling: str) -> None:
    names = {plot.name for plot in _premised()}
    for seed, spark in enumerate(("My toaster has become king", "The sea forgot a Tuesday")):
        plan = tell(Brief(spark=spark, emotion=feeling, vibe="deadpan", seed=seed))
        assert plan.plot.name in names
        assert spark in whole(plan)


def test_a_message_from_tomorrow_is_from_tomorrow() -> None:
    for seed in range(8):
        brief = Brief(
            spark="Phone shows text from tomorrow", emotion="Spine-tingling chills",
            vibe="Stephen King", seed=seed,
        )  # fmt: skip
        plan = tell(brief)
        assert plan.plot.name in ("tomorrow", "dated")
        assert "tomorrow" in whole(plan).lower()


@pytest.mark.parametrize(
    "more",
    [
        {"people": (Person(kind="child", name="Amara"),)}, {"age": 7}, {"age": 12},
        {"spark": "a kid hears a voice under the bed"}, {"vibe": "bedtime"},
    ],
)  # fmt: skip
def test_children_are_never_told_more_than_a_shiver(more: dict[str, object]) -> None:
    asked = {"spark": "a voice in the walls", "emotion": "terror", "vibe": "Stephen King", **more}
    shivers = [line for vibe in vibes() for line in vibe.all("shiver")]
    for seed in range(6):
        brief = Brief.model_validate({**asked, "seed": seed})
        plan = tell(brief)
        assert not for_grown_ups(brief)
        assert "grown" not in plan.plot.facts
        text = whole(plan)
        assert not any(plan.teller.tell(line) in text for line in shivers)


def test_harsh_words_are_not_repeated_to_children() -> None:
    for seed in range(6):
        brief = Brief(
            spark="a man murdered the mayor", emotion="comfort", vibe="bedtime", seed=seed
        )
        assert "murder" not in whole(tell(brief)).lower()
        gentle = brief.model_copy(update={"spark": "a man married the mayor"})
        assert "A man married the mayor" in whole(tell(gentle))


def test_what_is_the_matter_is_said_in_one_clean_sentence() -> None:
    said = {
        'A story about "a fox" who lies.': "A fox who lies", "My dog 🐶 speaks": "My dog speaks",
        "Why do cats purr?": "", "i woke up as my own aunt": "I woke up as my own aunt",
        "My toaster is king! It has a small crown.": "My toaster is king",
        "": "", "🐙": "", "'; DROP TABLE stories; --": "", "word " * 40: "",
    }  # fmt: skip
    assert {text: understand(text).premise for text in said} == said


def test_nobody_is_asked_when_the_teller_spoke() -> None:
    for seed, vibe in enumerate(vibes()):
        plan = tell(Brief(spark="thunder", emotion="joy", vibe=vibe.name, age=6, seed=seed))
        assert plan.story
        asked = activities(plan, plan.story).questions
        order = next(question for question in asked if question.kind == "sequence")
        assert not set(order.options) & tellers_lines(plan)

"""What a model is asked to fill in: simple forms whose descriptions teach, and their JSON schemas.

A form accepts what is nearly right (a number for a word, null for an empty text, a word that is not on
its list); `llm_shaping` makes the book's values of it. Beats have a field each, so that none is lost.
"""

from __future__ import annotations

from functools import cache
from typing import Annotated, Any, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from fablewright.core.book import (
    Camera,
    Facing,
    Kind,
    Mood,
    PoseName,
    Question,
    TimeOfDay,
    Weather,
)


def _as_text(value: object) -> object:
    if value is None:
        return ""
    return str(value) if isinstance(value, (int, float)) else value


def _as_list(value: object) -> object:
    if value is None or value == "":
        return []
    return [value] if isinstance(value, (str, dict)) else value


def _as_number(value: object) -> object:
    text = str(value).strip()
    return int(text) if text.isdecimal() and len(text) < 4 else 0


def _as_flag(value: object) -> bool:
    return str(value).strip().lower() in ("true", "yes", "1")


def _as_aside(value: object) -> object:
    return value if isinstance(value, str) else ""


Text = Annotated[str, BeforeValidator(_as_text)]
Aside = Annotated[str, BeforeValidator(_as_aside)]  # what a story can do without
Number = Annotated[int, BeforeValidator(_as_number)]
Flag = Annotated[bool, BeforeValidator(_as_flag)]


def _one_of(words: Any, description: str) -> Any:
    """One word of a `Literal`: a list for the model, any text for us, who take the nearest."""
    return Field(description=description, json_schema_extra={"enum": list(get_args(words))})


KINDS = get_args(Question.model_fields["kind"].annotation)


class Draft(BaseModel):
    model_config = ConfigDict(extra="ignore")


class PersonDraft(Draft):
    number: Number = Field(
        description="The number of this person in the data; 0 for somebody you invented."
    )
    name: Text = Field(
        description="The name, letter for letter as in the data if it has one there."
    )
    kind: Text = _one_of(Kind, "child, hero (a grown-up), or companion (an animal or a creature).")
    species: Text = Field(description="For a companion, one noun: fox, robot, octopus. Else empty.")
    appearance: Text = Field(
        description="What a painter must know, in under twenty words: clothes with their colours,"
        " hair, one thing carried. Nothing that contradicts the data."
    )
    pronoun: Annotated[
        Text,
        Field(description="she, he or they.", json_schema_extra={"enum": ["she", "he", "they"]}),
    ]


class StoryDraft(Draft):
    plan: Aside = Field(
        default="",
        description="For yourself, under 80 words: who wants what; three tries and how each changes"
        " things; what is planted early and pays off; the last image. No reader sees this.",
    )
    title: Text = Field(description="Two to six words, concrete, nothing given away.")
    refrain: Text = Field(
        description="Four to nine words that a child can join in, exactly as they stand in the beats."
        " Empty where the story is told without one."
    )
    beat_1: Text = Field(
        description="Somebody wants something small enough to draw, on the very first page. The first"
        " try. The last line makes the hand turn the page."
    )
    beat_2: Text = Field(
        description="The second try: it fails funnier or worse. What was planted is in plain sight."
        " Ends with a question, a sound or half a sentence."
    )
    beat_3: Text = Field(
        description="Giving up for a breath; then the planted thing is seen with other eyes. Ends at"
        " the moment before."
    )
    beat_4: Text = Field(
        description="It comes out other than wished, and better. The last sentence is an image or a"
        " line of dialogue, never a lesson."
    )
    moral: Aside = Field(
        default="",
        description="What the last action shows, in one plain sentence. It stands nowhere in the beats.",
    )
    dedication: Aside = Field(
        default="", description="One line for the page before the story, or empty."
    )
    place: Text = Field(description="Where most of it happens: one or two plain words, as harbour.")
    people: Annotated[list[PersonDraft], BeforeValidator(_as_list)] = Field(
        description="Everybody of the data, then those whom you invented: no more than three."
    )


class StepDraft(Draft):
    name: Text = Field(description="The feeling of this picture in one to four words.")
    sky_top: Text = Field(description="Colour as #rrggbb.")
    sky_middle: Text = Field(description="Colour as #rrggbb.")
    sky_horizon: Text = Field(description="Colour as #rrggbb.")
    ground: Text = Field(
        description="Colour as #rrggbb, clearly darker or lighter than the horizon."
    )
    light: Text = Field(description="Colour of the light as #rrggbb, bright.")
    accent: Text = Field(description="The one colour that draws the eye, as #rrggbb.")


class PaletteDraft(Draft):
    motif: Text = Field(description="What the book is about underneath, in two to six words.")
    motif_object: Text = Field(
        description="One small thing of the story that can be drawn and stands for it: a plain noun."
    )
    cover: StepDraft
    scene_1: StepDraft
    scene_2: StepDraft
    scene_3: StepDraft
    scene_4: StepDraft


class FigureDraft(Draft):
    who: Text = Field(description="A name from the list of people, letter for letter.")
    pose: Text = _one_of(PoseName, "What the body does.")
    mood: Text = _one_of(Mood, "What the face shows.")
    facing: Text = _one_of(Facing, "Where they look: to each other or to what matters.")
    holds: Text = Field(description="A plain noun that is in the hands, or empty.")


class SceneDraft(Draft):
    action: Text = Field(
        description="One sentence: who does what, and why now. One idea a picture, of these words."
    )
    camera: Text = _one_of(
        Camera,
        "wide sets the place, middle is for action, near for feeling, low for big, high for lost.",
    )
    depth: Text = Field(
        description="What stands in front, in the middle and behind, in one sentence."
    )
    atmosphere: Text = Field(description="Light and air in one sentence.")
    place: Text = Field(description="Where this moment is: one or two plain words, as attic.")
    indoors: Flag = Field(description="Whether there is a roof over it.")
    time_of_day: Text = _one_of(TimeOfDay, "As the text says or allows.")
    weather: Text = _one_of(Weather, "As the text says or allows; clear indoors.")
    figures: Annotated[list[FigureDraft], BeforeValidator(_as_list)] = Field(
        description="Only those who are there at this moment, one to four, the most important first."
    )
    props: Annotated[list[Text], BeforeValidator(_as_list)] = Field(
        description="Up to six things that the text names here, as plain nouns in the singular."
    )
    quiet: Text = Field(
        description="Where the picture stays calm.", json_schema_extra={"enum": ["top", "bottom"]}
    )
    alt: Text = Field(
        description="For somebody who cannot see it: what is to be seen, at most 140 characters, in"
        " the language of the story, not beginning with “picture of”."
    )


class QuestionDraft(Draft):
    kind: Annotated[
        Text, Field(description="What is practised.", json_schema_extra={"enum": list(KINDS)})
    ]
    question: Text = Field(description="One short question or task, in the language of the story.")
    options: Annotated[list[Text], BeforeValidator(_as_list)] = Field(
        description="Three short answers of which exactly one is right, or none for an open question."
    )
    answer: Text = Field(
        description="The right answer (one of the options, word for word, if there are any); for an"
        " open question a hint that leaves room."
    )
    quote: Text = Field(
        description="The words of the story that show the answer, copied letter for letter; empty for"
        " why, feeling and create."
    )


class ActivitiesDraft(Draft):
    questions: Annotated[list[QuestionDraft], BeforeValidator(_as_list)]


@cache
def schema_of(form: type[Draft]) -> dict[str, Any]:
    """The form as JSON schema in the part of the language that strict servers take: no references,
    every field required, nothing more allowed (OpenAI's guide to structured outputs)."""
    schema = form.model_json_schema()
    return _strict(schema, schema.get("$defs", {}))  # type: ignore[no-any-return]


def _strict(node: Any, known: dict[str, Any]) -> Any:
    if isinstance(node, list):
        return [_strict(item, known) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _strict(known[node["$ref"].rpartition("/")[2]], known)
    if "properties" in node:
        fields = {name: _strict(field, known) for name, field in node["properties"].items()}
        return {
            "type": "object",
            "properties": fields,
            "required": list(fields),
            "additionalProperties": False,
        }
    return {
        key: _strict(value, known)
        for key, value in node.items()
        if key not in ("title", "default", "$defs")
    }

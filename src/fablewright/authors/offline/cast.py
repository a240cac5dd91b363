"""Who plays what: the people of the brief in the roles of a plot, and those whom the author invents."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, replace
from typing import Literal

from fablewright.authors.reading import words
from fablewright.core.book import Brief, Person

from . import styles
from .grammar import capital, word_set
from .lexicon import DRAWN_SPECIES, Subject, drawn_species, look_up
from .script import Plot
from .spark import Spark, clean

PersonPronoun = Literal["she", "he", "they"]

CHILDREN: tuple[tuple[str, PersonPronoun], ...] = (
    ("Noor", "she"), ("Wren", "she"), ("Ngozi", "she"), ("Tamsin", "she"), ("Odile", "she"),
    ("Hana", "she"), ("Sunniva", "she"), ("Itzel", "she"), ("Petra", "she"), ("Anjali", "she"),
    ("Bao", "he"), ("Idris", "he"), ("Emeka", "he"), ("Tomasz", "he"), ("Rafi", "he"),
    ("Lachlan", "he"), ("Mateus", "he"), ("Jory", "he"), ("Kenji", "he"), ("Piet", "he"),
    ("Kit", "they"), ("Rowan", "they"), ("Ash", "they"), ("Juno", "they"),
)  # fmt: skip
_ANIMALS: tuple[tuple[str, str, PersonPronoun], ...] = (
    ("Pockets", "mouse", "she"), ("Gherkin", "hedgehog", "he"), ("Mr Thump", "rabbit", "he"),
    ("Marmalade", "fox", "she"), ("Button", "dog", "he"), ("Figaro", "cat", "he"),
    ("Teasel", "owl", "she"), ("Bobbin", "duck", "she"), ("Old Tup", "turtle", "he"),
    ("Clementine", "penguin", "she"), ("Dumpling", "bear", "he"), ("Pip", "frog", "he"),
    ("Mustard", "dog", "she"), ("Nutmeg", "mouse", "she"), ("Barnaby", "horse", "he"),
)  # fmt: skip
_ADULTS: tuple[tuple[str, PersonPronoun], ...] = (
    ("Aunt Bibi", "she"), ("Grandpa Anselm", "he"), ("Old Peg", "she"), ("Uncle Osei", "he"),
    ("Grandma Ruth", "she"), ("Mr Halvorsen", "he"),
)  # fmt: skip
_SURNAMES = ("Dumont", "Okafor", "Lindqvist", "Quill", "Sefa", "Marek", "Abara", "Toft")
_FAMILY: dict[str, tuple[PersonPronoun, int]] = {
    "grandpa": ("he", 68), "grandma": ("she", 67), "mother": ("she", 37), "father": ("he", 38),
    "aunt": ("she", 40), "uncle": ("he", 42), "cousin": ("they", 9), "queen": ("she", 50),
    "king": ("he", 52), "princess": ("she", 9), "knight": ("they", 30), "witch": ("she", 60),
}  # fmt: skip
_NOBLE = ("Queen", "King", "Princess", "Witch", "Knight", "Captain")
_NAME_LIMIT = 40
_CHILDREN = word_set(
    "child children kid kids boy boys girl girls baby babies toddler toddlers daughter son "
    "kindergarten preschool schoolboy schoolgirl pupil pupils"
)


@dataclass(frozen=True, slots=True)
class Cast:
    """`main` wants something, `pal` answers back, `others` help. `x` may be one of them too."""

    main: Person
    pal: Person
    others: tuple[Person, ...] = ()
    job: str = ""  # what the pal is, when the spark says so: "baker"
    beast: Person | None = None  # a creature of the spark whom the plot is not about
    beast_is: str = ""  # "llama"

    @property
    def people(self) -> tuple[Person, ...]:
        return (self.main, self.pal, *self.others)


_GENRE_WORDS = {
    "bedtime": "bedtime", "sleep": "bedtime", "calm": "bedtime", "lullaby": "bedtime",
    "funny": "funny", "humor": "funny", "humour": "funny", "comedy": "funny", "silly": "funny",
    "mystery": "mystery", "detective": "mystery", "adventure": "adventure", "quest": "adventure",
    "fairy": "fairy tale", "fable": "fairy tale", "fantasy": "fantasy", "magic": "fantasy",
    "science": "science", "sci-fi": "sci-fi", "space": "space", "friendship": "friendship",
    "laugh": "funny", "joy": "funny", "cosy": "bedtime", "cozy": "bedtime", "gentle": "bedtime",
    "suspense": "mystery", "chills": "mystery", "wonder": "fantasy", "brave": "adventure",
    "excitement": "adventure", "tender": "bedtime", "warm": "bedtime", "curious": "mystery",
}  # fmt: skip


def tones_of(brief: Brief) -> frozenset[str]:
    """The tones that a brief asks for, in the storyteller's own words."""
    asked = " ".join((brief.genre, *brief.themes)).lower()
    by_word = {tone for word, tone in _GENRE_WORDS.items() if word in asked}
    by_style = (styles.emotion_of(brief.emotion), styles.vibe_of(brief.vibe))
    return frozenset(by_word.union(*(style.listed("tones") for style in by_style)))


def for_grown_ups(brief: Brief) -> bool:
    """A spark with a feeling and a vibe and no child in it is meant for grown-up readers, unless an age
    was chosen, or a manner of telling that is for children."""
    if brief.age >= 13:
        return True
    chosen = brief.age != Brief.model_fields["age"].default
    childlike = bool(_CHILDREN & set(words(brief.spark.lower()[:2000])))
    listeners = styles.vibe_of(brief.vibe).facts.get("listeners", "")
    asked = bool(brief.emotion.strip() and brief.vibe.strip())
    return asked and not (brief.people or chosen or childlike or listeners == "children")


def given_people(brief: Brief, rng: random.Random) -> list[Person]:
    """The people of the brief with names that can be printed; of two alike the second is told apart."""
    found: list[Person] = []
    for person in brief.people:
        plain = re.sub(r'["“”]|\s+(?=[.,?!])', "", clean(person.name, _NAME_LIMIT * 4))
        name = plain.strip(" .,;:!?\"“”'’-()/")
        if len(name) > _NAME_LIMIT:
            name = name[:_NAME_LIMIT].rsplit(" ", 1)[0] or name[:_NAME_LIMIT]
        if not re.search(r"\w", name):
            name = _fresh_name(rng, {other.name for other in found})[0]
        if any(other.name == name for other in found):
            name = f"{name} {'the Second' if person.kind != 'companion' else 'Junior'}"
        if all(other.name != name for other in found):
            found.append(person.model_copy(update={"name": name}))
    return found


def assemble(
    brief: Brief, spark: Spark, plot: Plot, about: Subject, rng: random.Random
) -> tuple[Cast, str]:
    """Give out the roles. The name beside the cast is for the part that the plot `takes` from the
    spark, such as the guest for whom everything is cooked; empty when the spark names nobody."""
    given = given_people(brief, rng)
    adult = "grown" in plot.facts and for_grown_ups(brief)
    main = _main(brief, spark, given, adult, rng)
    rest = [person for person in given if person is not main]
    grown = "grown" in plot.facts  # its two people have enough to do
    relatives = [] if grown else _relatives(spark, main, given, rng)
    job = next((s.noun.fact("role") for s in spark.of("person") if _has_job(s)), "")
    if brief.subject == "combined":
        rest.sort(key=lambda person: person.kind != "hero")
    guest = ""
    if relatives and "takes" in plot.facts and not job:
        guest = relatives.pop(0).name
    elif (
        relatives and plot.facts.get("takes") == "guest" and relatives[0].name.split()[0] in _NOBLE
    ):
        guest, job = relatives.pop(0).name, ""
    pool = rest + relatives
    beast, beast_is = None, ""
    if not grown:
        beast, beast_is = _beast(spark, about, {person.name for person in (main, *pool)}, rng)
    if any(beast and beast.species == person.species for person in pool):
        beast, beast_is = None, ""
    if beast:
        pool.append(beast)
    if not pool:
        pool = [_invented_pal(plot.listed("pal"), {main.name}, rng)]
    job = job if relatives else ""
    return Cast(main, pool[0], tuple(pool[1:]), job, beast, beast_is), guest


def _beast(
    spark: Spark, about: Subject, taken: set[str], rng: random.Random
) -> tuple[Person | None, str]:
    """The creature of a spark as a companion, when its story is about something else."""
    for subject in spark.of("creature"):
        species = drawn_species(subject.noun)
        dry = "swims" not in subject.noun.facts
        if subject.noun.word != about.noun.word and dry and species in DRAWN_SPECIES:
            free = [animal for animal in _ANIMALS if animal[0] not in taken]
            name, _, pronoun = rng.choice(free)
            person = creature(subject, subject.name or name, pronoun)
            return person, subject.word
    return None, ""


def _main(
    brief: Brief, spark: Spark, given: list[Person], grown: bool, rng: random.Random
) -> Person:
    order = ("hero", "child", "companion") if brief.subject == "hero" else (
        "child", "hero", "companion"
    )  # fmt: skip
    for kind in order:
        for person in given:
            if person.kind == kind:
                return person
    age = min(max(brief.age, 3), 12)
    grown = grown or brief.age >= 13
    if spark.hero and not grown:
        return Person(kind="child", name=spark.hero, age=age, pronoun=_person(spark.hero_pronoun))
    taken = {subject.name for subject in spark.subjects}
    name, pronoun = _fresh_name(rng, taken)
    if spark.hero_pronoun in ("she", "he") and {"boy", "girl"} & spark.words:
        wish = "he" if "boy" in spark.words else "she"
        name, pronoun = rng.choice([child for child in CHILDREN if child[1] == wish])
    if grown:
        if spark.hero:
            name, pronoun = spark.hero, _person(spark.hero_pronoun)
        return Person(kind="hero", name=name, age=34, pronoun=pronoun)
    return Person(kind="child", name=name, age=age, pronoun=pronoun)


def _person(pronoun: str) -> PersonPronoun:
    return pronoun if pronoun in ("she", "he") else "they"  # type: ignore[return-value]


def _fresh_name(rng: random.Random, taken: set[str]) -> tuple[str, PersonPronoun]:
    return rng.choice([child for child in CHILDREN if child[0] not in taken])


def _has_job(subject: Subject) -> bool:
    role = subject.noun.fact("role")
    return bool(role) and subject.noun.facts.get("det") != "name" and role not in (
        "aunt", "uncle", "cousin", "friend", "neighbour",
    )  # fmt: skip


def _relatives(spark: Spark, main: Person, given: list[Person], rng: random.Random) -> list[Person]:
    """Grown-ups whom the spark names: Grandpa, a queen, somebody's dad who is a baker."""
    found: list[Person] = []
    family = [s for s in spark.of("person") if s.noun.facts.get("det") == "name"]
    for subject in spark.of("person"):
        role = subject.noun.fact("role")
        if not role or role == "friend" or (family and _has_job(subject)):
            continue
        pronoun, age = _FAMILY.get(role, (rng.choice(("she", "he")), 45))
        if subject.noun.facts.get("det") == "name":
            name = capital(subject.word)
        else:
            name = f"{capital(subject.word)} {rng.choice(_SURNAMES)}"
        if all(name not in person.name for person in (*given, *found)):
            found.append(Person(kind="hero", name=name, age=age, pronoun=_person(pronoun)))
    return found[:2]


def _invented_pal(wanted: tuple[str, ...], taken: set[str], rng: random.Random) -> Person:
    kind = rng.choice(wanted or ("animal", "child"))
    if kind == "adult":
        name, pronoun = rng.choice(_ADULTS)
        return Person(kind="hero", name=name, age=60, pronoun=pronoun)
    if kind in ("child", "grown"):
        name, pronoun = _fresh_name(rng, taken)
        if kind == "grown":
            return Person(kind="hero", name=name, age=36, pronoun=pronoun)
        return Person(kind="child", name=name, age=7, pronoun=pronoun)
    name, species, pronoun = rng.choice(_ANIMALS)
    return Person(kind="companion", name=name, species=species, pronoun=pronoun)


def companion_as(subject: Subject, cast: Cast) -> Person | None:
    """The given companion that is the creature of the spark, if there is one."""
    for person in (cast.pal, *cast.others):
        noun = look_up(person.species) if person.species else None
        same = noun is not None and noun.word == subject.noun.word
        if person.kind == "companion" and (same or person.name == subject.name):
            return person
    return None


def free_the_creature(cast: Cast, subject: Subject, plot: Plot, rng: random.Random) -> Cast:
    """A pal that is the creature of the spark plays the creature; somebody else is the pal then."""
    if subject.kind != "creature" or companion_as(subject, cast) is not cast.pal:
        return cast
    people = list(cast.others)
    taken = {person.name for person in cast.people}
    pal = people.pop(0) if people else _invented_pal(plot.listed("pal"), taken, rng)
    return replace(cast, pal=pal, others=(*people, cast.pal))


def creature(subject: Subject, name: str, pronoun: PersonPronoun) -> Person:
    """The creature of a plot as a person of the book, so that it can be drawn."""
    species = drawn_species(subject.noun)
    return Person(
        kind="companion",
        name=name,
        species=species if species in DRAWN_SPECIES else "monster",
        pronoun=pronoun,
        appearance=" ".join(subject.adjectives),
    )


def little_one(subject: Subject) -> Person | None:
    """A small brother or sister who is what the plot is about, as a person to be drawn."""
    if subject.kind != "person" or not subject.noun.fact("fault"):
        return None
    baby = subject.noun.word.startswith("baby")
    return Person(
        kind="hero",
        name=subject.name or capital(subject.definite),
        age=1 if baby else 3,
        appearance="short hair, yellow pyjamas" if baby else "",
        pronoun=subject.pronoun if subject.pronoun in ("she", "he") else "they",
    )

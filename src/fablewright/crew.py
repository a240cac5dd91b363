"""The artists that the settings name: vendors are imported when they are, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, TypeAlias, TypeVar

from fablewright.authors.base import Author
from fablewright.books.readiness import Condition, Crew, Member, Role
from fablewright.books.steps import Artists
from fablewright.cast.traits import TRAITS
from fablewright.core.book import Person
from fablewright.core.errors import BadSettings
from fablewright.illustrators.base import Illustrator
from fablewright.inspectors.base import Inspector
from fablewright.narrators.base import Narrator
from fablewright.settings import Settings, is_web_address, listed

A = TypeVar("A")
_Chain: TypeAlias = list[tuple[str, A, tuple[str, ...]]]  # name, artist, models
OFFLINE = "offline"
NOTICE = timedelta(days=60)  # before a model retires
AUTHOR_MODELS = "FABLEWRIGHT_AUTHOR_MODELS"
CHATS = ("openai", "openrouter")  # who speaks the Chat Completions API


def build_artists(settings: Settings) -> Artists:
    """All of them. Raises `BadSettings` for what the settings alone show to be wrong."""
    return _build(settings, None).artists


def build_crew(settings: Settings) -> Crew:
    """All of them, without those whose settings cannot work, as long as those of the house step in.

    Raises `BadSettings` where these may not.
    """
    return _build(settings, [] if settings.offline_fallback else None)


def _build(settings: Settings, unfit: list[Condition] | None) -> Crew:
    """`unfit` gathers what is wrong; without it, that is raised."""
    authors = _chain(settings, "author", CHATS, _author, unfit)
    painters = ("openai", "openrouter", "runware", "comfyui")
    illustrators = _chain(settings, "illustrator", painters, _illustrator, unfit)
    readers = ("elevenlabs", "openai", "kokoro")
    narrators = _chain(settings, "narrator", readers, _narrator, unfit)
    inspectors = _chain(settings, "inspector", CHATS, _inspector, unfit)
    house = illustrators[-1]
    artists = Artists(
        _authors(authors),
        _illustrators(illustrators),
        _narrators(narrators),
        _inspectors(inspectors),
        house[1] if house[0] == OFFLINE and len(illustrators) > 1 else None,
    )
    members = [
        *(Member("author", *one) for one in authors),
        *(Member("illustrator", *one) for one in illustrators),
        *(Member("narrator", *one, voices=(settings.narrator_voice,)) for one in narrators),
        *(Member("inspector", *one) for one in inspectors),
    ]
    return Crew(artists, members, tuple(unfit or ()))


def _authors(chain: _Chain[Author]) -> Author:
    if len(chain) == 1:
        return chain[0][1]
    from fablewright.authors.chain import AuthorChain

    return AuthorChain(*(one for _, one, _ in chain))


def portrait(person: Person, seed: int, title: str) -> str:
    """A `Portraitist`: the illustrator of the house, whose scissors are fetched when first asked."""
    from fablewright.illustrators.offline.portrait import portrait

    return portrait(person, seed, title)


@dataclass(frozen=True, slots=True)
class Offer:
    """A model or a voice that a provider has. `price` is in words, "" where it is not told;
    `chosen` says that the settings name it."""

    kind: Literal["model", "voice"]
    id: str
    name: str = ""
    price: str = ""
    retires: date | None = None
    chosen: bool = False


async def offers_of(member: Member) -> list[Offer]:
    """What the server of an artist has, those chosen first. Costs nothing. Raises `ArtistError`."""
    found = []
    kinds: tuple[Literal["model", "voice"], ...] = ("model", "voice")
    for kind in kinds:
        if ask := getattr(member.artist, f"{kind}s", None):
            found += [_offer(kind, one, member) for one in await ask()]
    return sorted(found, key=lambda one: (one.kind, not one.chosen, one.id))


def retiring(offers: Sequence[Offer]) -> list[Offer]:
    """The chosen ones that go within `NOTICE`."""
    last = datetime.now(UTC).date() + NOTICE
    return [one for one in offers if one.chosen and one.retires and one.retires <= last]


def _offer(kind: Literal["model", "voice"], told: object, member: Member) -> Offer:
    """What artists' servers tell of a model or voice is alike, and each tells something else besides."""
    price = getattr(told, "price", None)
    words = f"{price[0].normalize():f} / {price[1].normalize():f} a million tokens" if price else ""
    name, chosen = _line(getattr(told, "id", told)), (member.models, member.voices)[kind == "voice"]
    label = _line(getattr(told, "name", ""))
    retires = getattr(told, "retires", None)
    return Offer(kind, name, label, words, retires, bool({name, label} & {*chosen}))


def _line(text: object) -> str:
    """A stranger's words as they can be shown."""
    return "".join(one if one.isprintable() else " " for one in str(text)[:200])


def _illustrators(chain: _Chain[Illustrator]) -> Illustrator:
    if len(chain) == 1:
        return chain[0][1]
    from fablewright.illustrators.chain import IllustratorChain

    return IllustratorChain(*(one for _, one, _ in chain))


def _inspectors(chain: _Chain[Inspector]) -> Inspector:
    """The one of the house judges pictures of the house; those that the settings name, all others."""
    from fablewright.inspectors.chain import InspectorChain
    from fablewright.inspectors.offline import OfflineInspector

    others = (one for name, one, _ in chain if name != OFFLINE)
    return InspectorChain(OfflineInspector(TRAITS), *others)


def _narrators(chain: _Chain[Narrator]) -> Narrator:
    if len(chain) == 1:
        return chain[0][1]
    from fablewright.narrators.chain import NarratorChain

    return NarratorChain(*(one for _, one, _ in chain))


def _author(settings: Settings, name: str, model: str) -> Author:
    if name == OFFLINE:
        from fablewright.authors.offline import OfflineAuthor

        return OfflineAuthor()
    from fablewright.authors.llm import LlmAuthor, SettingNames

    key, url = _chat_server(settings, name)
    return LlmAuthor(
        name, url, model, api_key=key,
        settings=SettingNames(f"{name.upper()}_API_KEY", f"{name.upper()}_BASE_URL"),
        models=_pairs(settings.author_models, AUTHOR_MODELS),
        variant=settings.author_prompts, output=settings.author_output,
        max_tokens=settings.author_max_tokens, temperature=settings.author_temperature,
        reasoning=settings.author_reasoning, prices=_prices(settings.author_prices),
        traits={trait.id: trait.label for trait in TRAITS.values()}, **_timeout(settings),
    )  # fmt: skip


def _inspector(settings: Settings, name: str, model: str) -> Inspector:
    if name == OFFLINE:
        from fablewright.inspectors.offline import OfflineInspector

        return OfflineInspector(TRAITS)
    from fablewright.authors.llm_chat import Chat, SettingNames
    from fablewright.inspectors.llm import LlmInspector

    key, url = _chat_server(settings, name)
    chat = Chat(
        name, url, key,
        settings=SettingNames(
            f"{name.upper()}_API_KEY", f"{name.upper()}_BASE_URL", "FABLEWRIGHT_INSPECTOR_MODEL"
        ),
        output=settings.author_output, max_tokens=settings.author_max_tokens,
        prices=_prices(settings.inspector_prices, "FABLEWRIGHT_INSPECTOR_PRICES"),
    )  # fmt: skip
    return LlmInspector(chat, model, TRAITS)


def _chat_server(settings: Settings, name: str) -> tuple[str, str]:
    """Its key and its address."""
    return {
        "openai": (settings.openai_api_key, settings.openai_base_url),
        "openrouter": (settings.openrouter_api_key, settings.openrouter_base_url),
    }[name]


def _illustrator(settings: Settings, name: str, model: str) -> Illustrator:
    if name == OFFLINE:
        from fablewright.illustrators.offline import OfflineIllustrator

        return OfflineIllustrator()
    from fablewright.illustrators.prompting import Prompting

    prompting = Prompting(TRAITS, style=settings.illustrator_style)
    hosts, sizes = listed(settings.illustrator_hosts), listed(settings.illustrator_sizes)
    price = settings.illustrator_price
    match name:
        case "openai":
            from fablewright.illustrators import openai

            return openai.OpenAIIllustrator(
                prompting, model=model, api_key=settings.openai_api_key,
                base_url=settings.openai_base_url, sizes=sizes,
                quality=settings.illustrator_quality, prices=openai.ImagePrices(each=price),
                picture_hosts=[*openai.HOSTS, *hosts], **_timeout(settings),
            )  # fmt: skip
        case "openrouter":
            from fablewright.illustrators.openrouter import OpenRouterIllustrator

            return OpenRouterIllustrator(
                prompting, model=model, api_key=settings.openrouter_api_key,
                base_url=settings.openrouter_base_url, price=price, picture_hosts=hosts,
                **_timeout(settings),
            )  # fmt: skip
        case "runware":
            from fablewright.illustrators import runware

            return runware.RunwareIllustrator(
                prompting, model=model, api_key=settings.runware_api_key,
                base_url=settings.runware_base_url, sizes=sizes, price=price,
                picture_hosts=[*runware.HOSTS, *hosts], **_timeout(settings),
            )  # fmt: skip
        case _:
            from fablewright.illustrators.comfyui import ComfyUIIllustrator

            return ComfyUIIllustrator(
                prompting, base_url=settings.comfyui_base_url, model=model, sizes=sizes,
                folder=settings.comfyui_workflows, **_timeout(settings),
            )  # fmt: skip


def _narrator(settings: Settings, name: str, model: str) -> Narrator:
    if name == OFFLINE:
        from fablewright.narrators.offline import OfflineNarrator

        return OfflineNarrator()
    voice, price = settings.narrator_voice, settings.narrator_price
    match name:
        case "elevenlabs":
            from fablewright.narrators.elevenlabs import ElevenLabsNarrator

            return ElevenLabsNarrator(
                api_key=settings.elevenlabs_api_key, model=model, voice=voice,
                base_url=settings.elevenlabs_base_url, per_1000=price, **_timeout(settings),
            )  # fmt: skip
        case "openai":
            from fablewright.narrators.openai import OpenAINarrator

            return OpenAINarrator(
                api_key=settings.openai_api_key, model=model, voice=voice,
                base_url=settings.openai_base_url, per_1000=price, **_timeout(settings),
            )  # fmt: skip
        case _:
            from fablewright.narrators.kokoro import KokoroNarrator

            return KokoroNarrator(
                model=model, voice=voice, base_url=settings.kokoro_base_url, **_timeout(settings)
            )


def _chain(
    settings: Settings,
    role: Role,
    known: Sequence[str],
    build: Callable[[Settings, str, str], A],
    unfit: list[Condition] | None,
) -> _Chain[A]:
    """The artists of a role, the preferred one first; those of the house last, unless forbidden."""
    names = listed(getattr(settings, role)) or [OFFLINE]
    models = listed(getattr(settings, f"{role}_model"))
    if settings.offline_fallback and OFFLINE not in names:
        names.append(OFFLINE)
    chain, paid = [], iter([*models, *("" for _ in names)])
    for name in names:
        model = "" if name == OFFLINE else next(paid)
        try:
            if problem := _problem(settings, role, name, model, known):
                raise _bad(problem)
            artist = build(settings, name, model)
        except BadSettings as error:
            if unfit is None:
                raise
            unfit.append(Condition(role, name[:60], "broken", error.message))
        else:
            more = _pairs(settings.author_models, AUTHOR_MODELS) if role == "author" else {}
            chain.append((name, artist, (model, *more.values()) if model else ()))
    return chain


def _problem(settings: Settings, role: Role, name: str, model: str, known: Sequence[str]) -> str:
    """What the settings alone show, in a sentence; "" when nothing."""
    setting = f"FABLEWRIGHT_{role.upper()}"
    if name not in (OFFLINE, *known):
        return (
            f"{setting} names “{name[:60]}”, which is not known. Known:"
            f" {', '.join((OFFLINE, *known))}."
        )
    if missing := _missing(settings, role, name, model):
        return f"{setting} is {name}, which needs {missing}. Set it, or take {name} away."
    if name != OFFLINE and not is_web_address(getattr(settings, f"{name}_base_url")):
        return f"{name.upper()}_BASE_URL must be an address such as https://api.example.org/v1."
    key = getattr(settings, f"{name}_api_key", "")
    if not (key.isascii() and key.isprintable()):
        return f"{name.upper()}_API_KEY holds characters that no key has: copy it once more."
    return ""


# What each provider cannot do without: the setting's name as people write it, and whether it is there.
def _missing(settings: Settings, role: Role, name: str, model: str) -> str | None:
    if name == OFFLINE:
        return None
    if name in ("kokoro", "comfyui"):
        if not getattr(settings, f"{name}_base_url"):
            return f"{name.upper()}_BASE_URL"
        if name == "comfyui" and settings.comfyui_workflows:  # theirs may name it themselves
            return None
    elif not getattr(settings, f"{name}_api_key") and _needs_key(settings, name):
        return f"{name.upper()}_API_KEY"
    if not model:
        return f"FABLEWRIGHT_{role.upper()}_MODEL"
    if role == "narrator" and not settings.narrator_voice:
        return "FABLEWRIGHT_NARRATOR_VOICE"
    return None


def _timeout(settings: Settings) -> dict[str, Any]:
    """How long one call may take, where the settings say so."""
    return {} if settings.provider_timeout is None else {"timeout": settings.provider_timeout}


def _needs_key(settings: Settings, name: str) -> bool:
    """Servers of one's own, which speak as OpenAI's does, ask for none."""
    return name != "openai" or "api.openai.com" in settings.openai_base_url


def _pairs(text: str, setting: str) -> dict[str, str]:
    """ "palette=small,analyse=large". Raises `BadSettings`."""
    pairs = [one.partition("=") for one in listed(text)]
    if not all(name.strip() and value.strip() for name, _, value in pairs):
        raise _bad(f"{setting} must look like palette=one-model,analyse=another.")
    return {name.strip(): value.strip() for name, _, value in pairs}


def _prices(
    text: str, setting: str = "FABLEWRIGHT_AUTHOR_PRICES"
) -> dict[str, tuple[Decimal, Decimal]]:
    """ "model=0.15/0.60": US dollars for a million tokens asked and answered. Raises `BadSettings`."""
    try:
        return {
            model: (Decimal(prices.split("/")[0]), Decimal(prices.split("/")[1]))
            for model, prices in _pairs(text, setting).items()
        }
    except (InvalidOperation, IndexError):
        raise _bad(f"{setting} must look like a-model=0.15/0.60 (US dollars).") from None


def _bad(message: str) -> BadSettings:
    return BadSettings(message, code="PROVIDER_MISCONFIGURED")

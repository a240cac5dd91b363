"""The artists that the settings name: vendors are imported when they are, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal, InvalidOperation
from typing import TypeVar

from fablewright.authors.base import Author
from fablewright.books.steps import Artists
from fablewright.cast.traits import TRAITS
from fablewright.core.errors import BadSettings
from fablewright.illustrators.base import Illustrator
from fablewright.narrators.base import Narrator
from fablewright.settings import Settings, listed

A = TypeVar("A")
OFFLINE = "offline"


def build_artists(settings: Settings) -> Artists:
    """All three. Raises `BadSettings` for what the settings alone show to be wrong."""
    return Artists(build_author(settings), build_illustrator(settings), build_narrator(settings))


def build_author(settings: Settings) -> Author:
    """The author alone: all that a process needs which writes and draws nothing. Raises as above."""

    def build(name: str, model: str) -> Author:
        if name == OFFLINE:
            from fablewright.authors.offline import OfflineAuthor

            return OfflineAuthor()
        from fablewright.authors.llm import LlmAuthor, SettingNames

        key, url = {
            "openai": (settings.openai_api_key, settings.openai_base_url),
            "openrouter": (settings.openrouter_api_key, settings.openrouter_base_url),
        }[name]
        return LlmAuthor(
            name, url, model, api_key=key,
            settings=SettingNames(f"{name.upper()}_API_KEY", f"{name.upper()}_BASE_URL"),
            models=_pairs(settings.author_models, "FABLEWRIGHT_AUTHOR_MODELS"),
            variant=settings.author_prompts, output=settings.author_output,
            max_tokens=settings.author_max_tokens, temperature=settings.author_temperature,
            reasoning=settings.author_reasoning, prices=_prices(settings.author_prices),
            traits={trait.id: trait.label for trait in TRAITS.values()},
        )  # fmt: skip

    chain = _chain(settings, "AUTHOR", ("openai", "openrouter"), build)
    if len(chain) == 1:
        return chain[0]
    from fablewright.authors.chain import AuthorChain

    return AuthorChain(*chain)


def build_illustrator(settings: Settings) -> Illustrator:
    """Raises as `build_artists`."""

    def build(name: str, model: str) -> Illustrator:
        if name == OFFLINE:
            from fablewright.illustrators.offline import OfflineIllustrator

            return OfflineIllustrator()
        return _illustrator(settings, name, model)

    known = ("openai", "openrouter", "runware", "comfyui")
    chain = _chain(settings, "ILLUSTRATOR", known, build)
    if len(chain) == 1:
        return chain[0]
    from fablewright.illustrators.chain import IllustratorChain

    return IllustratorChain(*chain)


def build_narrator(settings: Settings) -> Narrator:
    """Raises as `build_artists`."""

    def build(name: str, model: str) -> Narrator:
        if name == OFFLINE:
            from fablewright.narrators.offline import OfflineNarrator

            return OfflineNarrator()
        return _narrator(settings, name, model)

    chain = _chain(settings, "NARRATOR", ("elevenlabs", "openai", "kokoro"), build)
    if len(chain) == 1:
        return chain[0]
    from fablewright.narrators.chain import NarratorChain

    return NarratorChain(*chain)


def _illustrator(settings: Settings, name: str, model: str) -> Illustrator:
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
                picture_hosts=[*openai.HOSTS, *hosts],
            )  # fmt: skip
        case "openrouter":
            from fablewright.illustrators.openrouter import OpenRouterIllustrator

            return OpenRouterIllustrator(
                prompting, model=model, api_key=settings.openrouter_api_key,
                base_url=settings.openrouter_base_url, price=price, picture_hosts=hosts,
            )  # fmt: skip
        case "runware":
            from fablewright.illustrators import runware

            return runware.RunwareIllustrator(
                prompting, model=model, api_key=settings.runware_api_key,
                base_url=settings.runware_base_url, sizes=sizes, price=price,
                picture_hosts=[*runware.HOSTS, *hosts],
            )  # fmt: skip
        case _:
            from fablewright.illustrators.comfyui import ComfyUIIllustrator

            return ComfyUIIllustrator(
                prompting, base_url=settings.comfyui_base_url, model=model, sizes=sizes,
                folder=settings.comfyui_workflows,
            )  # fmt: skip


def _narrator(settings: Settings, name: str, model: str) -> Narrator:
    voice, price = settings.narrator_voice, settings.narrator_price
    match name:
        case "elevenlabs":
            from fablewright.narrators.elevenlabs import ElevenLabsNarrator

            return ElevenLabsNarrator(
                api_key=settings.elevenlabs_api_key, model=model, voice=voice,
                base_url=settings.elevenlabs_base_url, per_1000=price,
            )  # fmt: skip
        case "openai":
            from fablewright.narrators.openai import OpenAINarrator

            return OpenAINarrator(
                api_key=settings.openai_api_key, model=model, voice=voice,
                base_url=settings.openai_base_url, per_1000=price,
            )  # fmt: skip
        case _:
            from fablewright.narrators.kokoro import KokoroNarrator

            return KokoroNarrator(model=model, voice=voice, base_url=settings.kokoro_base_url)


# What each provider cannot do without: the setting's name as people write it, and whether it is there.
def _missing(settings: Settings, role: str, name: str, model: str) -> str | None:
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
        return f"FABLEWRIGHT_{role}_MODEL"
    if role == "NARRATOR" and not settings.narrator_voice:
        return "FABLEWRIGHT_NARRATOR_VOICE"
    return None


def _needs_key(settings: Settings, name: str) -> bool:
    """Servers of one's own, which speak as OpenAI's does, ask for none."""
    return name != "openai" or "api.openai.com" in settings.openai_base_url


def _chain(
    settings: Settings, role: str, known: Sequence[str], build: Callable[[str, str], A]
) -> list[A]:
    """The artists of a role, the preferred one first; those of the house last, unless forbidden."""
    names = listed(getattr(settings, role.lower())) or [OFFLINE]
    models = listed(getattr(settings, f"{role.lower()}_model"))
    paid = [name for name in names if name != OFFLINE]
    if settings.offline_fallback and OFFLINE not in names:
        names.append(OFFLINE)
    artists = []
    for name in names:
        if name not in (OFFLINE, *known):
            raise _bad(
                f"FABLEWRIGHT_{role} names “{name[:60]}”, which is not known. Known:"
                f" {', '.join((OFFLINE, *known))}."
            )
        place = paid.index(name) if name != OFFLINE else 0
        model = models[place] if name != OFFLINE and place < len(models) else ""
        if missing := _missing(settings, role, name, model):
            raise _bad(
                f"FABLEWRIGHT_{role} is {name}, which needs {missing}. Set it, or take {name} away."
            )
        artists.append(build(name, model))
    return artists


def _pairs(text: str, setting: str) -> dict[str, str]:
    """ "palette=small,analyse=large". Raises `BadSettings`."""
    pairs = [one.partition("=") for one in listed(text)]
    if not all(name.strip() and value.strip() for name, _, value in pairs):
        raise _bad(f"{setting} must look like palette=one-model,analyse=another.")
    return {name.strip(): value.strip() for name, _, value in pairs}


def _prices(text: str) -> dict[str, tuple[Decimal, Decimal]]:
    """ "model=0.15/0.60": US dollars for a million tokens asked and answered. Raises `BadSettings`."""
    setting = "FABLEWRIGHT_AUTHOR_PRICES"
    try:
        return {
            model: (Decimal(prices.split("/")[0]), Decimal(prices.split("/")[1]))
            for model, prices in _pairs(text, setting).items()
        }
    except (InvalidOperation, IndexError):
        raise _bad(f"{setting} must look like a-model=0.15/0.60 (US dollars).") from None


def _bad(message: str) -> BadSettings:
    return BadSettings(message, code="PROVIDER_MISCONFIGURED")

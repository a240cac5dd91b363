"""The few words of the book that are the binder's own, in the languages it knows."""

from __future__ import annotations

import re
from dataclasses import dataclass

from fablewright.books.binder.model import Manuscript
from fablewright.books.reading import printable

_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Labels:
    belongs: str
    play: str
    draw: str
    answers: str
    about: str
    edition: str
    cover: str
    page: str
    contents: str
    summary: str
    aloud: str
    untitled: str


_ENGLISH = Labels(
    belongs="This book belongs to",
    play="Play with the story",
    draw="Draw here",
    answers="Answers",
    about="About this book",
    edition="Edition",
    cover="Cover",
    page="Page",
    contents="Contents",
    summary="A picture book in fixed layout. Every picture is described in words.",
    aloud="It is read aloud, and each word lights up as it is spoken.",
    untitled="A Story",
)
_LABELS = {
    "en": _ENGLISH,
    "de": Labels(
        "Dieses Buch gehört", "Spiel mit der Geschichte", "Hier ist Platz zum Malen", "Antworten",
        "Über dieses Buch", "Ausgabe", "Umschlag", "Seite", "Inhalt",
        "Ein Bilderbuch mit festem Seitenbild. Jedes Bild ist in Worten beschrieben.",
        "Es wird vorgelesen, und jedes Wort leuchtet auf, wenn es gesprochen wird.",
        "Eine Geschichte",
    ),
    "fr": Labels(
        "Ce livre appartient à", "Jouons avec l’histoire", "Dessine ici", "Réponses",
        "À propos de ce livre", "Édition", "Couverture", "Page", "Sommaire",
        "Un album à mise en page fixe. Chaque image est décrite par des mots.",
        "Il est lu à voix haute, et chaque mot s’éclaire quand il est dit.",
        "Une histoire",
    ),
    "es": Labels(
        "Este libro es de", "Juega con el cuento", "Dibuja aquí", "Respuestas",
        "Sobre este libro", "Edición", "Cubierta", "Página", "Índice",
        "Un álbum ilustrado de diseño fijo. Cada imagen está descrita con palabras.",
        "Se lee en voz alta, y cada palabra se ilumina al decirse.",
        "Un cuento",
    ),
    "it": Labels(
        "Questo libro è di", "Gioca con la storia", "Disegna qui", "Risposte",
        "Notizie sul libro", "Edizione", "Copertina", "Pagina", "Indice",
        "Un albo illustrato a impaginazione fissa. Ogni immagine è descritta a parole.",
        "Viene letto ad alta voce, e ogni parola si accende quando è detta.",
        "Una storia",
    ),
    "nl": Labels(
        "Dit boek is van", "Speel met het verhaal", "Teken hier", "Antwoorden",
        "Over dit boek", "Uitgave", "Omslag", "Pagina", "Inhoud",
        "Een prentenboek met vaste opmaak. Elke prent is in woorden beschreven.",
        "Het wordt voorgelezen en elk woord licht op als het klinkt.",
        "Een verhaal",
    ),
}  # fmt: skip


def labels(language: str) -> Labels:
    """The labels of a language tag such as `en` or `de-AT`; English where there are no others."""
    return _LABELS.get(language.lower().split("-")[0], _ENGLISH)


def language_tag(book: Manuscript) -> str:
    """The book's language as a well-formed BCP 47 tag; `en` when it says none."""
    return book.language if _LANGUAGE_TAG.fullmatch(book.language) else "en"


def title_of(book: Manuscript) -> str:
    """The title as printed, never empty."""
    return " ".join(printable(book.title).split()) or labels(book.language).untitled

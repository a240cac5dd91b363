"""The book that reads itself aloud: EPUB 3.3 in fixed layout, with a media overlay for every word.

Written by hand after https://www.w3.org/TR/epub-33/ and checked by EPUBCheck in the tests.
"""

from __future__ import annotations

import html
import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC
from importlib.resources import files

from PIL import Image

from fablewright.books.binder import epub_pages, pictures, typesetting
from fablewright.books.binder.epub_pages import Page
from fablewright.books.binder.labels import labels, language_tag, title_of
from fablewright.books.binder.model import Manuscript
from fablewright.books.reading import printable
from fablewright.core.book import PARTS, PartName

SCREEN_EDGE = 1600  # pixels: sharp on a tablet
ACTIVE_CLASS = "-epub-media-overlay-active"
_FACES = (typesetting.TEXT_FACE, typesetting.BOLD_FACE, typesetting.TITLE_FACE)
_XML = '<?xml version="1.0" encoding="utf-8"?>\n'
_CONTAINER = (
    f'{_XML}<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
    '<rootfiles><rootfile full-path="EPUB/package.opf" '
    'media-type="application/oebps-package+xml"/></rootfiles></container>\n'
)
_STORED = (".jpg", ".mp3")  # compressed already


@dataclass(frozen=True, slots=True)
class Clip:
    """One spoken word: the id of its element and its part of the recording, in milliseconds."""

    element: str
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the manifest."""

    id: str
    href: str
    type: str
    properties: str = ""
    overlay: str = ""


def bind_epub(book: Manuscript) -> bytes:
    """The book as EPUB. Blocks for about a second: call it in a thread.

    Without narration the book has no overlays. The same manuscript gives the same bytes.
    """
    images, ink = _images(book)
    pages = epub_pages.pages(book, ink, frozenset(images))
    overlays = overlay_clips(book, pages)
    content: dict[str, bytes] = {
        f"{page.name}.xhtml": epub_pages.document(book, page).encode() for page in pages
    }
    content |= {f"{name}.smil": _smil(name, clips).encode() for name, clips in overlays.items()}
    content |= {f"images/{part}.jpg": jpeg for part, jpeg in images.items()}
    content |= {f"fonts/{file}": (typesetting.FONTS / file).read_bytes() for file in _FACES}
    content["book.css"] = (files(__package__) / "book.css").read_bytes()
    content["nav.xhtml"] = _navigation(book, pages).encode()
    if overlays and book.narration:
        content["audio/narration.mp3"] = book.narration
    content["package.opf"] = _package(book, pages, overlays, frozenset(images)).encode()
    return _zip(book, content)


def overlay_clips(book: Manuscript, pages: Sequence[Page]) -> dict[str, list[Clip]]:
    """The clips of each page that is read aloud; none without narration.

    The clips follow each other without a gap from the first moment of the recording to its last: a
    word's clip runs on until the next word, so that players keep the narrator's pauses instead of
    skipping them, and the durations of the pages add up to that of the recording.
    """
    if not book.narration:
        return {}
    starts = {f"t{n}": word.start for n, word in enumerate(book.title_words)}
    starts |= {f"w{n}": word.start for n, word in enumerate(book.words)}
    order = [(page.name, id_) for page in pages for id_ in page.spoken if id_ in starts]
    begins: list[int] = []
    for _, element in order:
        begin = round(starts[element] * 1000) if begins else 0
        begins.append(max(begin, begins[-1] + 1) if begins else begin)
    ends = [*begins[1:], max(round(book.duration * 1000), begins[-1] + 1)] if begins else []
    clips: dict[str, list[Clip]] = {}
    for (page, element), begin, end in zip(order, begins, ends, strict=True):
        clips.setdefault(page, []).append(Clip(element, begin, end))
    return clips


def _images(book: Manuscript) -> tuple[dict[PartName, bytes], pictures.TitleInk]:
    """The JPEG of every part that has a picture, and the ink of the title on the cover."""

    def prepare(part: PartName) -> tuple[bytes | None, pictures.TitleInk | None]:
        picture = pictures.open_picture(book, part)
        if picture is None:
            return None, None
        if part != "cover":
            return pictures.jpeg(pictures.square(picture), SCREEN_EDGE), None
        width = min(SCREEN_EDGE, *picture.size)
        height = max(width + 1, width * epub_pages.HEIGHT // epub_pages.WIDTH)
        page = pictures.extend_sky(picture, width, height)
        return pictures.jpeg(page, height), pictures.title_ink(page, depth=0.32)

    with ThreadPoolExecutor(max_workers=2) as pool:
        prepared = dict(zip(PARTS, pool.map(prepare, PARTS), strict=True))
    ink = prepared["cover"][1]
    if ink is None:
        ink = pictures.title_ink(Image.new("RGB", (8, 8), pictures.SKY), depth=1.0)
    return {part: jpeg for part, (jpeg, _) in prepared.items() if jpeg is not None}, ink


def _smil(page: str, clips: Sequence[Clip]) -> str:
    pars = "\n".join(
        f'<par id="par-{clip.element}"><text src="{page}.xhtml#{clip.element}"/>'
        f'<audio src="audio/narration.mp3" clipBegin="{_clock(clip.begin)}" '
        f'clipEnd="{_clock(clip.end)}"/></par>'
        for clip in clips
    )
    return (
        f'{_XML}<smil xmlns="http://www.w3.org/ns/SMIL" '
        'xmlns:epub="http://www.idpf.org/2007/ops" version="3.0">\n<body>\n'
        f'<seq id="seq-{page}" epub:textref="{page}.xhtml#{page}">\n{pars}\n</seq>\n'
        "</body>\n</smil>\n"
    )


def _clock(milliseconds: int) -> str:
    """A SMIL full clock value, h:mm:ss.fff."""
    seconds, rest = divmod(milliseconds, 1000)
    return f"{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}.{rest:03d}"


def _package(
    book: Manuscript,
    pages: Sequence[Page],
    overlays: Mapping[str, Sequence[Clip]],
    parts: frozenset[PartName],
) -> str:
    manifest = "\n".join(map(_manifest_line, _manifest(pages, overlays, parts)))
    spine = "\n".join(f'<itemref idref="{page.name}"/>' for page in pages)
    direction = ' page-progression-direction="rtl"' if epub_pages.is_right_to_left(book) else ""
    metadata = "\n".join([*_bibliography(book), *_accessibility(book, overlays)])
    return (
        f'{_XML}<package xmlns="http://www.idpf.org/2007/opf" version="3.0" '
        f'unique-identifier="book-id" xml:lang="{language_tag(book)}">\n'
        f'<metadata xmlns:dc="http://purl.org/dc/elements/1.1/">\n{metadata}\n</metadata>\n'
        f"<manifest>\n{manifest}\n</manifest>\n<spine{direction}>\n{spine}\n</spine>\n</package>\n"
    )


def _manifest(
    pages: Sequence[Page], overlays: Mapping[str, Sequence[Clip]], parts: frozenset[PartName]
) -> Iterator[Item]:
    yield Item("nav", "nav.xhtml", "application/xhtml+xml", properties="nav")
    yield Item("css", "book.css", "text/css")
    for page in pages:
        overlay = f"{page.name}-overlay" if page.name in overlays else ""
        yield Item(page.name, f"{page.name}.xhtml", "application/xhtml+xml", overlay=overlay)
    for name in overlays:
        yield Item(f"{name}-overlay", f"{name}.smil", "application/smil+xml")
    for part in PARTS:
        if part in parts:
            properties = "cover-image" if part == "cover" else ""
            yield Item(f"image-{part}", f"images/{part}.jpg", "image/jpeg", properties=properties)
    for number, file in enumerate(_FACES, start=1):
        yield Item(f"font-{number}", f"fonts/{file}", "font/ttf")
    if overlays:
        yield Item("narration", "audio/narration.mp3", "audio/mpeg")


def _manifest_line(item: Item) -> str:
    extra = f' properties="{item.properties}"' if item.properties else ""
    extra += f' media-overlay="{item.overlay}"' if item.overlay else ""
    return f'<item id="{item.id}" href="{item.href}" media-type="{item.type}"{extra}/>'


def _bibliography(book: Manuscript) -> Iterator[str]:
    created = book.created.astimezone(UTC)
    yield f'<dc:identifier id="book-id">urn:uuid:{book.id}</dc:identifier>'
    yield f"<dc:title>{_escape(title_of(book))}</dc:title>"
    yield f"<dc:language>{language_tag(book)}</dc:language>"
    if book.byline.strip():
        yield f"<dc:creator>{_escape(book.byline)}</dc:creator>"
    yield f"<dc:date>{created:%Y-%m-%d}</dc:date>"
    yield f'<meta property="dcterms:modified">{created:%Y-%m-%dT%H:%M:%SZ}</meta>'
    yield '<meta property="rendition:layout">pre-paginated</meta>'
    yield '<meta property="rendition:orientation">auto</meta>'
    yield '<meta property="rendition:spread">none</meta>'


def _accessibility(book: Manuscript, overlays: Mapping[str, Sequence[Clip]]) -> Iterator[str]:
    """Schema.org accessibility metadata, and who reads aloud for how long."""
    summary = labels(book.language).summary
    features = ["alternativeText", "readingOrder", "structuralNavigation", "tableOfContents"]
    modes = ["textual", "visual"]
    if overlays:
        features.append("synchronizedAudioText")
        modes.append("auditory")
        summary = f"{summary} {labels(book.language).aloud}"
        voice = _escape(book.voice) or "—"
        yield f'<dc:contributor id="narrator">{voice}</dc:contributor>'
        yield '<meta refines="#narrator" property="role" scheme="marc:relators">nrt</meta>'
        yield f'<meta property="media:narrator">{voice}</meta>'
        yield f'<meta property="media:active-class">{ACTIVE_CLASS}</meta>'
        lengths = {name: clips[-1].end - clips[0].begin for name, clips in overlays.items()}
        yield f'<meta property="media:duration">{_clock(sum(lengths.values()))}</meta>'
        for name, length in lengths.items():
            refines = f'refines="#{name}-overlay"'
            yield f'<meta {refines} property="media:duration">{_clock(length)}</meta>'
    for mode in modes:
        yield f'<meta property="schema:accessMode">{mode}</meta>'
    for sufficient in ("textual,visual", "textual"):
        yield f'<meta property="schema:accessModeSufficient">{sufficient}</meta>'
    for feature in features:
        yield f'<meta property="schema:accessibilityFeature">{feature}</meta>'
    yield '<meta property="schema:accessibilityHazard">none</meta>'
    yield f'<meta property="schema:accessibilitySummary">{_escape(summary)}</meta>'


def _navigation(book: Manuscript, pages: Sequence[Page]) -> str:
    """Contents, landmarks and page list."""
    words, language = labels(book.language), language_tag(book)
    story = [page for page in pages if page.name.startswith("page-")]
    listed = {page.title: page for page in reversed(pages)}  # the first page of each title
    contents = "".join(_link(p) for p in sorted(listed.values(), key=pages.index))
    landmarks = (
        f'<li><a epub:type="cover" href="cover.xhtml">{_escape(words.cover)}</a></li>'
        f'<li><a epub:type="bodymatter" href="{story[0].name}.xhtml">{_escape(title_of(book))}</a>'
        "</li>"
    )
    page_list = "".join(
        f'<li><a href="{page.name}.xhtml">{number}</a></li>'
        for number, page in enumerate(story, start=1)
    )
    return (
        f"{_XML}<!DOCTYPE html>\n"
        '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops" '
        f'lang="{language}" xml:lang="{language}">\n<head><title>{_escape(words.contents)}</title>'
        "</head>\n<body>\n"
        f'<nav epub:type="toc" id="toc"><h1>{_escape(words.contents)}</h1><ol>{contents}</ol></nav>\n'
        f'<nav epub:type="landmarks" hidden="hidden"><ol>{landmarks}</ol></nav>\n'
        f'<nav epub:type="page-list" hidden="hidden"><ol>{page_list}</ol></nav>\n'
        "</body>\n</html>\n"
    )


def _link(page: Page) -> str:
    return f'<li><a href="{page.name}.xhtml">{_escape(page.title)}</a></li>'


def _zip(book: Manuscript, content: Mapping[str, bytes]) -> bytes:
    """The container: the media type first and uncompressed, so that a file's first bytes tell it."""
    out = io.BytesIO()
    moment = book.created.astimezone(UTC).timetuple()[:6]
    moment = max(moment, (1980, 1, 1, 0, 0, 0))  # the oldest that ZIP knows

    with zipfile.ZipFile(out, "w") as archive:

        def put(name: str, data: bytes, compression: int) -> None:
            entry = zipfile.ZipInfo(name, moment)
            entry.compress_type = compression
            entry.create_system = 3  # the same bytes on every system
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)

        put("mimetype", b"application/epub+zip", zipfile.ZIP_STORED)
        put("META-INF/container.xml", _CONTAINER.encode(), zipfile.ZIP_DEFLATED)
        for name in sorted(content):
            stored = name.endswith(_STORED)
            put(
                f"EPUB/{name}",
                content[name],
                zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED,
            )
    return out.getvalue()


def _escape(text: str) -> str:
    return html.escape(printable(text).strip())

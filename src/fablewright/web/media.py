"""Files of a story as they look from outside: addresses, the sides of pictures, names to save under."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, Field

from fablewright.books.recipe import PICTURES
from fablewright.files.addresses import Addresses

LONGEST_TITLE = 80  # characters of a title in the name of a file


class PictureRendition(BaseModel):
    """The same picture, smaller, for screens. Sides in pixels, `size` in bytes."""

    url: str
    width: int
    height: int
    size: int
    type: Literal["image/webp"]


class PrintFile(BaseModel):
    """The book for a print shop: see `print.pdf`. `size` in bytes."""

    url: str
    size: int


class StoredFile(BaseModel):
    """What is told of a part that is a file. All of it is left out while there is none."""

    url: str | None = Field(None, description="Where the file is; good for some days at least.")
    size: int | None = Field(None, description="In bytes.")
    width: int | None = Field(None, description="Of a picture, in pixels.")
    height: int | None = Field(None, description="Of a picture, in pixels.")
    alt: str | None = Field(None, description="Of a picture: what it shows, in words.")
    renditions: list[PictureRendition] | None = Field(
        None, description="Of a picture, the widest first; older pictures have none."
    )
    print: PrintFile | None = Field(
        None, description="Of the PDF, once all pictures of the book are there."
    )


def label_of(title: str, asset: str) -> str:
    """What a part of a story of this title is called when somebody saves it, without its ending."""
    name = " ".join(title.split())[:LONGEST_TITLE].strip() or "story"
    if asset == "cover":
        return f"{name} - cover"
    if asset in PICTURES:
        return f"{name} - picture {asset.rpartition('_')[2]}"
    others = {"print": f"{name} - for printing", "pictures": f"{name} - pictures"}
    return others.get(asset, name)


def with_address(
    entry: Mapping[str, Any], addresses: Addresses, title: str, asset: str
) -> dict[str, Any]:
    """The entry of a part, with addresses where it holds names of files."""
    shown = {key: value for key, value in entry.items() if key not in ("file", "renditions")}
    if "file" not in entry:
        return shown
    shown["url"] = addresses.url(entry["file"], label_of(title, asset))
    others = entry.get("renditions", ())
    if asset in PICTURES and others:
        shown["renditions"] = [
            {
                "url": addresses.url(one["file"]),
                **{name: one[name] for name in ("width", "height", "size")},
                "type": "image/webp",
            }
            for one in others
        ]
    for one in others if asset == "pdf" else ():
        url = addresses.url(one["file"], label_of(title, "print"))
        shown["print"] = {"url": url, "size": one["size"]}
    return shown

"""Forms with files: multipart/form-data (RFC 7578), as vendors take pictures."""

from __future__ import annotations

from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message

from fablewright.simulator.model import Asked, Wrong


@dataclass(frozen=True, slots=True)
class Part:
    """One field of a form; `filename` is None for a plain value."""

    name: str
    data: bytes
    filename: str | None = None
    content_type: str = "text/plain"

    @property
    def text(self) -> str:
        return self.data.decode(errors="replace")


def read_form(asked: Asked) -> list[Part]:
    """The fields in their order. Raises `Wrong` for a body that is no such form."""
    header = Message()
    header["content-type"] = asked.headers.get("content-type", "")
    boundary = header.get_param("boundary")
    if header.get_content_type() != "multipart/form-data" or not isinstance(boundary, str):
        raise Wrong("bad_request", "The request must be multipart/form-data with a boundary.")
    edge = b"--" + boundary.encode(errors="replace")
    sections = (b"\r\n" + asked.body).split(b"\r\n" + edge)
    if len(sections) < 2 or not sections[-1].startswith(b"--"):
        raise Wrong("bad_request", "The form is not complete.")
    return [_part(section) for section in sections[1:-1]]


def _part(section: bytes) -> Part:
    head, _, data = section.lstrip(b"\r\n").partition(b"\r\n\r\n")
    headers = message_from_bytes(head + b"\r\n\r\n")
    name = headers.get_param("name", header="content-disposition")
    if not isinstance(name, str):
        raise Wrong("bad_request", "A field of the form has no name.")
    return Part(name, data, headers.get_filename(), headers.get_content_type())

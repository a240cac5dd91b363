"""Parts of files, and the names under which they are saved."""

from __future__ import annotations

import pytest

from fablewright.web.api.files import byte_range, disposition


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("", (0, 100)),
        ("bytes=0-", (0, 100)),
        ("bytes=10-19", (10, 20)),
        ("bytes=90-500", (90, 100)),
        ("bytes=-7", (93, 100)),
        ("bytes=-700", (0, 100)),
        ("bytes=99-99", (99, 100)),
        ("bytes=100-", None),
        ("bytes=-0", None),
        ("bytes=20-10", (0, 100)),  # nonsense: as if nothing was asked for
        ("bytes=-", (0, 100)),
        ("bytes=0-1,5-6", (0, 100)),
        ("bytes=٣-٤", (0, 100)),
        ("pages=1-2", (0, 100)),
    ],
)
def test_part_of_a_file(header: str, part: tuple[int, int] | None) -> None:
    assert byte_range(header, 100) == part


def test_empty_file_has_only_a_whole() -> None:
    assert byte_range("", 0) == (0, 0)
    assert byte_range("bytes=0-", 0) is None


@pytest.mark.parametrize(
    ("wish", "plain", "full"),
    [
        ("The Lamp", "The Lamp.pdf", "The%20Lamp.pdf"),
        ("lamp.pdf", "lamp.pdf", "lamp.pdf"),
        ("virus.exe", "virus.exe.pdf", "virus.exe.pdf"),
        ('a"\r\nSet-Cookie: x', "a Set-Cookie x.pdf", "a%20Set-Cookie%20x.pdf"),
        ("../../etc/passwd", "etc passwd.pdf", "etc%20passwd.pdf"),
        ("Čaj", "Caj.pdf", "%C4%8Caj.pdf"),
        ("茶 - cover", "cover.pdf", "%E8%8C%B6%20-%20cover.pdf"),
        ("茶" * 100, "story.pdf", "%E8%8C%B6" * 60 + ".pdf"),
        ("茶", "story.pdf", "%E8%8C%B6.pdf"),
        ("", "story.pdf", "story.pdf"),
    ],
)
def test_name_to_save_under(wish: str, plain: str, full: str) -> None:
    expected = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{full}"
    assert disposition(wish, "ab.pdf") == expected

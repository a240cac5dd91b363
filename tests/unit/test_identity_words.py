"""Rates as they are written, visitors as they are told apart, passwords and tokens as they come."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fablewright.core.errors import BadSettings, InvalidInput
from fablewright.identity.limits import Rate, RateState, TooManyRequests, network_of
from fablewright.identity.passwords import COMMON, Passwords, check_password
from fablewright.identity.tokens import Claims, Tokens, digest, opaque

SECRET = "0123456789abcdefghijklmnopqrstuvwxyz"
anything = st.text(st.characters(codec=None), max_size=300)  # half characters too


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("60/minute", Rate(60, 60)), (" 5 / second ", Rate(5, 1)), ("1/day", Rate(1, 86400)),
        ("999999/hour", Rate(999_999, 3600)),
    ],
)  # fmt: skip
def test_rates(text: str, rate: Rate) -> None:
    assert Rate.parse(text, "RATE") == rate


@pytest.mark.parametrize(
    "text",
    ["", "60", "/minute", "0/minute", "-1/minute", "1.5/minute", "60/month", "60/Minute",
     "1000000/day", "٦/minute", "60/minute\x00", "60/minute; 5/second"],
)  # fmt: skip
def test_what_is_no_rate(text: str) -> None:
    with pytest.raises(BadSettings, match="RATE_READ must look like 60/minute"):
        Rate.parse(text, "RATE_READ")


@given(anything)
def test_any_text_is_a_rate_or_bad_settings(text: str) -> None:
    with contextlib.suppress(BadSettings):
        assert Rate.parse(text, "RATE").most > 0


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.5", "203.0.113.5"), ("::ffff:203.0.113.5", "203.0.113.5"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("2001:DB8:1:2::", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"), ("::1", "::/64"), ("fe80::1%eth0", "fe80::/64"),
        ("", "unknown"), (None, "unknown"), ("localhost", "unknown"), ("203.0.113.5:80", "unknown"),
        ("203.0.113.5/8", "unknown"), ("1", "unknown"), ("\ud800", "unknown"),
    ],
)  # fmt: skip
def test_who_is_one_visitor(address: str | None, network: str) -> None:
    assert network_of(address) == network


@given(anything | st.ip_addresses().map(str))
def test_any_address_has_a_network(address: str) -> None:
    assert network_of(address)


@pytest.mark.parametrize(
    ("reset", "wait"), [(0.0, 1), (0.2, 1), (1.0, 1), (1.01, 2), (59.3, 60), (-3.0, 1)]
)
def test_the_wait_is_long_enough(reset: float, wait: int) -> None:
    state = RateState(Rate(5, 60), 0, reset)
    assert state.wait == wait
    assert TooManyRequests("Too many.", state).data == {"retryAfter": wait}


@pytest.mark.parametrize("password", ["a kite over the roofs", "пароль-из-слов", "😀🦊🐙🪁" * 2])
def test_good_passwords(password: str) -> None:
    check_password(password, "mina@example.org", "Mina")


@pytest.mark.parametrize(
    "password",
    [*sorted(COMMON)[:3], "PASSWORD", "1234567", "ababababab", "Mina Kowalska", "y" * 300],
)
def test_bad_passwords(password: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        check_password(password, "mina@example.org", "mina kowalska")
    assert refused.value.code == "WEAK_PASSWORD"
    assert refused.value.data == {"field": "password"}


async def test_passwords_are_the_same_on_every_keyboard() -> None:
    passwords = Passwords()
    hashed, again = await asyncio.gather(passwords.hash("zwölf\x00😀"), passwords.hash("x"))
    assert hashed.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert hashed != again
    assert await passwords.matches("zwo\u0308lf\x00😀", hashed)
    for wrong in ("zwolf\x00😀", "zwölf", "", "\ud800", "ZWÖLF\x00😀"):
        assert not await passwords.matches(wrong, hashed)
    assert not await passwords.matches("nobody's", None)


@given(anything)
@settings(max_examples=300)
def test_reading_a_token_never_breaks(text: str) -> None:
    tokens = Tokens(SECRET)
    assert tokens.read(text) is None
    assert len(digest(text)) == 32
    good = tokens.issue(uuid4(), uuid4(), timedelta(minutes=1)).split(".")
    for place in range(3):
        parts = [*good]
        parts[place] = text
        assert tokens.read(".".join(parts)) is None


@given(st.binary(max_size=60), st.integers(0, 500))
def test_a_token_with_another_letter_is_none(junk: bytes, place: int) -> None:
    tokens = Tokens(SECRET)
    good = tokens.issue(uuid4(), uuid4(), timedelta(minutes=1))
    where = place % len(good)
    for letter in {*hashlib.sha256(junk).hexdigest()[:4], *"-_A.= "} - {good[where]}:
        assert tokens.read(good[:where] + letter + good[where + 1 :]) is None


def test_a_token_says_whose_it_is() -> None:
    tokens, user, session = Tokens(SECRET), uuid4(), uuid4()
    token = tokens.issue(user, session, timedelta(minutes=1))
    assert tokens.read(token) == Claims(user, session)
    assert Tokens(SECRET + "!").read(token) is None
    assert tokens.read(tokens.issue(user, session, timedelta(seconds=-6))) is None
    # A clock that goes a little late.
    assert tokens.read(tokens.issue(user, session, timedelta(seconds=-2))) is not None


def test_refresh_tokens_cannot_be_guessed() -> None:
    made = {opaque() for _ in range(100)}
    assert len(made) == 100
    assert all(len(token) >= 43 and hashed == digest(token) for token, hashed in made)

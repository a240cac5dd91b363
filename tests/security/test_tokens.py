"""No token but a real one opens anything; a session that has ended is over everywhere."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI
from tests.support.people import SECRET, UNLIMITED, account, bearer, caller_of, visitor
from tests.support.postgres import connected
from tests.support.studio import served, studio_on
from websockets.asyncio.client import connect

from fablewright.bootstrap import Studio
from fablewright.db.embedded import Urls
from fablewright.identity.model import Granted, Visit
from fablewright.identity.tokens import Tokens
from fablewright.stories.brief import CreateStory
from fablewright.web.app import create_app

KEY = hashlib.sha256(b"access tokens\n" + SECRET.encode()).digest()
FILES_KEY = hashlib.sha256(b"file addresses\n" + SECRET.encode()).digest()
PUBLIC_KEY = (
    b"-----BEGIN PUBLIC KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE\n-----END PUBLIC KEY-----\n"
)
HEADER = {"alg": "HS256", "typ": "at+jwt"}
HOUR = 3600
JsonDict = dict[str, Any]


@dataclass(frozen=True)
class Loot:
    """What a forger may have: whole sets of claims that are right, and tokens that are dead."""

    claims: JsonDict
    others: JsonDict
    token: str
    refresh_token: str
    dead: dict[str, str]


def encoded(value: object) -> str:
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def forge(header: object, claims: object, key: bytes = KEY, digest: str = "sha256") -> str:
    signed = f"{encoded(header)}.{encoded(claims)}"
    return f"{signed}.{encoded(hmac.new(key, signed.encode(), digest).digest())}"


def with_header(**changes: Any) -> Callable[[Loot], str]:
    return lambda loot: forge({**HEADER, **changes}, loot.claims)


def with_claims(**changes: Any) -> Callable[[Loot], str]:
    """Signed with the right key: None takes a claim away."""

    def make(loot: Loot) -> str:
        changed = {**loot.claims, **{name: value for name, value in changes.items()}}
        return forge(HEADER, {name: value for name, value in changed.items() if value is not None})

    return make


def signed_with(key: bytes, digest: str = "sha256", **header: Any) -> Callable[[Loot], str]:
    return lambda loot: forge({**HEADER, **header}, loot.claims, key, digest)


def unsigned(alg: str) -> Callable[[Loot], str]:
    return lambda loot: f"{encoded({**HEADER, 'alg': alg})}.{encoded(loot.claims)}."


def altered(change: Callable[[str], str]) -> Callable[[Loot], str]:
    return lambda loot: change(loot.token)


def swapped(loot: Loot) -> str:
    header, _, signature = loot.token.split(".")
    return f"{header}.{encoded(loot.others)}.{signature}"


def doubled(loot: Loot) -> str:
    """The claim `sub` twice, with the signature of neither."""
    claims = json.dumps(loot.claims)[:-1] + f', "sub": "{loot.others["sub"]}"}}'
    return forge(HEADER, claims.encode(), b"guess")


def spare_bits(token: str) -> str:
    """Another last character that lenient decoders read as the same signature."""
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return token[:-1] + alphabet[alphabet.index(token[-1]) + 1]


NOW = int(time.time())
NESTED = b'{"a":' * 10_000 + b"1" + b"}" * 10_000
FORGED: dict[str, Callable[[Loot], str]] = {
    "empty": lambda _: "",
    "null": lambda _: "null",
    "undefined": lambda _: "undefined",
    "true": lambda _: "true",
    "NUL": lambda _: "\x00",
    "dots alone": lambda _: "..",
    "one dot": lambda _: ".",
    "two parts": altered(lambda token: token.rpartition(".")[0]),
    "four parts": altered(lambda token: token + ".e30"),
    "a dot behind": altered(lambda token: token + "."),
    "a dot before": altered(lambda token: "." + token),
    "five parts, as a JWE": lambda _: (
        f"{encoded({'alg': 'dir', 'enc': 'A256GCM'})}..AAAA.AAAA.AAAA"
    ),
    "alg none": unsigned("none"),
    "alg None": unsigned("None"),
    "alg NONE": unsigned("NONE"),
    "alg nOnE": unsigned("nOnE"),
    "alg empty": unsigned(""),
    "alg none, signed": with_header(alg="none"),
    "alg missing": lambda loot: forge({"typ": "at+jwt"}, loot.claims),
    "alg null": with_header(alg=None),
    "alg a list": with_header(alg=["HS256"]),
    "alg hs256": with_header(alg="hs256"),
    "alg with a space": with_header(alg="HS256 "),
    "HS384": signed_with(KEY, "sha384", alg="HS384"),
    "HS512": signed_with(KEY, "sha512", alg="HS512"),
    "RS256, public key as secret": signed_with(PUBLIC_KEY, alg="RS256"),
    "HS256, public key as secret": signed_with(PUBLIC_KEY),
    "ES256": signed_with(KEY, alg="ES256"),
    "PS256": signed_with(KEY, alg="PS256"),
    "EdDSA": signed_with(KEY, alg="EdDSA"),
    "another key": signed_with(b"another key, thirty-two bytes !!"),
    "an empty key": signed_with(b""),
    "the secret itself": signed_with(SECRET.encode()),
    "the key of file addresses": signed_with(FILES_KEY),
    "kid to a file": signed_with(b"", kid="../../../../dev/null"),
    "kid with SQL": signed_with(b"x", kid="x' UNION SELECT 'x"),
    "jku": signed_with(b"x", jku="http://127.0.0.1:1/keys"),
    "x5u": signed_with(b"x", x5u="http://127.0.0.1:1/cert"),
    "jwk": signed_with(b"x", jwk={"kty": "oct", "k": encoded(b"x")}),
    "crit": with_header(crit=["unknown"], unknown=1),
    "b64 false": with_header(b64=False, crit=["b64"]),
    "typ JWT": with_header(typ="JWT"),
    "typ missing": lambda loot: forge({"alg": "HS256"}, loot.claims),
    "typ other": with_header(typ="rt+jwt"),
    "typ a number": with_header(typ=1),
    "header a list": lambda loot: forge([HEADER], loot.claims),
    "header nested deep": lambda loot: forge(NESTED, loot.claims),
    "exp past": with_claims(exp=NOW - 60),
    "exp missing": with_claims(exp=None),
    "exp a word": with_claims(exp="tomorrow"),
    "exp a list": with_claims(exp=[NOW + HOUR]),
    "exp negative": with_claims(exp=-1),
    "exp not a number": with_claims(exp=float("nan")),
    "exp infinite": with_claims(exp=float("inf")),
    "exp zero": with_claims(exp=0),
    "exp true": with_claims(exp=True),
    "nbf in the future": with_claims(nbf=NOW + HOUR),
    "nbf missing": with_claims(nbf=None),
    "iat in the future": with_claims(iat=NOW + HOUR),
    "iat missing": with_claims(iat=None),
    "aud another": with_claims(aud="another-api"),
    "aud missing": with_claims(aud=None),
    "aud a list": with_claims(aud=["another-api", "fablewright-api"]),
    "aud a list of others": with_claims(aud=["another-api"]),
    "aud an object": with_claims(aud={"fablewright-api": 1}),
    "iss another": with_claims(iss="https://evil.example"),
    "iss missing": with_claims(iss=None),
    "iss a list": with_claims(iss=["fablewright"]),
    "jti missing": with_claims(jti=None),
    "sub of another": lambda loot: with_claims(sub=loot.others["sub"])(loot),
    "sub a number": with_claims(sub=1),
    "sub missing": with_claims(sub=None),
    "sub no uuid": with_claims(sub="owner"),
    "sid of another": lambda loot: with_claims(sid=loot.others["sid"])(loot),
    "sid unknown": with_claims(sid=str(uuid4())),
    "sid no uuid": with_claims(sid="1 OR 1=1"),
    "sid a number": with_claims(sid=1),
    "sid missing": with_claims(sid=None),
    "claims a list": lambda loot: forge(HEADER, [loot.claims]),
    "claims nested deep": lambda _: forge(HEADER, NESTED),
    "claims no JSON": lambda _: forge(HEADER, b"claims"),
    "a claim twice": doubled,
    "claims of another": swapped,
    "no signature": altered(lambda token: token.rpartition(".")[0] + "."),
    "half a signature": altered(lambda token: token[:-20]),
    "signature without its end": altered(lambda token: token[:-1]),
    "signature with spare bits": altered(spare_bits),
    "signature with a stroke": altered(lambda token: token[:-5] + "!" + token[-5:]),
    "signature padded": altered(lambda token: token + "="),
    "a space within": altered(lambda token: token[:40] + " " + token[40:]),
    "a tab before the signature": altered(lambda token: token.replace(".", ".\t")),
    "letters of another script": altered(lambda token: token[:-3] + "ÿÿÿ"),
    "capitals": altered(str.upper),
    "backwards": altered(lambda token: token[::-1]),
    "twice": altered(lambda token: f"{token}, {token}"),
    "100 kB": altered(lambda token: token + "A" * 100_000),
    "100 kB without a dot": lambda _: "A" * 100_000,
    "a refresh token": lambda loot: loot.refresh_token,
    "the hash of a refresh token": lambda loot: hashlib.sha256(
        loot.refresh_token.encode()
    ).hexdigest(),
    "session revoked": lambda loot: loot.dead["revoked"],
    "session expired": lambda loot: loot.dead["expired"],
    "signed out": lambda loot: loot.dead["signed out"],
    "person erased": lambda loot: loot.dead["erased"],
    "guest who registered": lambda loot: loot.dead["guest"],
    "script's token revoked": lambda loot: loot.dead["script"],
}
SCHEMES = ("", "Basic {}", "Token {}", "bearer:{}", "Bearer{}", "{}", "JWT {}", "Bearer, {}")


async def gather_loot(studio: Studio, urls: Urls) -> Loot:
    _, mine = await account(studio)
    _, others = await account(studio)
    identity = studio.identity
    dead: dict[str, Granted] = {}
    for name in ("revoked", "expired", "signed out", "erased"):
        _, dead[name] = await account(studio)
    await identity.end_session(caller_of(dead["revoked"]), dead["revoked"].session_id)
    await identity.sign_out(caller_of(dead["signed out"]))
    await identity.erase(dead["erased"].user)
    dead["guest"] = await identity.guest(Visit("192.0.2.9", "a browser"))
    await identity.register(
        "guest@example.org", "a kite over the roofs", "Mina", Visit(), caller_of(dead["guest"])
    )
    script = uuid4().hex
    async with connected(urls.owner) as steward:
        await steward.execute(
            "UPDATE sessions SET expires_at = now() - interval '1 second' WHERE id = $1",
            dead["expired"].session_id,
        )
        await steward.execute(
            "INSERT INTO access_tokens (token_hash, user_id, revoked_at) VALUES ($1, $2, now())",
            hashlib.sha256(script.encode()).digest(), mine.user.id,
        )  # fmt: skip
    tokens = {name: granted.access_token for name, granted in dead.items()}
    assert mine.refresh_token
    return Loot(
        _claims(mine.access_token), _claims(others.access_token), mine.access_token,
        mine.refresh_token, {**tokens, "script": script},
    )  # fmt: skip


def _claims(token: str) -> JsonDict:
    part = token.split(".")[1]
    claims: JsonDict = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    return claims


def guarded_routes(app: FastAPI) -> list[tuple[str, str]]:
    """(method, address) of everything in the OpenAPI file that asks for a token."""
    return [
        (method.upper(), re.sub(r"{\w+}", str(uuid4()), path))
        for path, operations in app.openapi()["paths"].items()
        for method, operation in operations.items()
        if "security" in operation
    ]


async def test_no_forged_token_opens_anything(studio: Studio, fresh_urls: Urls) -> None:
    app = create_app(studio)
    routes = guarded_routes(app)
    assert len(routes) > 15
    loot = await gather_loot(studio, fresh_urls)
    headers = {name: f"Bearer {make(loot)}" for name, make in FORGED.items()}
    headers |= {f"scheme {scheme}": scheme.format(loot.token) for scheme in SCHEMES}
    assert len(headers) >= 40
    let_in = []
    async with visitor(app) as client:
        for method, address in routes:
            real = await client.request(
                method, address, headers=bearer(studio.identity.owner_token()), json={}
            ) if not address.endswith("/events") else None  # fmt: skip
            assert real is None or real.status_code != 401, address
            for name, header in headers.items():
                answer = await client.request(
                    method, address, headers={"Authorization": header.encode()}, content=b"{"
                )
                if (answer.status_code, answer.json()["code"]) != (401, "UNAUTHORIZED"):
                    let_in.append((name, method, address, answer.status_code))
        assert let_in == []
        assert (await client.get("/api/auth/me", headers=bearer(loot.token))).status_code == 200


async def test_no_forged_token_opens_a_socket(studio: Studio, fresh_urls: Urls) -> None:
    """In none of the three places in which a token can come."""
    app = create_app(studio)
    loot = await gather_loot(studio, fresh_urls)
    for place in ("protocol", "header", "message"):
        assert await opens(app, place, loot.token), place
        for name, make in FORGED.items():
            assert not await opens(app, place, make(loot)), (place, name)


async def opens(app: FastAPI, place: str, token: str) -> bool:
    """Whether a socket with this token comes so far that it can subscribe."""
    subscribe = {"subscribe": f"stories:id={uuid4()}"}
    messages = [{"token": token}, subscribe] if place == "message" else [subscribe]
    headers = [(b"host", b"studio")]
    if place == "header":
        headers.append((b"authorization", b"Bearer " + token.encode("latin-1")))
    coming = [
        {"type": "websocket.connect"},
        *({"type": "websocket.receive", "text": json.dumps(one)} for one in messages),
        {"type": "websocket.disconnect", "code": 1000},
    ]
    sent: list[JsonDict] = []

    async def receive() -> JsonDict:
        return coming.pop(0) if coming else {"type": "websocket.disconnect", "code": 1000}

    async def send(message: JsonDict) -> None:
        sent.append(message)

    scope = {
        "type": "websocket", "path": "/api/v1/realtime", "raw_path": b"", "query_string": b"",
        "headers": headers, "client": ("192.0.2.1", 1), "server": ("studio", 80), "scheme": "ws",
        "subprotocols": ["fablewright", f"bearer.{token}"] if place == "protocol" else [],
        "extensions": {"websocket.http.response": {}}, "asgi": {"version": "3.0"},
    }  # fmt: skip
    await app(scope, receive, send)
    said = repr(sent)
    refused = "UNAUTHORIZED" in said or "INVALID_INPUT" in said
    assert refused or "STORY_NOT_FOUND" in said, said
    return "STORY_NOT_FOUND" in said or "SIGNED_IN" in said


async def test_a_revoked_session_is_over_at_the_next_request(studio: Studio) -> None:
    app = create_app(studio)
    async with visitor(app) as client:
        for way in ("logout", "revoked elsewhere", "password", "erasure"):
            password = "a kite over the roofs" if way == "password" else ""
            user, first = await account(studio, password=password)
            second = await studio.identity.begin(user, Visit())
            ended, stays = bearer(first.access_token), bearer(second.access_token)
            assert (await client.get("/api/auth/me", headers=ended)).status_code == 200
            match way:
                case "logout":
                    done = await client.post("/api/auth/logout", headers=ended)
                case "revoked elsewhere":
                    address = f"/api/auth/sessions/{first.session_id}"
                    done = await client.delete(address, headers=stays)
                case "password":
                    body = {"current_password": password, "new_password": "a boat on the pond"}
                    done = await client.post("/api/auth/password", headers=stays, json=body)
                case _:
                    await studio.identity.erase(user)
                    done = None
            assert done is None or done.status_code == 204
            assert (await client.get("/api/auth/me", headers=ended)).status_code == 401, way
            answer = await client.post(
                "/api/auth/refresh", json={"refresh_token": first.refresh_token}
            )
            assert (answer.status_code, answer.json()["code"]) == (401, "REFRESH_REFUSED"), way
            other = await client.get("/api/auth/me", headers=stays)
            assert other.status_code == (401 if way == "erasure" else 200), way


async def test_open_streams_end_with_their_session(studio: Studio) -> None:
    """Within five seconds, however the session ended; the streams of others stay."""
    async with served(studio) as server, asyncio.TaskGroup() as group:
        for way in ("logout", "password", "revoked", "erasure", "registration"):
            group.create_task(_streams_end(studio, server.address, way))


async def _streams_end(studio: Studio, address: str, way: str) -> None:
    identity = studio.identity
    if way == "registration":
        granted = await identity.guest(Visit())
        user = granted.user
    else:
        user, granted = await account(studio)
    story = await studio.books.create(user, CreateStory(spark="a kite"))
    headers = bearer(granted.access_token)
    socket = address.replace("http", "ws") + "/api/v1/realtime"
    async with (
        httpx2.AsyncClient(base_url=address, headers=headers, timeout=30) as client,
        client.stream("GET", f"/api/v1/stories/{story.id}/events") as events,
        connect(socket, additional_headers=headers) as idle,
        connect(socket, additional_headers=headers) as watching,
    ):
        lines = events.aiter_lines()
        assert await anext(lines) == ": watching"
        await watching.send(json.dumps({"subscribe": f"stories:id={story.id}"}))
        assert "subscribed" in await watching.recv()
        match way:
            case "logout":
                await client.post("/api/auth/logout")
            case "password":
                await identity.set_password(user, "a boat on the pond")
            case "revoked":
                await client.delete(f"/api/auth/sessions/{granted.session_id}")
            case "erasure":
                await identity.erase(user)
            case _:
                await identity.register(
                    "stream@example.org", "a boat on the pond", "Mina", Visit(), caller_of(granted)
                )
        async with asyncio.timeout(5):
            async for _ in lines:
                pass
            for ws in (idle, watching):
                await ws.wait_closed()
                assert ws.close_code == 1008, way


async def test_of_racing_refreshes_one_wins(
    studio: Studio, fresh_urls: Urls, tmp_path: Path
) -> None:
    """Ten at once over two servers, fifty times; the losers end nothing."""
    async with studio_on(fresh_urls, tmp_path, secret_key=SECRET, **UNLIMITED) as twin:
        user, _ = await account(studio)
        async with visitor(create_app(studio)) as one, visitor(create_app(twin)) as two:
            for _ in range(50):
                session = await studio.identity.begin(user, Visit())
                body = {"refresh_token": session.refresh_token}
                answers = await asyncio.gather(
                    *(client.post("/api/auth/refresh", json=body) for client in (one, two) * 5)
                )
                won = [answer.json() for answer in answers if answer.status_code == 200]
                assert len(won) == 1
                lost = {answer.json()["code"] for answer in answers if answer.status_code != 200}
                assert lost == {"REFRESH_REFUSED"}
                me = await two.get("/api/auth/me", headers=bearer(won[0]["access_token"]))
                assert me.status_code == 200
                body = {"refresh_token": won[0]["refresh_token"]}
                assert (await two.post("/api/auth/refresh", json=body)).status_code == 200


@pytest.mark.parametrize("generations", [1, 3])
async def test_a_refresh_token_used_again_ends_its_family(studio: Studio, generations: int) -> None:
    user, session = await account(studio)
    another = await studio.identity.begin(user, Visit())
    async with visitor(create_app(studio)) as client:
        tokens = [{"refresh_token": session.refresh_token, "access_token": session.access_token}]
        for _ in range(generations):
            body = {"refresh_token": tokens[-1]["refresh_token"]}
            tokens.append((await client.post("/api/auth/refresh", json=body)).json())
        body = {"refresh_token": tokens[0]["refresh_token"]}
        assert (await client.post("/api/auth/refresh", json=body)).status_code == 401
        for one in tokens:
            me = await client.get("/api/auth/me", headers=bearer(str(one["access_token"])))
            assert me.status_code == 401
            body = {"refresh_token": one["refresh_token"]}
            assert (await client.post("/api/auth/refresh", json=body)).status_code == 401
        me = await client.get("/api/auth/me", headers=bearer(another.access_token))
        assert me.status_code == 200  # another sign-in of the same person is another family


async def test_what_is_no_refresh_token(studio: Studio) -> None:
    async with visitor(create_app(studio)) as client:
        for token in ("", "x", "x" * 201, "\x00", "😀", "\ud800", 5, None, ["x"]):
            answer = await client.post(
                "/api/auth/refresh", content=json.dumps({"refresh_token": token}),
                headers={"Content-Type": "application/json"},
            )  # fmt: skip
            assert answer.status_code in (401, 422), token
            assert answer.json()["code"] in ("REFRESH_REFUSED", "VALIDATION_ERROR")


def test_the_keys_of_this_suite_are_those_of_the_studio(tmp_path: Path) -> None:
    """Else every forgery here would be refused for the wrong reason."""
    header = forge(HEADER, {}).split(".")[0]
    assert Tokens(SECRET).read(f"{header}.e30.") is None
    claims = {
        "iss": "fablewright", "aud": "fablewright-api", "sub": str(uuid4()), "sid": str(uuid4()),
        "jti": "x", "iat": NOW, "nbf": NOW, "exp": NOW + HOUR,
    }  # fmt: skip
    assert Tokens(SECRET).read(forge(HEADER, claims)) is not None

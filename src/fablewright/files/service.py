"""Files by their content: the name is the SHA-256 of what is inside, so that writing twice is harmless."""

from __future__ import annotations

import contextlib
import hashlib
import re
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from pathlib import Path

import obstore
import structlog
from obstore.exceptions import BaseError, PermissionDeniedError, UnauthenticatedError
from obstore.store import LocalStore, ObjectStore, S3Store

from fablewright.core import ids
from fablewright.core.errors import BadSettings, FablewrightError, NotFound
from fablewright.files.bucket import Bucket

MEDIA_TYPES = {
    "png": "image/png",
    "webp": "image/webp",
    "mp3": "audio/mpeg",
    "pdf": "application/pdf",
    "epub": "application/epub+zip",
    "json": "application/json",
}
NAME = re.compile(r"[0-9a-f]{64}\.[a-z0-9]{2,5}")
FOREVER = "public, max-age=31536000, immutable"
PIECE = 256 * 1024  # bytes
PART = 16 * 1024 * 1024  # bytes; what is larger goes up in several parts, each tried again alone
CONNECT = timedelta(seconds=5)
SILENCE = timedelta(seconds=60)  # until an answer begins or goes on, the upload of a part included
WHOLE = timedelta(minutes=15)  # of one request: whoever listens to a recording may be slow
TRIES = 4  # of one request, where trying again can help: an answer of 5xx, a lost connection
FIRST_PAUSE, LONGEST_PAUSE = timedelta(milliseconds=300), timedelta(seconds=5)
GIVE_UP = timedelta(seconds=60)
CODE = re.compile(r"<Code>(\w{1,60})</Code>")
# What the codes of S3 mean for whoever set it up.
ADVICE = {
    "NoSuchBucket": "There is no such {place}: make it, or correct FABLEWRIGHT_STORAGE_URL.",
    "InvalidAccessKeyId": "The key in AWS_ACCESS_KEY_ID is not known to the {place}.",
    "SignatureDoesNotMatch": "AWS_SECRET_ACCESS_KEY does not fit the key in AWS_ACCESS_KEY_ID, says the"
    " {place}.",
    "RequestTimeTooSkewed": "The clock of this computer is wrong, says the {place}: set it.",
    "ExpiredToken": "AWS_SESSION_TOKEN has expired, says the {place}.",
    "InvalidToken": "AWS_SESSION_TOKEN is not known to the {place}.",
    "PermanentRedirect": "The {place} lies in another region: say which in AWS_REGION.",
    "AuthorizationHeaderMalformed": "The {place} lies in another region: say which in AWS_REGION.",
}
log = structlog.get_logger(__name__)


class StorageError(FablewrightError):
    """Files can be neither kept nor read right now. `advice` is the sentence for whoever runs the
    studio; it holds neither keys nor what the store said."""

    code = "STORAGE_AWAY"
    title = "Storage is away"

    def __init__(self, advice: str) -> None:
        super().__init__(
            "The place where pictures, recordings and books are kept does not answer right now. Please"
            " try again later."
        )
        self.advice = advice


class Files:
    """Bytes in, name out. Names look like `<sha-256 in hex>.png`.

    Everything raises `StorageError` when the store does not do its part, after trying several times
    where that can help.
    """

    def __init__(self, store: ObjectStore, place: str) -> None:
        """`place` is what sentences call the store."""
        self._store, self.place = store, place

    @classmethod
    def local(cls, folder: Path) -> Files:
        """Raises `BadSettings` where there can be no such folder."""
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise BadSettings(
                f"The folder {folder} for files cannot be made: {error.strerror}."
            ) from None
        return cls(LocalStore(prefix=folder), f"folder {folder}")

    @classmethod
    def in_bucket(cls, bucket: Bucket) -> Files:
        """Nothing is asked yet: see `check`."""
        store = S3Store(
            bucket.name,
            prefix=bucket.prefix or None,
            region=bucket.region,
            endpoint=bucket.server,
            aws_endpoint_url_s3=bucket.server,  # else that of the environment would win
            virtual_hosted_style_request=bucket.virtual_hosted,
            disable_bulk_delete=True,  # we delete one at a time, and not every server has it
            access_key_id=bucket.key_id,
            secret_access_key=bucket.secret,
            config={"session_token": bucket.token} if bucket.token else {},
            client_options={
                "allow_http": bucket.server.startswith("http:"),
                "connect_timeout": CONNECT,
                "read_timeout": SILENCE,
                "timeout": WHOLE,
            },
            retry_config={
                "max_retries": TRIES - 1,
                "retry_timeout": GIVE_UP,
                "backoff": {
                    "init_backoff": FIRST_PAUSE,
                    "max_backoff": LONGEST_PAUSE,
                    "base": 3,
                },
            },
        )
        return cls(store, f"bucket “{bucket.name}” at {bucket.host}")

    async def check(self) -> None:
        """Write, read and delete a file of a few bytes. Raises `BadSettings`, which says what to do."""
        key, data = f"check-{ids.new_id()}.txt", b"Fablewright was here."
        try:
            with self._plainly(aloud=False):  # whoever asked for the check says it
                await obstore.put_async(self._store, key, data)
                result = await obstore.get_async(self._store, key)
                same = bytes(await result.bytes_async()) == data
                await obstore.delete_async(self._store, key)
        except StorageError as error:
            raise BadSettings(error.advice, code=error.code) from None
        if not same:
            raise BadSettings(f"The {self.place} does not give back what was written into it.")

    async def ping(self) -> None:
        """Ask for a file that does not exist: a store that is well says so."""
        with contextlib.suppress(NotFound):
            await self.get("0" * 64 + ".json")

    async def put(self, data: bytes, kind: str) -> str:
        """The name. `kind` is the file's ending, one of `MEDIA_TYPES`."""
        name = f"{hashlib.sha256(data).hexdigest()}.{kind}"
        if await self.exists(name):
            return name
        with self._plainly():
            if isinstance(self._store, LocalStore):  # which has no headers to keep
                await obstore.put_async(self._store, key_of(name), data, use_multipart=False)
            else:
                headers = {"Content-Type": media_type(name), "Cache-Control": FOREVER}
                await obstore.put_async(
                    self._store, key_of(name), data, attributes=headers, chunk_size=PART,
                    use_multipart=len(data) > PART,
                )  # fmt: skip
        return name

    async def get(self, name: str) -> bytes:
        """The content. Raises `NotFound`."""
        with self._plainly():
            result = await obstore.get_async(self._store, key_of(name))
            return bytes(await result.bytes_async())

    async def size(self, name: str) -> int:
        """In bytes. Raises `NotFound`."""
        with self._plainly():
            meta = await obstore.head_async(self._store, key_of(name))
        return meta["size"]

    async def stream(self, name: str, start: int, end: int) -> AsyncIterator[bytes]:
        """The bytes from `start` up to, not including, `end`, in pieces. The file must be there."""
        if start == end:
            return
        with self._plainly():
            result = await obstore.get_async(
                self._store, key_of(name), options={"range": (start, end)}
            )
            async for piece in result.stream(min_chunk_size=PIECE):
                yield bytes(piece)

    async def delete(self, name: str) -> None:
        """Harmless when it is gone already."""
        with contextlib.suppress(NotFound), self._plainly():
            await obstore.delete_async(self._store, key_of(name))

    async def exists(self, name: str) -> bool:
        try:
            await self.size(name)
        except NotFound:
            return False
        return True

    @contextlib.contextmanager
    def _plainly(self, *, aloud: bool = True) -> Iterator[None]:
        """Errors of the store end here: what they say quotes keys and addresses."""
        try:
            yield
        except (BaseError, OSError) as error:
            text = str(error)
            if isinstance(error, FileNotFoundError) and "NoSuchBucket" not in text:
                raise NotFound("This file does not exist.", code="FILE_NOT_FOUND") from None
            advice = self._advice(error, text)
            if aloud:
                log.warning("storage is away", advice=advice)
            raise StorageError(advice) from None

    def _advice(self, error: Exception, text: str) -> str:
        code = CODE.search(text)
        if code and code[1] in ADVICE:
            return ADVICE[code[1]].format(place=self.place)
        if isinstance(error, PermissionDeniedError | UnauthenticatedError | PermissionError):
            return (
                f"The {self.place} does not let the studio in: it must be allowed to read, write, list"
                " and delete there."
            )
        if isinstance(self._store, LocalStore):
            return f"The {self.place} cannot be written or read: look whether its disk is full."
        if "status code: 30" in text:
            return ADVICE["PermanentRedirect"].format(place=self.place)
        return (
            f"The {self.place} does not answer: look whether it is there, and whether AWS_ENDPOINT_URL"
            " and AWS_REGION are right."
        )


def media_type(name: str) -> str:
    return MEDIA_TYPES[name.rsplit(".", 1)[-1]]


def key_of(name: str) -> str:
    """Where it lies. Two characters of fan-out keep folders small. Raises `NotFound` for what is no name."""
    if not NAME.fullmatch(name):
        raise NotFound("This file does not exist.", code="FILE_NOT_FOUND")
    return f"{name[:2]}/{name}"

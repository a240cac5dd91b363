"""A server on 127.0.0.1 that speaks as much of S3 as files need, and that can be told to misbehave.

It checks every signature (AWS Signature Version 4), the checksum of every body, clocks and expiry.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import re
import threading
import time
from calendar import timegm
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, quote, unquote, urlsplit

KEY_ID, SECRET, BUCKET = "AKIDBOOKS", "secret/of+the=books", "books"
STATUS = {"NoSuchBucket": 404, "NoSuchKey": 404, "SlowDown": 503, "InternalError": 500}  # else 403
KEPT_HEADERS = ("content-type", "cache-control")


@dataclass
class S3Server:
    """`faults` are taken by the next requests that write: a code of S3, or `cut` to break the connection
    in the middle. `skew` is how far, in seconds, its clock is ahead."""

    address: str = ""
    buckets: dict[str, dict[str, tuple[bytes, dict[str, str]]]] = field(
        default_factory=lambda: {BUCKET: {}}
    )
    uploads: dict[str, dict[int, bytes]] = field(default_factory=dict)
    faults: deque[str] = field(default_factory=deque)
    calls: list[str] = field(default_factory=list)
    skew: float = 0.0

    @property
    def objects(self) -> dict[str, tuple[bytes, dict[str, str]]]:
        return self.buckets[BUCKET]

    def settings(self, **others: Any) -> dict[str, Any]:
        """What a studio needs to keep its files here."""
        return {
            "storage_url": f"s3://{BUCKET}/studio/one", "aws_endpoint_url": self.address,
            "aws_allow_http": True, "aws_access_key_id": KEY_ID, "aws_secret_access_key": SECRET,
            **others,
        }  # fmt: skip


class RefusedCall(Exception):
    """With a code of S3."""


@contextlib.contextmanager
def s3_server() -> Iterator[S3Server]:
    state = S3Server()
    handler = type("Handler", (_Handler,), {"state": state})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    state.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    state: S3Server
    protocol_version = "HTTP/1.1"

    def setup(self) -> None:
        super().setup()
        self.connection.settimeout(30)

    def log_message(self, *_: Any) -> None:
        pass

    def handle_one_request(self) -> None:
        with contextlib.suppress(ConnectionError, TimeoutError):
            super().handle_one_request()

    def do_GET(self) -> None:
        self._answer_to(self._read)

    do_HEAD = do_GET

    def do_PUT(self) -> None:
        self._answer_to(self._write)

    do_POST = do_DELETE = do_PUT

    def _answer_to(self, work: Any) -> None:
        parts = urlsplit(self.path)
        self.query = dict(parse_qsl(parts.query, keep_blank_values=True))
        self.state.calls.append(f"{self.command} {parts.path}")
        fault = self.state.faults.popleft() if self._writes() and self.state.faults else ""
        length = int(self.headers.get("content-length", 0))
        if fault == "cut":
            self.rfile.read(length // 2)
            self.close_connection = True
            return
        self.body = self.rfile.read(length)
        _, bucket, *key = unquote(parts.path).split("/", 2)
        try:
            if fault:
                raise RefusedCall(fault)
            self._check_signature(parts.path)
            if bucket not in self.state.buckets:
                raise RefusedCall("NoSuchBucket")
            work(self.state.buckets[bucket], key[0] if key else "")
        except RefusedCall as error:
            body = f"<Error><Code>{error}</Code><Message>About {KEY_ID}</Message></Error>".encode()
            self._send(STATUS.get(str(error), 403), body, {"content-type": "application/xml"})

    def _writes(self) -> bool:
        return self.command in ("PUT", "POST")

    def _check_signature(self, path: str) -> None:
        given = self.query if "X-Amz-Signature" in self.query else self._authorization()
        key_id, *scope = given["X-Amz-Credential"].split("/")
        if key_id != KEY_ID:
            raise RefusedCall("InvalidAccessKeyId")
        signed = given["X-Amz-SignedHeaders"].split(";")
        pairs = sorted(
            (quote(name, safe="-_.~"), quote(value, safe="-_.~"))
            for name, value in self.query.items() if name != "X-Amz-Signature"
        )  # fmt: skip
        body_hash = self.headers.get("x-amz-content-sha256", "UNSIGNED-PAYLOAD")
        request = "\n".join(
            [
                self.command, path, "&".join(f"{name}={value}" for name, value in pairs),
                *(f"{name}:{' '.join(self.headers.get(name, '').split())}" for name in signed), "",
                ";".join(signed), body_hash,
            ]
        )  # fmt: skip
        date = given["X-Amz-Date"]
        wish = f"AWS4-HMAC-SHA256\n{date}\n{'/'.join(scope)}\n{_sha(request.encode())}"
        key = f"AWS4{SECRET}".encode()
        for part in scope:
            key = hmac.digest(key, part.encode(), "sha256")
        if hmac.digest(key, wish.encode(), "sha256").hex() != given["X-Amz-Signature"]:
            raise RefusedCall("SignatureDoesNotMatch")
        if body_hash not in ("UNSIGNED-PAYLOAD", _sha(self.body)):
            raise RefusedCall("XAmzContentSHA256Mismatch")
        age = time.time() + self.state.skew - timegm(time.strptime(date, "%Y%m%dT%H%M%SZ"))
        if "X-Amz-Expires" in given:
            if not -900 < age <= int(given["X-Amz-Expires"]) <= 604800:
                raise RefusedCall("AccessDenied")
        elif abs(age) > 900:
            raise RefusedCall("RequestTimeTooSkewed")

    def _authorization(self) -> dict[str, str]:
        found = re.findall(r"(\w+)=([^,\s]+)", self.headers.get("authorization", ""))
        if len(found) != 3:
            raise RefusedCall("AccessDenied")
        date = self.headers["x-amz-date"]
        return {f"X-Amz-{name}": value for name, value in found} | {"X-Amz-Date": date}

    def _read(self, bucket: dict[str, Any], key: str) -> None:
        if key not in bucket:
            raise RefusedCall("NoSuchKey")
        data, headers = bucket[key]
        headers = {
            **headers, "etag": f'"{hashlib.md5(data).hexdigest()}"', "accept-ranges": "bytes",  # noqa: S324
            "last-modified": "Fri, 01 May 2026 00:00:00 GMT",
            **{name.removeprefix("response-"): value for name, value in self.query.items()
               if name.startswith("response-")},
        }  # fmt: skip
        if self.headers.get("if-none-match") == headers["etag"]:
            self._send(304, b"", headers)
            return
        wish = re.fullmatch(r"bytes=(\d+)-(\d+)", self.headers.get("range", ""))
        if wish:
            start, end = int(wish[1]), min(int(wish[2]) + 1, len(data))
            headers["content-range"] = f"bytes {start}-{end - 1}/{len(data)}"
            data = data[start:end]
        self._send(206 if wish else 200, data, headers)

    def _write(self, bucket: dict[str, Any], key: str) -> None:
        query, uploads = self.query, self.state.uploads
        kept = {name: self.headers[name] for name in KEPT_HEADERS if name in self.headers}
        if "uploads" in query:
            uploads[upload := f"upload{len(self.state.calls)}"] = {}
            bucket[f"\0{upload}"] = (b"", kept)
            self._send(200, f"<R><UploadId>{upload}</UploadId></R>".encode())
        elif "partNumber" in query:
            uploads[query["uploadId"]][int(query["partNumber"])] = self.body
            self._send(200, b"", {"etag": f'"{_sha(self.body)}"'})
        elif self.command == "POST":
            parts, kept = uploads.pop(query["uploadId"]), bucket.pop(f"\0{query['uploadId']}")[1]
            bucket[key] = (b"".join(parts[number] for number in sorted(parts)), kept)
            self._send(
                200,
                b'<CompleteMultipartUploadResult><ETag>"1"</ETag></CompleteMultipartUploadResult>',
            )
        elif self.command == "DELETE" and "uploadId" in query:
            uploads.pop(query["uploadId"], None)
            bucket.pop(f"\0{query['uploadId']}", None)
            self._send(204)
        elif self.command == "DELETE":
            bucket.pop(key, None)
            self._send(204)
        else:
            bucket[key] = (self.body, kept)
            self._send(200, b"", {"etag": f'"{_sha(self.body)}"'})

    def _send(self, status: int, body: bytes = b"", headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def _sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()

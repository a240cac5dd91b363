"""A bucket of Amazon S3 or of any server that speaks like it, and addresses signed with its key."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote, urlsplit, urlunsplit

from fablewright.core.errors import BadSettings

SCHEME = "s3://"
# Wider than Amazon's own rules: other servers allow capitals and underscores.
PLACE = re.compile(
    r"s3://([A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9])((?:/[A-Za-z0-9_-][\w.-]*)*)/?", re.A
)
LONGEST = 7 * 24 * 3600  # seconds that a signed address may live (Signature Version 4)


@dataclass(frozen=True, slots=True)
class Bucket:
    """Where files are, and the key to it. `prefix` has no slash at its ends; `endpoint` is empty for
    Amazon's own."""

    name: str
    prefix: str
    region: str
    endpoint: str
    key_id: str
    secret: str = field(repr=False)
    token: str = field(default="", repr=False)

    @classmethod
    def at(
        cls, url: str, *, region: str, endpoint: str, allow_http: bool,
        key_id: str, secret: str, token: str = "",
    ) -> Bucket:  # fmt: skip
        """The bucket at `s3://bucket/prefix`. Raises `BadSettings`; nothing is asked yet."""
        match = PLACE.fullmatch(url)
        if not match:
            raise BadSettings(
                "FABLEWRIGHT_STORAGE_URL must look like s3://bucket/prefix, with letters, numbers,"
                " hyphens, underscores and dots."
            )
        if not key_id or not secret:
            raise BadSettings(
                "A bucket needs its key: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY."
            )
        if not re.fullmatch(r"[a-z0-9-]{2,40}", region):
            raise BadSettings("AWS_REGION must be the name of a region, such as eu-central-1.")
        if endpoint and not _is_root(endpoint):
            raise BadSettings("AWS_ENDPOINT_URL must look like https://s3.example.org.")
        if endpoint.startswith("http:") and not allow_http:
            raise BadSettings(
                "AWS_ENDPOINT_URL begins with http, so that everybody on the way can read along:"
                " take https, or set AWS_ALLOW_HTTP=true for a server of your own."
            )
        name, prefix = match.groups()
        endpoint = _as_browsers_say(endpoint)
        return cls(name, prefix.strip("/"), region, endpoint, key_id, secret, token)

    @property
    def virtual_hosted(self) -> bool:
        """Whether the bucket's name is part of the host's, as Amazon has it; a dot in it would not fit
        Amazon's certificate. Other servers have it in the path."""
        return not self.endpoint and "." not in self.name

    @property
    def server(self) -> str:
        """The address that its requests go to, without a slash at its end."""
        if self.endpoint:
            return self.endpoint
        host = f"s3.{self.region}.amazonaws.com{'.cn' if self.region.startswith('cn-') else ''}"
        return f"https://{self.name}.{host}" if self.virtual_hosted else f"https://{host}"

    @property
    def host(self) -> str:
        return urlsplit(self.server).netloc

    def presigned(
        self, key: str, at: datetime, seconds: int, answer: Mapping[str, str] | None = None
    ) -> str:
        """An address that reads the file `key` below the prefix, good for `seconds` from `at` (UTC).

        `answer` sets headers of the answer, such as `response-content-disposition`. The same arguments
        give the same address, in every process (AWS Signature Version 4, query parameters).
        """
        path = "/".join(
            part for part in ("" if self.virtual_hosted else self.name, self.prefix, key) if part
        )
        date = at.strftime("%Y%m%dT%H%M%SZ")
        scope = f"{date[:8]}/{self.region}/s3/aws4_request"
        fields = {
            **(answer or {}),
            "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
            "X-Amz-Credential": f"{self.key_id}/{scope}",
            "X-Amz-Date": date,
            "X-Amz-Expires": str(seconds),
            "X-Amz-SignedHeaders": "host",
            **({"X-Amz-Security-Token": self.token} if self.token else {}),
        }
        query = "&".join(f"{_quoted(one)}={_quoted(fields[one])}" for one in sorted(fields))
        base = urlsplit(self.server).path + f"/{quote(path, safe='/-_.~')}"
        request = f"GET\n{base}\n{query}\nhost:{self.host}\n\nhost\nUNSIGNED-PAYLOAD"
        wish = f"AWS4-HMAC-SHA256\n{date}\n{scope}\n{hashlib.sha256(request.encode()).hexdigest()}"
        signature = hmac.new(self._key_of(scope), wish.encode(), hashlib.sha256).hexdigest()
        origin = f"{urlsplit(self.server).scheme}://{self.host}"
        return f"{origin}{base}?{query}&X-Amz-Signature={signature}"

    def _key_of(self, scope: str) -> bytes:
        key = f"AWS4{self.secret}".encode()
        for part in scope.split("/"):
            key = hmac.new(key, part.encode(), hashlib.sha256).digest()
        return key


def _as_browsers_say(endpoint: str) -> str:
    """The host is part of what is signed: lower-case, and without a port that goes without saying."""
    parts = urlsplit(endpoint)
    host = parts.netloc.lower()
    host = host.removesuffix(":443" if parts.scheme == "https" else ":80")
    return urlunsplit((parts.scheme, host, parts.path.rstrip("/"), "", ""))


def _quoted(text: str) -> str:
    return quote(text, safe="-_.~")


def _is_root(text: str) -> bool:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https")
        and bool(parts.hostname)
        and port != 0
        and not (parts.username or parts.query or parts.fragment)
        and text.isascii()
        and text.isprintable()
    )

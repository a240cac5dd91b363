"""uvicorn, set up so that it goes down promptly and says nothing about itself."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import socket
import threading
from collections.abc import Iterator

import uvicorn
from fastapi import FastAPI

from fablewright.web.live import MESSAGE_LIMIT

GRACE = 5  # seconds for requests in hand when the server goes down


class StudioServer(uvicorn.Server):
    """Serves the application until told to stop; `address` is known once `ready` is set."""

    def __init__(
        self, app: FastAPI, *, host: str = "127.0.0.1", port: int = 8000, proxies: str = ""
    ) -> None:
        """`proxies` are addresses or networks, by commas, whose X-Forwarded-For is believed."""
        super().__init__(
            uvicorn.Config(
                app,
                host=host,
                port=port,
                lifespan="off",
                log_config=None,
                access_log=False,
                server_header=False,
                proxy_headers=bool(proxies),
                forwarded_allow_ips=proxies,
                ws_max_size=MESSAGE_LIMIT,
                timeout_graceful_shutdown=GRACE,
            )
        )
        self._closing: asyncio.Event = app.state.closing
        self.ready = asyncio.Event()

    @property
    def address(self) -> str:
        host, port = self.servers[0].sockets[0].getsockname()[:2]
        return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """While it serves, Ctrl-C and SIGTERM end the server. uvicorn would raise them once more
        afterwards, and kill the process before worker and database have ended in order."""
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        numbers = (signal.SIGINT, signal.SIGTERM)
        before = {number: signal.signal(number, self.handle_exit) for number in numbers}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            self.ready.set()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Open streams end first: uvicorn waits for every request."""
        self._closing.set()
        await super().shutdown(sockets)

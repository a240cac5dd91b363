"""Several inspectors as one: the first that can judge a picture does, the next where it cannot."""

from __future__ import annotations

from fablewright.core.artist import Call, first_of
from fablewright.core.book import Verdict
from fablewright.inspectors.base import InspectionRequest, Inspector


class InspectorChain:
    def __init__(self, *inspectors: Inspector) -> None:
        self.inspectors, self.name = inspectors, inspectors[0].name

    def inspect(self, request: InspectionRequest) -> Call[Verdict] | None:
        calls = [call for one in self.inspectors if (call := one.inspect(request))]
        return first_of(calls) if calls else None

    async def check(self) -> None:
        """Raises `Misconfigured` when one of them cannot work as the settings are."""
        for one in self.inspectors:
            await one.check()

    async def close(self) -> None:
        for one in self.inspectors:
            await one.close()

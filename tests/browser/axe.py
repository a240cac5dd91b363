"""What axe-core finds on a page: WCAG 2.2 AA and its best practices."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.async_api import Page

AXE = Path(__file__).resolve().parents[2] / "frontend/node_modules/axe-core/axe.min.js"


async def violations(page: Page) -> list[str]:
    """One line for each: rule, what it is about, and where."""
    if not await page.evaluate("'axe' in window"):
        await page.evaluate(AXE.read_text("utf-8"))  # the page's policy lets no script be added
    found: list[dict[str, Any]] = await page.evaluate("axe.run().then((found) => found.violations)")
    return [
        f"{one['id']}: {one['help']} ({' | '.join(str(node['target']) for node in one['nodes'])})"
        for one in found
    ]

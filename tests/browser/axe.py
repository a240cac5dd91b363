"""What axe-core finds wrong with a page."""

from __future__ import annotations

from pathlib import Path

from playwright.async_api import Page

AXE = Path(__file__).parents[2] / "frontend/node_modules/axe-core/axe.min.js"
RUN = """axe.run().then((found) => found.violations.flatMap((one) =>
  one.nodes.map((node) => `${one.id}: ${node.target} (${one.help})`)))"""


async def violations(page: Page) -> list[str]:
    """Of the page as it is shown now: rule, element and what the rule asks for."""
    await page.evaluate(AXE.read_text(encoding="utf-8"))
    found: list[str] = await page.evaluate(RUN)
    return found

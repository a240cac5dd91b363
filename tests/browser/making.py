"""What tests of the rooms for making books have in common."""

from __future__ import annotations

from typing import Any

from playwright.async_api import Page

# As the page asks: with the session that it keeps.
ASK = """async ([method, path, body]) => {
  const kept = localStorage.getItem("fablewright.session");
  const headers = kept ? { Authorization: `Bearer ${JSON.parse(kept).access}` } : {};
  if (body) headers["Content-Type"] = "application/json";
  const answer = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
  return await answer.json();
}"""
ENTER = """async () => {
  const answer = await fetch("/api/auth/guest", { method: "POST" });
  const told = await answer.json();
  const until = Date.now() + 1000 * told.expires_in;
  localStorage.setItem("fablewright.session", JSON.stringify({ access: told.access_token, until }));
}"""


async def enter(page: Page, path: str = "/") -> None:
    """A guest, at this address."""
    await page.goto("/")
    await page.evaluate(ENTER)
    await page.goto(path)


async def ask(page: Page, method: str, path: str, body: Any = None) -> Any:
    """What the studio answers to the person before this page."""
    answer = await page.evaluate(ASK, [method, path, body])
    assert answer.get("success", True), answer
    return answer.get("data", answer)

"""The order of a book."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from fablewright.books.recipe import RECIPE, dependants, overall, startable

states = st.fixed_dictionaries(
    {name: st.sampled_from(["queued", "generating", "ready", "failed"]) for name in RECIPE}
)


def test_inputs_come_before_what_is_made_of_them() -> None:
    seen: set[str] = set()
    for name, asset in RECIPE.items():
        assert set(asset.inputs) <= seen, name
        seen.add(name)


def test_scenes_start_together_after_the_cover_only() -> None:
    done = {name: "queued" for name in RECIPE} | {"content": "ready", "cover": "ready"}
    assert startable(done) == ["scene_1", "scene_2", "scene_3", "scene_4", "audio", "activities"]


def test_nothing_starts_without_a_text() -> None:
    assert startable({name: "queued" for name in RECIPE}) == ["content"]
    assert startable({name: "queued" for name in RECIPE} | {"content": "failed"}) == []
    assert startable({"content": "generating", "scene_2": "queued"}) == []


@given(states)
def test_a_book_that_is_not_finished_can_always_go_on(now: dict[str, str]) -> None:
    """As long as something is queued and nothing is at work, something can start."""
    if now["content"] != "failed" and "generating" not in now.values() and "queued" in now.values():
        if now["content"] == "queued":
            now = dict.fromkeys(RECIPE, "queued")
        assert startable(now)


@given(states)
def test_overall(now: dict[str, str]) -> None:
    found = overall(now)
    if now["content"] == "failed":
        assert found == "failed"
    elif set(now.values()) == {"ready"}:
        assert found == "ready"
    elif {"queued", "generating"} & set(now.values()):
        assert found == "generating"
    else:
        assert found == "partial"


def test_a_new_cover_means_new_scenes_and_books_but_the_same_voice() -> None:
    assert dependants(frozenset({"cover"})) == {
        "cover", "scene_1", "scene_2", "scene_3", "scene_4", "pdf", "epub",
    }  # fmt: skip
    assert dependants(frozenset({"audio"})) == {"audio", "epub"}
    assert dependants(frozenset({"content"})) == set(RECIPE)


def test_pauses_follow_the_table() -> None:
    assert [RECIPE["content"].pause(n) for n in (1, 2, 3)] == [2, 4, 8]
    assert [RECIPE["audio"].pause(n) for n in (1, 2)] == [5, 5]
    assert RECIPE["cover"].pause(1) == 0

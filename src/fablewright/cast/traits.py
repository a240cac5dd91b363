"""The taxonomy of 39 inclusivity traits: how a person can look and be, each drawable offline."""

from __future__ import annotations

from typing import NamedTuple


class Trait(NamedTuple):
    id: str
    family: str
    label: str


TRAITS: dict[str, Trait] = {
    trait.id: trait
    for trait in (
        Trait("skin_porcelain", "skin", "very light skin"),
        Trait("skin_peach", "skin", "light skin"),
        Trait("skin_tan", "skin", "tan skin"),
        Trait("skin_brown", "skin", "brown skin"),
        Trait("skin_deep", "skin", "dark brown skin"),
        Trait("skin_ebony", "skin", "very dark skin"),
        Trait("vitiligo", "skin", "vitiligo"),
        Trait("freckles", "skin", "freckles"),
        Trait("birthmark", "skin", "a birthmark on the face"),
        Trait("albinism", "skin", "albinism"),
        Trait("hair_straight", "hair", "straight hair"),
        Trait("hair_curly", "hair", "curly hair"),
        Trait("hair_coily", "hair", "coily hair"),
        Trait("hair_braids", "hair", "braided hair"),
        Trait("hair_locs", "hair", "locs"),
        Trait("hair_none", "hair", "no hair"),
        Trait("eyes_monolid", "eyes", "monolid eyes"),
        Trait("wheelchair", "mobility", "uses a wheelchair"),
        Trait("walker", "mobility", "uses a walking frame"),
        Trait("crutches", "mobility", "uses crutches"),
        Trait("prosthetic_leg", "mobility", "has a prosthetic leg"),
        Trait("prosthetic_arm", "mobility", "has a prosthetic arm"),
        Trait("leg_braces", "mobility", "wears leg braces"),
        Trait("hearing_aids", "hearing", "wears hearing aids"),
        Trait("cochlear_implant", "hearing", "has a cochlear implant"),
        Trait("ear_defenders", "hearing", "wears ear defenders"),
        Trait("glasses", "sight", "wears glasses"),
        Trait("white_cane", "sight", "is blind and uses a white cane"),
        Trait("eye_patch", "sight", "wears an eye patch"),
        Trait("insulin_pump", "health", "wears an insulin pump"),
        Trait("feeding_tube", "health", "has a feeding tube"),
        Trait("oxygen_cannula", "health", "uses an oxygen cannula"),
        Trait("hijab", "dress and faith", "wears a hijab"),
        Trait("turban", "dress and faith", "wears a turban"),
        Trait("kippah", "dress and faith", "wears a kippah"),
        Trait("large_body", "body", "has a large body"),
        Trait("small_stature", "body", "is of short stature"),
        Trait("down_syndrome", "body", "has Down syndrome"),
        Trait("baby_sling", "family", "carries a baby in a sling"),
    )
}

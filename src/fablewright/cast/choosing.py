"""The traits as somebody chooses among them: headings, a sentence each, and what goes with what.

`TRAITS` is in the order of a chooser: families together, from what everybody has to what few have.
"""

from __future__ import annotations

from collections.abc import Mapping

from fablewright.cast.traits import TRAITS
from fablewright.core.book import Kind

HEADINGS: Mapping[str, str] = {
    "skin": "Skin",
    "hair": "Hair",
    "eyes": "Eyes",
    "mobility": "Getting about",
    "hearing": "Hearing",
    "sight": "Sight",
    "health": "Health",
    "dress and faith": "Dress and faith",
    "body": "Body",
    "family": "Family",
}
"""Of the families, in their order."""

KINDS: tuple[Kind, ...] = ("child", "hero", "companion")
"""Whom traits suit: everybody of these who is a person. Animals and other creatures show none."""

DESCRIPTIONS: Mapping[str, str] = {
    "skin_porcelain": "The lightest of the six skin tones.",
    "skin_peach": "A light, warm skin tone.",
    "skin_tan": "A golden-brown skin tone.",
    "skin_brown": "A medium brown skin tone.",
    "skin_deep": "A dark brown skin tone.",
    "skin_ebony": "The darkest of the six skin tones.",
    "vitiligo": "Paler patches on face and hands, on any skin tone.",
    "freckles": "Little dots on cheeks and nose.",
    "birthmark": "A darker or redder mark on one cheek.",
    "albinism": "Very light skin, hair and brows, with light eyes, whatever the hair is like.",
    "hair_straight": "Smooth hair, long or short.",
    "hair_curly": "Round curls, to the ears or the shoulders.",
    "hair_coily": "Tight coils: an afro, two puffs or a short crop.",
    "hair_braids": "Two plaits or many thin braids, with beads.",
    "hair_locs": "Thick, rounded strands from the crown down.",
    "hair_none": "A bare head, as some have by nature or after a treatment.",
    "eyes_monolid": "Eyes under a smooth lid without a crease.",
    "wheelchair": "A colourful chair that the person moves alone.",
    "walker": "A frame with small wheels, held with both hands.",
    "crutches": "Two crutches with cuffs round the forearms.",
    "prosthetic_leg": "One leg is a prosthesis, for all to see.",
    "prosthetic_arm": "One arm is a prosthesis with jointed fingers.",
    "leg_braces": "Braces on both lower legs, into the shoes.",
    "hearing_aids": "An aid behind each ear, in a bright colour.",
    "cochlear_implant": "A processor behind one ear, with a coil on the side of the head.",
    "ear_defenders": "Cups over both ears that keep loud noise out.",
    "glasses": "Glasses with round, colourful frames.",
    "white_cane": "A long white cane that finds the way.",
    "eye_patch": "A patch over one eye, as many children wear for a while.",
    "insulin_pump": "A small device at the waist, as people with diabetes wear.",
    "feeding_tube": "A thin tube from the nose, taped to the cheek.",
    "oxygen_cannula": "A thin tube under the nose that helps with breathing.",
    "hijab": "A headscarf that leaves the face free, in a bright colour.",
    "turban": "Cloth wrapped neatly round the head, as many Sikhs wear.",
    "kippah": "A small round cap, as many Jews wear.",
    "large_body": "A broader body, in clothes that fit.",
    "small_stature": "Shorter arms and legs, with a face of the person's own age.",
    "down_syndrome": "The features of Down syndrome, drawn as naturally as everybody's.",
    "baby_sling": "A baby asleep in a sling; children carry a toy bear.",
}  # fmt: skip


def excluded_by(trait: str) -> tuple[str, ...]:
    """Ids of those that one flat picture cannot show together with this one, in the chooser's order."""
    groups = set(TRAITS[trait].one_of)
    return tuple(
        one.id for one in TRAITS.values() if one.id != trait and groups.intersection(one.one_of)
    )

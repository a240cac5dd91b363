"""The taxonomy of 39 inclusivity traits: how a person can look and be, each drawable offline.

The words follow published guidance, named with what was taken from each in docs/traits.md: among others
the Disability Language Style Guide of the National Center on Disability and Journalism, Scope, RNIB, the
National Deaf Children's Society, Changing Faces, CLPE's Reflecting Realities, and the Monk Skin Tone Scale.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import NamedTuple


class Trait(NamedTuple):
    """One trait. `id` is what characters carry; all other texts are for people.

    `label` continues "She …" or stands alone. `drawn` says how the offline illustrator draws it; left and
    right are the person's own. `question` is closed, and yes is the good answer; who asks it says which
    person is meant, and asks it of pictures that show that person's front or side. Of the traits that share
    a name in `one_of`, a person has one at most.
    """

    id: str
    family: str
    label: str
    drawn: str
    question: str
    one_of: tuple[str, ...] = ()


_TONE, _PIGMENT = "skin tone", "pigment"
_HAIR, _COVER = "hair that shows", "head covering"
_MOVING, _EARS = "aid that takes the hands", "worn at the ears"
# The last two say nothing about people, many of whom use a chair one day and crutches the next,
# or an implant on one side and a hearing aid on the other: one picture shows one of them.

_SKIN = (
    Trait(
        "skin_porcelain", "skin", "very light skin",
        "Very light, rosy skin, nearest to step 2 of 10 on the Monk scale.",
        "Is this person's skin very light (about steps 1 to 3 of 10 on the Monk scale) on face and hands alike?",
        (_TONE,),
    ),
    Trait(
        "skin_peach", "skin", "light skin",
        "Light, warm skin, nearest to step 4 of 10 on the Monk scale.",
        "Is this person's skin light and warm (about step 4 of 10 on the Monk scale) on face and hands alike?",
        (_TONE,),
    ),
    Trait(
        "skin_tan", "skin", "tan skin",
        "Golden-brown skin, nearest to step 5 of 10 on the Monk scale.",
        "Is this person's skin a clear tan (about step 5 of 10 on the Monk scale) on face and hands alike,"
        " not lightened to peach?",
        (_TONE,),
    ),
    Trait(
        "skin_brown", "skin", "brown skin",
        "Medium brown skin, nearest to step 6 of 10 on the Monk scale.",
        "Is this person's skin brown (about step 6 of 10 on the Monk scale) on face and hands alike,"
        " not lightened to tan and not grey?",
        (_TONE,),
    ),
    Trait(
        "skin_deep", "skin", "dark brown skin",
        "Dark brown skin, nearest to step 7 of 10 on the Monk scale, with warm cheeks.",
        "Is this person's skin dark brown (about steps 7 to 8 of 10 on the Monk scale) on face and hands alike,"
        " neither lightened nor greyed, with features that can be made out?",
        (_TONE,),
    ),
    Trait(
        "skin_ebony", "skin", "very dark skin",
        "Very dark brown skin, nearest to step 9 of 10 on the Monk scale, with lighter lines for nose and mouth.",
        "Is this person's skin very dark (about steps 9 to 10 of 10 on the Monk scale) on face and hands alike,"
        " neither lightened nor greyed, with features that can be made out?",
        (_TONE,),
    ),
    Trait(
        "vitiligo", "skin", "has vitiligo",
        "Pale patches round the right eye, on forehead, cheek and chin, and on the hands;"
        " the skin between keeps its own tone.",
        "Does this person's face have clear-edged patches of paler skin, with the skin between them in its own"
        " fuller tone, and not one even colour, a shadow or dirt?",
        (_PIGMENT,),
    ),
    Trait(
        "freckles", "skin", "has freckles",
        "Small dots over both cheeks and the nose: ginger on light skin, deeper brown on dark skin.",
        "Are there small separate freckles across this person's cheeks or nose, darker than the skin,"
        " and not just a blush?",
    ),
    Trait(
        "birthmark", "skin", "has a birthmark on the face",
        "A rounded mark on the right cheek below the eye, wine red on light skin and deep plum on dark skin,"
        " with a small spot beside it.",
        "Is there a birthmark, a flat patch of a redder or darker colour, on one side only of this person's"
        " face, and not a bruise, a wound or a blush on both cheeks?",
    ),
    Trait(
        "albinism", "skin", "has albinism",
        "Very light skin, cream-white hair in any texture, pale brows, and light blue-grey eyes.",
        "Does this person have very light skin together with white or very pale hair and pale brows, and eyes"
        " in a natural light colour, not red or glowing?",
        (_TONE, _PIGMENT),
    ),
)  # fmt: skip

_HAIR_AND_EYES = (
    Trait(
        "hair_straight", "hair", "straight hair",
        "Smooth hair with plain edges: long, a bob, a ponytail, a fringe, or cut short.",
        "Is this person's hair to be seen, and straight and smooth, without waves, curls or braids?",
        (_HAIR,),
    ),
    Trait(
        "hair_curly", "hair", "curly hair",
        "A full head of round curls with rings drawn in, to the ears or to the shoulders.",
        "Is this person's hair to be seen, and in round curls, not straight and not merely wavy?",
        (_HAIR,),
    ),
    Trait(
        "hair_coily", "hair", "coily hair",
        "A rounded afro, two puffs, or a short crop, with tight coils drawn in and a scalloped edge.",
        "Is this person's hair to be seen, and tightly coiled (afro, puffs or a coily crop), standing by itself"
        " and not turned into loose curls, waves or straight hair?",
        (_HAIR,),
    ),
    Trait(
        "hair_braids", "hair", "braided hair",
        "Two thick plaits, or many thin braids from rows along the scalp, with beads at the ends.",
        "Is this person's hair to be seen, and worn in braids or plaits with the plaiting visible,"
        " not loose and not in locs?",
        (_HAIR,),
    ),
    Trait(
        "hair_locs", "hair", "locs",
        "Thick rounded strands from the crown to the chin or shoulders, neat and full.",
        "Is this person's hair to be seen, and worn in locs, separate rope-like strands that look cared for,"
        " not loose curls and not braids?",
        (_HAIR,),
    ),
    Trait(
        "hair_none", "hair", "no hair",
        "A bare head without stubble; brows and lashes stay as they are.",
        "Is this person's head bare, without hair, wig, hat or scarf, and does the person look as well as"
        " everybody else in the picture?",
        (_HAIR,),
    ),
    Trait(
        "eyes_monolid", "eyes", "monolid eyes",
        "Long, lower eyes under a smooth lid without a crease, with round irises partly under the lid.",
        "Are this person's eyes drawn with smooth lids without a crease, with visible irises and in the same"
        " manner as everybody else's, neither made round nor reduced to slanted lines?",
    ),
)  # fmt: skip

_AIDS = (
    Trait(
        "wheelchair", "mobility", "uses a wheelchair",
        "Seated in every pose in a coloured chair of the person's own size, with patterned wheels, a low back"
        " and a plate under the feet; free hands are at the wheels, and nobody pushes.",
        "Is this person seated in an active wheelchair that fits the body, feet on its plate, moving"
        " independently and part of what happens, with nobody pushing and no big hospital chair?",
        (_MOVING,),
    ),
    Trait(
        "walker", "mobility", "uses a walking frame",
        "A coloured frame with small wheels before the body, its grips at the height of the hips; free hands"
        " hold them.",
        "Does this person have a walking frame with all its legs on the ground and grips at hip height, held in"
        " the hands or within reach, and not floating, a trolley or a pushchair?",
        (_MOVING,),
    ),
    Trait(
        "crutches", "mobility", "uses crutches",
        "Two coloured forearm crutches with cuffs and rubber feet, in the hands, or beside somebody who"
        " sits, kneels or has the hands full.",
        "Does this person have two crutches that reach the ground, held by their grips or lying within reach,"
        " with no plaster cast or bandage added?",
        (_MOVING,),
    ),
    Trait(
        "prosthetic_leg", "mobility", "has a prosthetic leg",
        "On the left leg, in every picture, a coloured socket over the knee, a metal shin and an ordinary shoe, left uncovered"
        " by shorts or a short skirt.",
        "Is exactly one of this person's legs plainly a prosthesis (socket and shin of another material),"
        " worn and in the place of the leg, and not an ordinary leg, a boot or a stump without it?",
    ),
    Trait(
        "prosthetic_arm", "mobility", "has a prosthetic arm",
        "On the left arm, in every picture, a coloured socket over the forearm, a metal wrist and a grey hand with jointed"
        " fingers, below a sleeve that ends above the elbow.",
        "Is exactly one of this person's arms plainly a prosthesis (socket and hand of another material), and"
        " not an ordinary arm, a glove, a hook or a weapon?",
    ),
    Trait(
        "leg_braces", "mobility", "wears leg braces",
        "On both legs metal uprights beside the calf and three coloured straps, from below the knee into the"
        " shoe, over bare legs or tights.",
        "Does this person wear braces on the lower legs (uprights or shells with straps, fitted round the leg),"
        " and not just boots, long socks or bandages?",
    ),
    Trait(
        "hearing_aids", "hearing", "wears hearing aids",
        "A coloured aid behind each ear that shows, with a clear tube to an earmould; with a hijab, at the"
        " edge of the cloth.",
        "Is a hearing aid visible behind an ear of this person (with a headscarf, at its edge), with a tube or"
        " mould leading into the ear, and not a headphone, an earring or an ear without one?",
        (_EARS,),
    ),
    Trait(
        "cochlear_implant", "hearing", "has a cochlear implant",
        "On one side a coloured processor behind the ear, and a cable up to a round coil on the side of"
        " the head.",
        "Does this person wear a cochlear implant: a processor behind the ear joined by a cable to a round coil"
        " on the side of the head above it, with both parts to be seen?",
        (_EARS,),
    ),
    Trait(
        "ear_defenders", "hearing", "wears ear defenders",
        "Two coloured cups over the ears, joined by a padded band over the head.",
        "Does this person wear ear defenders, with a large cup over each ear that is in view and a band over"
        " the head, and no microphone or lead to a music player?",
        (_EARS,),
    ),
    Trait(
        "glasses", "sight", "wears glasses",
        "Round coloured frames that sit on nose and ears, with clear lenses, both eyes open to view.",
        "Does this person wear glasses on the nose, with two clear lenses in front of the eyes, and not on the"
        " head, in the hand or as dark glasses?",
    ),
    Trait(
        "white_cane", "sight", "is blind or partially sighted and uses a white cane",
        "A long white cane with a red lower part, its round tip on the ground ahead of the feet; it waits"
        " beside somebody with busy hands, and some wear dark glasses.",
        "Does this person have a long, straight, white cane with its tip on the ground ahead, held at the grip"
        " or kept within reach, and not a walking stick, a crook or a wand?",
        (_MOVING,),
    ),
    Trait(
        "eye_patch", "sight", "wears an eye patch",
        "A coloured patch with a star, on a band round the head, over the left eye in every picture; the"
        " other eye is open to view.",
        "Is exactly one of this person's eyes fully covered by a patch, in a child's everyday way, without"
        " pirate or villain costume that was not asked for?",
    ),
    Trait(
        "insulin_pump", "health", "wears an insulin pump",
        "A small dark device with a bright screen at the waist, and a clear tube to a round patch on the"
        " belly; with short sleeves also a sensor on the arm.",
        "Does this person wear a small insulin pump at the waist or on the body, with a thin tube or a patch"
        " that belongs to it, and not a telephone, a camera or a drip?",
    ),
    Trait(
        "feeding_tube", "health", "has a feeding tube",
        "A thin clear tube from one nostril across the cheek to the ear, held by tape with a star; its"
        " capped end lies on the chest.",
        "Does a thin tube run from one nostril of this person across the cheek, taped there, with the person"
        " up and about like everybody else, and not under a mask or in a sickbed?",
    ),
    Trait(
        "oxygen_cannula", "health", "uses an oxygen cannula",
        "A clear tube below the nose with two short prongs, over both ears and joined on the chest, to a"
        " small coloured device at the hip.",
        "Does this person wear a thin tube under the nose with its prongs at the nostrils and its sides going"
        " to the ears, and neither a full mask nor a sickbed?",
    ),
)  # fmt: skip

_DRESS_BODY_FAMILY = (
    Trait(
        "hijab", "dress and faith", "wears a hijab",
        "Coloured cloth close round the face, over hair, ears, neck and shoulders, with a small pin; long"
        " sleeves and covered legs go with it unless other clothes are described.",
        "Does this person wear a hijab that covers all hair, the ears and the neck and leaves the whole face"
        " free, with no hair showing, and not a hood, a veil over the face or a loose shawl?",
        (_HAIR, _COVER),
    ),
    Trait(
        "turban", "dress and faith", "wears a turban",
        "Cloth wrapped in even folds that meet in a point above the forehead, over all the hair;"
        " the ears are free.",
        "Does this person wear a turban, cloth wrapped neatly in folds round the head over the hair, and not a"
        " jewelled costume, a bandage, a towel or a ready-made hat?",
        (_HAIR, _COVER),
    ),
    Trait(
        "kippah", "dress and faith", "wears a kippah",
        "A small round brimless cap on the crown of the head; the hair shows all round.",
        "Does this person wear a kippah, a small round cap without a brim on the crown of the head, and not a"
        " baseball cap, a beanie or a hat?",
        (_COVER,),
    ),
    Trait(
        "large_body", "body", "has a large body",
        "A broader trunk, fuller arms, legs and cheeks, in clothes that fit, and as lively as everybody else.",
        "Is this person's body clearly larger and rounder than those of others of the same age, in clothes that"
        " fit, and neither slimmed down nor made a joke of by food, strain or tight clothes?",
    ),
    Trait(
        "small_stature", "body", "is of short stature",
        "Arms and legs clearly shorter for the age, with a trunk and head of nearly the usual size; the face"
        " is of the person's own age.",
        "Is this person clearly shorter than others of the same age, with shorter arms and legs, a face of"
        " their own age and everyday clothes, and not drawn as a baby, an elf or a gnome?",
    ),
    Trait(
        "down_syndrome", "body", "has Down syndrome",
        "Almond-shaped eyes that rise outwards, with a small fold at the inner corner, a rounder face, a"
        " flatter nose, and smaller ears set a little lower.",
        "Does this person's face show features of Down syndrome (upward almond-shaped eyes with a fold at the"
        " inner corner, a rounder face, a flatter nose) naturally, without caricature or an open, empty mouth?",
    ),
    Trait(
        "baby_sling", "family", "carries a baby in a sling",
        "Cloth over one shoulder and across the chest, a baby asleep upright in it with its face free;"
        " children under 13 carry a toy bear in theirs.",
        "Does this person carry a baby (a child: a baby or a toy) in a cloth sling on the chest, upright and"
        " high, with its face uncovered, and not a bag, a bare strap or a baby that hangs loose?",
    ),
)  # fmt: skip

TRAITS: dict[str, Trait] = {
    trait.id: trait for trait in (*_SKIN, *_HAIR_AND_EYES, *_AIDS, *_DRESS_BODY_FAMILY)
}


def conflicts(traits: Sequence[str]) -> tuple[str, str] | None:
    """The first two ids, in the order given, that one person cannot both show; None when all go together.

    Ids that are not in the taxonomy, or that occur twice, contradict nothing.
    """
    known = (TRAITS[name] for name in dict.fromkeys(traits) if name in TRAITS)
    for one, other in combinations(known, 2):
        if set(one.one_of) & set(other.one_of):
            return one.id, other.id
    return None

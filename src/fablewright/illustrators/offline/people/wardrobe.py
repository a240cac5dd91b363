"""What words mean: colours, garments, hair, headgear and callings, and palettes that go together."""

from __future__ import annotations

SKIN: dict[str, tuple[str, str]] = {
    # trait: skin, blush
    "skin_porcelain": ("#fbe0cf", "#f0958a"),
    "skin_peach": ("#f4c9a6", "#ea8670"),
    "skin_tan": ("#dca67a", "#d2735a"),
    "skin_brown": ("#ac6f48", "#bf5744"),
    "skin_deep": ("#7d4a30", "#a8473a"),
    "skin_ebony": ("#503127", "#8c413b"),
}
ALBINO = ("#fdeae0", "#f3a7a0")

HAIR_COLOURS: dict[str, str] = {
    "black": "#251d26",
    "brown": "#5e3825",
    "chestnut": "#7a4327",
    "auburn": "#93421f",
    "ginger": "#d4652a",
    "red": "#c4531f",
    "orange": "#d4652a",
    "blond": "#e9bf63",
    "blonde": "#e9bf63",
    "golden": "#e9bf63",
    "yellow": "#e9bf63",
    "sandy": "#c99a58",
    "grey": "#b3b1b8",
    "gray": "#b3b1b8",
    "silver": "#c8c8d0",
    "white": "#efeae2",
    "pink": "#ea86a8",
    "blue": "#3f6fc4",
    "purple": "#7d55b8",
    "green": "#4a9a68",
}
# Hair colours likely with a skin, for those whose hair nobody described.
HAIR_WITH_SKIN: dict[str, tuple[str, ...]] = {
    "skin_porcelain": ("ginger", "blond", "brown", "auburn"),
    "skin_peach": ("brown", "chestnut", "blond", "auburn", "black"),
    "skin_tan": ("black", "brown", "chestnut"),
    "skin_brown": ("black", "brown"),
    "skin_deep": ("black", "brown"),
    "skin_ebony": ("black",),
}
EYES: dict[str, str] = {
    "brown": "#6a3d22",
    "hazel": "#8a6428",
    "green": "#4f8a4c",
    "blue": "#3d78b8",
    "grey": "#6c7f90",
    "gray": "#6c7f90",
    "black": "#3a2016",
}

COLOURS: dict[str, str] = {
    "red": "#d8402f",
    "scarlet": "#d8302f",
    "crimson": "#b82a3c",
    "orange": "#ee7a2c",
    "mustard": "#e0a526",
    "yellow": "#f6bd3a",
    "gold": "#e9b53a",
    "golden": "#e9b53a",
    "green": "#3f8f5a",
    "mint": "#8fd0b4",
    "teal": "#268f8c",
    "turquoise": "#35a7a4",
    "blue": "#3568b0",
    "navy": "#29376b",
    "purple": "#7446b8",
    "violet": "#7446b8",
    "lilac": "#b294dc",
    "lavender": "#b294dc",
    "pink": "#ec7fa2",
    "magenta": "#c2377e",
    "coral": "#f2745f",
    "brown": "#855535",
    "beige": "#e2cba4",
    "cream": "#fbeed6",
    "white": "#f8f4ec",
    "grey": "#8d93a3",
    "gray": "#8d93a3",
    "silver": "#c3c9d4",
    "black": "#33303e",
}

# top, accent, legs, shoes: each stands out from sky, grass and night alike
PALETTES: tuple[tuple[str, str, str, str], ...] = (
    ("#d9452f", "#ffd97a", "#2e3f6b", "#fbf3e4"),
    ("#f2b033", "#d6453f", "#4a3763", "#d6453f"),
    ("#7446b8", "#ffd98a", "#2f3a56", "#f2745f"),
    ("#ec6f4f", "#fff0d2", "#28526b", "#f6bd3a"),
    ("#c2377e", "#ffe0a3", "#33366b", "#f8f4ec"),
    ("#e8893a", "#fff2d8", "#5a3350", "#2f7f86"),
    ("#fbeed6", "#d8402f", "#34508f", "#d8402f"),
    ("#1f7f86", "#ffd46b", "#7a3b3b", "#f2b033"),
    ("#ec7fa2", "#fff3dc", "#3d4a8a", "#7446b8"),
    ("#34509a", "#ffcf5e", "#8a4a36", "#f8f4ec"),
)

GARMENTS: dict[str, str] = {
    "raincoat": "raincoat", "coat": "raincoat", "jacket": "raincoat", "anorak": "raincoat", "parka": "raincoat",
    "cardigan": "raincoat", "jumper": "jumper", "sweater": "jumper", "pullover": "jumper",
    "sweatshirt": "jumper", "pyjamas": "jumper", "pajamas": "jumper", "hoodie": "hoodie", "tshirt": "tshirt", "t-shirt": "tshirt",
    "tee": "tshirt", "shirt": "tshirt", "top": "tshirt", "dungarees": "dungarees", "overalls": "dungarees",
    "dress": "dress", "frock": "dress", "pinafore": "dress", "tutu": "dress", "sari": "robe",
    "skirt": "skirt", "robe": "robe", "gown": "robe", "nightgown": "robe", "abaya": "robe", "kimono": "robe",
    "armour": "armour", "armor": "armour", "spacesuit": "spacesuit", "suit": "raincoat",
}  # fmt: skip
LEGWEAR = ("trousers", "jeans", "leggings", "tights", "shorts", "pants")
FOOTWEAR = (
    "boots",
    "shoes",
    "trainers",
    "sneakers",
    "wellies",
    "slippers",
    "sandals",
    "wellingtons",
)
EXTRAS = {
    "cape": "cape", "cloak": "cape", "apron": "apron", "scarf": "scarf", "backpack": "backpack",
    "rucksack": "backpack", "mask": "mask", "bow": "bow", "ribbon": "bow",
}  # fmt: skip
HEADGEAR: dict[str, str] = {
    "crown": "crown", "tiara": "crown", "helmet": "knight", "explorer hat": "explorer",
    "wizard hat": "wizard", "witch hat": "wizard", "pointed hat": "wizard", "pointy hat": "wizard",
    "chef hat": "chef", "cap": "cap", "beanie": "beanie", "bobble hat": "beanie", "woolly hat": "beanie",
    "woollen hat": "beanie", "sunhat": "explorer", "sun hat": "explorer", "straw hat": "explorer",
    "bowler hat": "explorer", "hat": "beanie",
}  # fmt: skip
# calling: outfit, headgear, extras
CALLINGS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    "superhero": ("suit", "", ("cape", "mask")),
    "knight": ("armour", "knight", ()),
    "astronaut": ("spacesuit", "astronaut", ()),
    "cosmonaut": ("spacesuit", "astronaut", ()),
    "explorer": ("raincoat", "explorer", ("backpack",)),
    "princess": ("robe", "crown", ()),
    "queen": ("robe", "crown", ("cape",)),
    "prince": ("jumper", "crown", ("cape",)),
    "king": ("robe", "crown", ("cape",)),
    "wizard": ("robe", "wizard", ()),
    "witch": ("robe", "wizard", ()),
    "baker": ("jumper", "chef", ("apron",)),
    "cook": ("jumper", "chef", ("apron",)),
    "chef": ("jumper", "chef", ("apron",)),
    "gardener": ("dungarees", "explorer", ()),
    "farmer": ("dungarees", "explorer", ()),
    "painter": ("jumper", "beanie", ("apron",)),
    "doctor": ("raincoat", "", ()),
    "scientist": ("raincoat", "", ()),
    "sailor": ("jumper", "cap", ()),
    "captain": ("raincoat", "cap", ()),
    "firefighter": ("raincoat", "knight", ()),
}

HAIR_STYLES: dict[str, str] = {
    "plaits": "plaits", "plait": "plaits", "pigtails": "plaits", "braids": "braids", "braided": "braids",
    "cornrows": "braids", "ponytail": "ponytail", "bun": "bun", "topknot": "bun", "bob": "bob",
    "bunches": "puffs", "puffs": "puffs", "afro": "afro", "locs": "locs", "dreadlocks": "locs",
    "curls": "curly", "curly": "curly", "coily": "afro", "wavy": "wavy", "bald": "none", "spiky": "short",
}  # fmt: skip
TEXTURES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    # trait: (styles for a girl, styles for a boy); they draw from both
    "hair_straight": (("bob", "long", "ponytail"), ("short", "bowl")),
    "wavy": (("wavy", "wavy_bob"), ("wavy_short",)),  # asked for in words; no trait
    "hair_curly": (("curly_long", "curly"), ("curly",)),
    "hair_coily": (("puffs", "afro"), ("coily_short", "afro")),
    "hair_braids": (("plaits", "braids"), ("braids",)),
    "hair_locs": (("locs",), ("locs",)),
    "hair_none": (("none",), ("none",)),
}
# The ids of all traits that are drawn; any other is passed over and never reported as seen.
DRAWN = frozenset(SKIN) | (frozenset(TEXTURES) - {"wavy"}) | frozenset({
    "vitiligo", "freckles", "birthmark", "albinism", "eyes_monolid", "wheelchair", "walker", "crutches",
    "prosthetic_leg", "prosthetic_arm", "leg_braces", "hearing_aids", "cochlear_implant", "ear_defenders",
    "glasses", "white_cane", "eye_patch", "insulin_pump", "feeding_tube", "oxygen_cannula", "hijab", "turban",
    "kippah", "large_body", "small_stature", "down_syndrome", "baby_sling",
})  # fmt: skip
GROWN_UP = {
    "grandmother": 70, "grandma": 70, "granny": 70, "nana": 70, "grandfather": 70, "grandpa": 70,
    "grandad": 70, "granddad": 70, "old": 70, "elderly": 70, "mother": 35, "father": 35, "mum": 35, "dad": 35,
    "mom": 35, "mummy": 35, "daddy": 35, "aunt": 38, "uncle": 38, "teacher": 35, "adult": 35, "grown-up": 35,
    "man": 35, "woman": 35, "lady": 40, "baby": 2, "toddler": 2, "teenager": 15, "teen": 15,
}  # fmt: skip

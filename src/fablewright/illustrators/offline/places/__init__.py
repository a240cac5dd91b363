"""The places we can build, and which one a free noun means."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from fablewright.illustrators.offline.places import (
    afloat,
    aloft,
    country,
    rooms,
    streams,
    town,
    vehicles,
    waterside,
    wilds,
)
from fablewright.illustrators.offline.scene import Scene

Builder = Callable[[Scene], None]

OUTDOORS: Mapping[str, Builder] = {
    "meadow": country.meadow,
    "forest": country.forest,
    "mountain": wilds.mountain,
    "desert": wilds.desert,
    "garden": country.garden,
    "park": country.park,
    "farm": country.farm,
    "snowfield": wilds.snowfield,
    "cave": wilds.cave,
    "moon": wilds.moon,
    "beach": waterside.beach,
    "island": waterside.island,
    "harbour": waterside.harbour,
    "river": streams.river,
    "pond": streams.pond,
    "sea": afloat.sea,
    "underwater": afloat.underwater,
    "pool": afloat.pool,
    "street": town.street,
    "market": town.market,
    "castle": town.castle,
    "rooftop": town.rooftop,
    "sky": aloft.sky,
    "balloon": aloft.balloon,
}
INDOORS: Mapping[str, Builder] = {
    "bedroom": rooms.bedroom,
    "kitchen": rooms.kitchen,
    "living_room": rooms.living_room,
    "classroom": rooms.classroom,
    "library": rooms.library,
    "workshop": rooms.workshop,
    "attic": rooms.attic,
    "bakery": rooms.bakery,
    "train": vehicles.train,
    "bus": vehicles.bus,
    "museum": rooms.museum,
    "spaceship": vehicles.spaceship,
    "hospital": rooms.hospital,
    "theatre": rooms.theatre,
}
BUILDERS: Mapping[str, Builder] = {**OUTDOORS, **INDOORS}
PLACES: tuple[str, ...] = tuple(BUILDERS)

_WORDS = {
    "meadow": "meadow field hill hills hillside grass grassland countryside valley prairie lawn windmill path lane clearing pasture outside village cottage",
    "forest": "forest wood woods woodland jungle grove trees tree treehouse rainforest thicket bamboo",
    "mountain": "mountain mountains peak summit cliff alps ridge volcano canyon gorge",
    "desert": "desert dune dunes sand-dunes oasis savanna savannah outback",
    "garden": "garden greenhouse allotment orchard vegetable-patch backyard yard flowerbed courtyard",
    "park": "park playground swings bench fountain skatepark zoo fairground funfair carnival circus",
    "farm": "farm barn farmyard stable field-of-wheat cornfield henhouse coop paddock vineyard",
    "snowfield": "snow snowfield ice glacier arctic antarctic north-pole south-pole tundra winter iceberg sledging-hill frozen-lake",
    "cave": "cave cavern tunnel burrow mine grotto den underground",
    "moon": "moon planet mars asteroid space star stars galaxy outer-space comet",
    "beach": "beach seaside shore coast sand seashore dunes-by-the-sea bay cove lighthouse",
    "island": "island isle atoll lagoon desert-island",
    "harbour": "harbour harbor port dock docks quay pier jetty marina wharf shipyard waterfront",
    "river": "river stream brook creek bridge canal riverbank waterfall ford",
    "pond": "pond lake lakeside pool-of-water marsh swamp wetland reeds",
    "sea": "sea ocean boat ship sailboat raft ferry deck sailing waves canoe",
    "underwater": "underwater seabed reef coral-reef ocean-floor sea-floor deep-sea submarine aquarium under-the-sea bottom-of-the-sea shipwreck",
    "pool": "swimming-pool pool lido water-park waterpark",
    "street": "street road town city square alley avenue pavement sidewalk crossing bus-stop neighbourhood neighborhood doorstep shop shops corner station",
    "market": "market bazaar stall stalls marketplace fair souk",
    "castle": "castle palace fortress tower kingdom courtyard-of-the-castle drawbridge",
    "rooftop": "rooftop roof roofs chimney balcony terrace rooftops",
    "sky": "sky cloud clouds air heaven above-the-clouds rainbow",
    "balloon": "hot-air-balloon balloon airship basket-in-the-sky",
    "bedroom": "bedroom bed nursery dormitory bunk pillow-fort blanket-fort",
    "kitchen": "kitchen pantry dining-room diningroom restaurant cafe canteen cellar",
    "living_room": "living-room lounge parlour sitting-room house home flat apartment room sofa hall hallway stairs stairway corridor bathroom indoors igloo",
    "classroom": "classroom school kindergarten preschool schoolroom lesson gym",
    "library": "library bookshop bookstore study reading-room archive bookshelf",
    "workshop": "workshop garage shed laboratory lab studio tool-shed smithy forge atelier toolshed boathouse",
    "attic": "attic loft garret",
    "bakery": "bakery baker bakehouse patisserie sweetshop cake-shop",
    "train": "train carriage railway tram subway metro underground-train compartment",
    "bus": "bus coach car van taxi minibus school-bus",
    "museum": "museum gallery exhibition art-gallery",
    "spaceship": "spaceship rocket space-station spacecraft cockpit ufo starship shuttle",
    "hospital": "hospital clinic ward surgery doctor dentist vet",
    "theatre": "theatre theater stage concert opera cinema circus-tent concert-hall puppet-theatre",
}
_MEANS = {word: place for place, words in _WORDS.items() for word in (place, *words.split())}


def nearest_place(words: str, indoors: bool = False) -> str:
    """The builder that a free noun means: "the old lighthouse pier" is a harbour.

    Longer phrases win over single words, and late words over early ones. What nobody knows is a meadow,
    or a living room when it is indoors.
    """
    found = re.findall(r"[a-z]+", words.lower().replace("_", " "))
    for length in (4, 3, 2, 1):
        for start in range(len(found) - length, -1, -1):
            phrase = "-".join(found[start : start + length])
            for form in (phrase, phrase.removesuffix("s"), phrase.removesuffix("es")):
                if form in _MEANS and (length > 1 or not _misleads(_MEANS[form], indoors)):
                    return _MEANS[form]
    return "living_room" if indoors else "meadow"


def _misleads(place: str, indoors: bool) -> bool:
    """Indoors in a "tree" is no forest; but a cave or a train is what it is."""
    return (
        indoors
        and place in OUTDOORS
        and place not in ("cave", "underwater", "moon", "castle", "market", "pool", "garden")
    )

"""Understanding a spark: free words of a person, as nouns that a plot can use.

No model: a lexicon, the words round an article, and a few habits of English. What stays unknown is
still used, as a noun when it looks like one and otherwise as words that somebody wrote on a wall.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from .grammar import Pronoun, capital, singular, word_set
from .lexicon import Noun, NounKind, Subject, look_up, unknown
from .wish import Wish, wish_of

LONGEST_SPARK = 600  # characters that are read; a longer one is a text, not a spark

_ADJECTIVES = word_set(
    """afraid alone ancient angry bad baby beautiful best big black blue bold bored brave bright
    broken brown busy calm careful clever clumsy cold cosy crooked curious cute dark dear difficult
    dirty dizzy dusty empty enormous fast favourite favorite fat first flying forgetful forgotten
    friendly frightened frozen funny fussy gentle giant glass gold golden good grand great green
    grey grumpy happy heavy hidden homesick huge hungry icy invisible jealous jolly kind last late
    lazy little lonely long lost loud lovely lucky magic magical mean messy missing muddy
    mysterious naughty new nice nervous noisy old orange paper pink polite poor proud purple quick
    quiet rainy red round rude rusty sad scared scary secret selfish shiny short shy silent silly
    silver singing sleepy sleeping slow small smelly sneezing snowy soft spotty sticky stolen
    strange stripy striped strong stubborn stuffed sweet tall talking tame thin tidy tiny tired
    tough ugly unusual upside-down warm weird wet white wild windy wise wobbly wobbling wooden
    wonderful worried wrong yellow young"""
)
_DETERMINERS = word_set(
    "a an the my our your his her their this that some another every no one two three"
)
_STOP = word_set(
    """who that which what where when why how with without in at on under over from of to into onto
    and or but is are was were be been has have had does do did will would can could should may
    might not never always it he she they we i you me him us them for by about as so because if
    than then there here likes loves wants finds lives goes went looks makes sings collects eats
    follows following cannot can't won't don't didn't doesn't isn't aren't wouldn't up down out
    off very too just only all any each more most"""
)
_FEEL = word_set(
    """nothing something anything everything someone somebody nobody everyone thing things story
    stories tale book-about idea please about name time today tomorrow yesterday kind sort lot bit
    child kid boy girl children kids way day"""
)
_LEAD = re.compile(
    r"^(?:please\s+)?(?:(?:tell|write|make|give)\s+(?:me\s+|us\s+)?)?(?:an?\s+|the\s+)?"
    r"(?:\w+\s+)?(?:story|tale|book)\s+(?:about|of|where|in which)\s+",
    re.I,
)
_CALLED = re.compile(r"\b(?:called|named)\s+[\"“‘']?([A-Z][\w’'-]{1,20})")
_HERO = re.compile(
    r"^([A-Z][a-zà-ÿ’-]{1,15}) (?:and|wants|who|is|has|finds|found|can|loves|goes|meets|wished|"
    r"will|does|learns|makes|visits|gets|builds|loses|lost|takes|discovers)\b"
)
_OWNER = re.compile(r"^([A-ZÀ-Þ][a-zà-ÿ-]{1,15})[’']s ")
_PRONOUN_HINT: dict[str, Pronoun] = {
    "his": "he", "him": "he", "he": "he", "boy": "he", "her": "she", "she": "she", "girl": "she",
}  # fmt: skip
_TAG = re.compile(
    r"<(script|style)\b.*?</\1\s*>|<[^>]{0,200}>|https?://\S+|[\w.]+@[\w.]+|&\w{2,8};"
)
_SQL = re.compile(r"\b(?:drop|select|insert|delete|update|union)\b.*\b(?:table|from|into)\b", re.I)
_PREMISE = 16  # words
_ARTICLES = {"a", "an", "the", "my", "our", "s"}
# A few words of other languages, so that a spark in one of them is not only a riddle.
_ELSEWHERE = {
    "drache": "dragon", "dragón": "dragon", "drago": "dragon", "dragão": "dragon",
    "gato": "cat", "gatto": "cat", "chat": "cat", "katze": "cat", "kat": "cat", "kedi": "cat",
    "perro": "dog", "chien": "dog", "hund": "dog", "cane": "dog", "cão": "dog", "köpek": "dog",
    "luna": "moon", "lune": "moon", "mond": "moon", "lua": "moon", "maan": "moon",
    "llave": "key", "clé": "key", "schlüssel": "key", "chiave": "key", "chave": "key",
    "ballena": "whale", "baleine": "whale", "wal": "whale", "balena": "whale", "baleia": "whale",
    "pulpo": "octopus", "poulpe": "octopus", "krake": "octopus", "polpo": "octopus",
    "oso": "bear", "ours": "bear", "bär": "bear", "orso": "bear", "urso": "bear", "beer": "bear",
    "tren": "train", "treno": "train", "zug": "train", "trem": "train", "trein": "train",
    "estrella": "star", "étoile": "star", "stern": "star", "stella": "star", "estrela": "star",
    "nieve": "snow", "neige": "snow", "schnee": "snow", "neve": "snow", "sneeuw": "snow",
    "zorro": "fox", "renard": "fox", "fuchs": "fox", "volpe": "fox", "raposa": "fox",
    "pájaro": "bird", "oiseau": "bird", "vogel": "bird", "uccello": "bird", "pássaro": "bird",
    "sopa": "soup", "soupe": "soup", "suppe": "soup", "zuppa": "soup", "tarta": "cake",
    "gâteau": "cake", "kuchen": "cake", "torta": "cake", "bolo": "cake", "taart": "cake",
    "carta": "letter", "lettre": "letter", "brief": "letter", "lettera": "letter",
    "кот": "cat", "кошка": "cat", "дракон": "dragon", "луна": "moon", "лиса": "fox",
    "قطة": "cat", "قمر": "moon", "تنين": "dragon", "مفتاح": "key", "ירח": "moon", "חתול": "cat",
    "igel": "hedgehog", "schnecke": "snail", "maus": "mouse", "hase": "rabbit", "frosch": "frog",
    "vache": "cow", "poisson": "fish", "fisch": "fish", "pez": "fish", "pesce": "fish",
    "lapin": "rabbit", "conejo": "rabbit", "hérisson": "hedgehog", "erizo": "hedgehog",
    "caracol": "snail", "escargot": "snail", "ratón": "mouse", "souris": "mouse",
    "سمكة": "fish", "كلب": "dog", "نجمة": "star", "рыба": "fish", "собака": "dog", "ёж": "hedgehog",
    "魚": "fish", "犬": "dog", "星": "star",
    "猫": "cat", "月": "moon", "龙": "dragon", "竜": "dragon", "鯨": "whale", "熊": "bear",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spark:
    """What was understood. `subjects` come in the order of the words; `quote` holds words that
    were not, clean and short enough to be written on a wall; `title` is the spark as a title,
    when it makes one."""

    text: str
    subjects: tuple[Subject, ...] = ()
    words: frozenset[str] = frozenset()
    quote: str = ""
    question: str = ""
    title: str = ""
    hero: str = ""
    hero_pronoun: Pronoun = "they"
    wish: Wish | None = None

    @property
    def wisher(self) -> Subject | None:
        """The creature whose wish it is: not one that is wished for or feared."""
        if not self.wish or self.hero or {"boy", "girl", "child"} & self.words:
            return None
        named = {singular(word) for word in self.wish.phrase.split()}
        free = (s for s in self.of("creature") if s.word not in named)
        return next(free, None)

    @property
    def premise(self) -> str:
        """What is the matter, in the words of the spark, as somebody might say it or write it down: one
        sentence without its full stop. Empty when the spark has no such sentence."""
        drawn = "".join(letter for letter in self.text if unicodedata.category(letter) != "So")
        plain = " ".join(re.sub(r"[\"“”„«»*_]", "", _LEAD.sub("", drawn)).split())
        first = re.split(r"(?<=[.!?…])\s|\s[–—-]\s|[;:]\s", plain)[0].rstrip(" .,;:!…-–—")
        if len(first.split()) > _PREMISE:
            first = first.split(", ")[0]
        odd = first.endswith("?") or self.question or _SQL.search(plain)
        long = len(first.split()) > _PREMISE or len(first) > 110
        letters = re.findall(r"[^\W\d_]", first)
        return "" if odd or long or len(letters) < 2 else capital(first.strip(" .,;:!…-–—"))

    @property
    def says_more(self) -> bool:
        """More than the name of a thing: something is the matter with it."""
        known = [s for s in self.subjects if s.noun.facts]
        named = {word for s in known for word in (*s.adjectives, *s.word.split())}
        rest = set(re.findall(r"[^\W\d_]+", self.premise.lower())) - named - _ARTICLES
        return len(rest) > 1

    def of(self, *kinds: NounKind) -> tuple[Subject, ...]:
        return tuple(subject for subject in self.subjects if subject.kind in kinds)


def clean(text: str, longest: int = LONGEST_SPARK) -> str:
    """One line without markup, control or bidirectional marks, cut between words."""
    text = unicodedata.normalize("NFC", text[: longest * 8])
    text = _TAG.sub(" ", text)
    text = "".join(
        " " if unicodedata.category(letter) in ("Cc", "Zl", "Zp") else letter
        for letter in text
        if unicodedata.category(letter) not in ("Cf", "Cs", "Co", "Cn") or letter == "\n"
    )
    text = re.sub(r"[<>{}\[\]|\\`~^=#*_@$%]+", " ", text)
    text = " ".join(text.split())
    return text if len(text) <= longest else text[:longest].rsplit(" ", 1)[0]


def understand(text: str) -> Spark:
    """Read a spark. Never fails; an empty one has no subjects."""
    whole = clean(text)
    plain = _LEAD.sub("", whole).strip()
    hero = _HERO.match(plain) or _OWNER.match(plain)
    told = plain[len(hero[1]) :] if hero and not look_up(hero[1]) else plain
    tokens = re.findall(r"[^\W\d_]+(?:[’'-][^\W\d_]+)*", told)
    lower = [token.lower().replace("'", "’") for token in tokens]
    subjects = [] if _SQL.search(plain) else _known(tokens, lower)
    english = sum(1 for word in lower if word in _STOP or word in _DETERMINERS)
    if subjects and lower[0] in _DETERMINERS:
        subjects = _first_unknown(tokens, lower, english) + subjects
    subjects += [drawn for drawn in _emoji(plain) if all(s.word != drawn.word for s in subjects)]
    if not subjects:
        subjects = _foreign(lower)
    if not subjects and not _SQL.search(plain):
        subjects = _guessed(tokens, lower, english)
    wish = wish_of(told) if english else None
    if wish and wish.kind == "do":  # who wants to be a postman is none yet
        subjects = [s for s in subjects if s.kind != "person" or s.word not in wish.phrase]
    name = hero[1] if hero and not look_up(hero[1]) and hero[1].lower() not in _STOP else ""
    if name and name.lower() in _DETERMINERS | _ADJECTIVES:
        name = ""
    hints = [_PRONOUN_HINT[word] for word in lower if word in _PRONOUN_HINT]
    return Spark(
        text=whole,
        subjects=tuple(subjects),
        words=frozenset(lower) | {singular(word) for word in lower},
        quote="" if _all_understood(subjects, lower, english) else _quote(plain),
        question=_question(plain, english),
        title=_title(plain, lower, english),
        hero=name,
        hero_pronoun=hints[0] if hints else "they",
        wish=wish,
    )


def _known(tokens: list[str], lower: list[str]) -> list[Subject]:
    """Nouns of the lexicon, longest phrases first, with the adjectives before them."""
    found: list[Subject] = []
    called = _CALLED.search(" ".join(tokens))
    index = 0
    while index < len(tokens):
        for size in (4, 3, 2, 1):
            phrase = " ".join(lower[index : index + size])
            bare = re.sub(r"’s?$", "", phrase)
            noun = look_up(bare) if len(tokens) >= index + size else None
            if noun and not (bare in _STOP or bare in _DETERMINERS):
                break
        else:
            index += 1
            continue
        follows = lower[index + size] if index + size < len(lower) else ""
        compound = size == 1 and _modifies(noun, bare, follows)
        # "A rocket to the moon" is about the rocket: the moon is only where it goes.
        goal = (
            bool(found) and noun.kind == "sky" and lower[max(index - 2, 0) : index] == ["to", "the"]
        )
        if not compound and not goal:
            adjectives = _adjectives(lower, index)
            subject = Subject(
                noun, adjectives, _clause(tokens, lower, index + size),
                whose=_whose(tokens, lower, index - len(adjectives) - 1),
            )  # fmt: skip
            if called and noun.kind == "creature" and not any(s.name for s in found):
                subject = subject.named(called[1], "it")
            names = {other.name.lower() for other in found}
            if bare not in names and all(subject.word != other.word for other in found):
                found.append(subject)
        index += size
    return found


def _modifies(noun: Noun, word: str, follows: str) -> bool:
    """In "apple pie" the apple only says which pie; "fall" in "fall asleep" is no season."""
    if word in (
        "fall",
        "spring",
        "watch",
        "cook",
        "match",
        "wave",
        "rock",
        "flat",
        "space",
        "move",
    ):
        return follows not in ("", "is", "was", "and", "in")
    after = look_up(follows) if follows else None
    if noun.kind == "creature" and after and after.kind == "event":
        return False
    return bool(after and after.kind in ("thing", "food", "event") and noun.kind != "person")


def _adjectives(lower: list[str], index: int) -> tuple[str, ...]:
    found: list[str] = []
    for word in reversed(lower[max(index - 3, 0) : index]):
        likely = word in _ADJECTIVES or (
            len(word) > 4
            and re.search(r"(?:y|ful|less|ous|ish|ed)$", word)
            and word not in _STOP
            and not look_up(word)
        )
        if not likely:
            break
        found.insert(0, word)
    return tuple(word for word in found if word not in ("alone", "afraid", "worried", "first"))[-2:]


def _whose(tokens: list[str], lower: list[str], index: int) -> str:
    """Whose thing it is, from the word before it and its adjectives: "my", "Grandpa's"."""
    if index < 0:
        return ""
    if lower[index] == "my":
        return "me"
    owner = re.fullmatch(r"(.{2,20})[’']s", tokens[index])
    return capital(owner[1]) if owner else ""


def _clause(tokens: list[str], lower: list[str], start: int) -> str:
    if start < len(lower) and lower[start] in ("who", "that", "which"):
        return " ".join(tokens[start : start + 9])
    return ""


def _foreign(lower: list[str]) -> list[Subject]:
    for word in lower:
        known = _ELSEWHERE.get(word)
        for script in _ELSEWHERE:
            if not known and not script.isascii() and len(script) <= 2 and script in word:
                known = _ELSEWHERE[script]
        if known and (noun := look_up(known)):
            return [Subject(noun)]
    return []


def _emoji(text: str) -> list[Subject]:
    """🐙 is an octopus: pictures have English names in Unicode."""
    found: list[Subject] = []
    for letter in text:
        if unicodedata.category(letter) != "So":
            continue
        for word in unicodedata.name(letter, "").lower().replace("-", " ").split():
            noun = look_up(word)
            if noun and word not in ("face", "sign") and len(found) < 3:
                found.append(Subject(noun))
                break
    return found


def _guessed(tokens: list[str], lower: list[str], english: int) -> list[Subject]:
    """The likeliest noun among unknown words: the one that ends a phrase after an article."""
    latin = [bool(re.fullmatch(r"[a-zà-ÿ’-]{2,20}", word)) for word in lower]
    for index, word in enumerate(lower):
        if word not in _DETERMINERS:
            continue
        end = index + 1
        while end < len(lower) and end - index <= 4 and lower[end] not in _STOP | _DETERMINERS:
            end += 1
        head = end - 1
        if head > index and latin[head] and lower[head] not in _FEEL:
            adjectives = tuple(w for w in lower[index + 1 : head] if w.isascii())[-2:]
            return [Subject(unknown(_lowered(lower[head]), _kind_of(lower, end)), adjectives)]
    foreign = len(tokens) > 3 and not english
    if foreign or not all(word.isascii() for word in lower):
        return []
    content = [
        word
        for word, fine in zip(lower, latin, strict=True)
        if fine and len(word) > 2 and word not in _STOP | _ADJECTIVES | _FEEL | _DETERMINERS
    ]
    if not content:
        return []
    noun = content[-1] if len(lower) <= 3 else max(content, key=len)
    if re.search(r"(?:ing|ly|ed)$", noun) and len(content) > 1:
        noun = next((w for w in content if not re.search(r"(?:ing|ly|ed)$", w)), noun)
    if re.search(r"ing$", noun):
        return [Subject(Noun(noun, "event", {"det": "name", "token": "bell"}))]
    return [Subject(unknown(_lowered(noun), _kind_of(lower, lower.index(noun) + 1)))]


def _first_unknown(tokens: list[str], lower: list[str], english: int) -> list[Subject]:
    """ "An umbrippel who eats socks" is about the umbrippel, although the socks are known."""
    found = _guessed(tokens, lower, english)
    known = found and look_up(found[0].noun.word)
    if found and any(look_up(word) for word in found[0].adjectives):
        return []  # "my sister snores" is about the sister
    odd = found and re.search(r"(?:ing|ed|ly)$", found[0].noun.word)
    return [] if known or odd or not found or found[0].noun.word in _ADJECTIVES else found


def _lowered(word: str) -> str:
    return singular(word.removesuffix("’s"))


def _kind_of(lower: list[str], after: int) -> NounKind:
    """Somebody "who" does things is a creature; the rest are things."""
    follows = lower[after] if after < len(lower) else ""
    alive = ("who", "whose", "wants", "likes", "loves", "lives", "sings", "eats", "cannot", "can’t")
    return "creature" if follows in alive or "called" in lower or "named" in lower else "thing"


def _all_understood(subjects: list[Subject], lower: list[str], english: int) -> bool:
    known = bool(subjects) and (english > 0 or len(lower) <= 4)
    return not lower or (known and _is_latin(lower))


def _is_latin(lower: list[str]) -> bool:
    return all(word.isascii() or re.fullmatch(r"[a-zà-ÿ’-]+", word) for word in lower)


def _quote(plain: str) -> str:
    """Words for a wall: letters of any script, at most six words and 44 characters."""
    if _SQL.search(plain):
        return ""
    kept = re.findall(r"[^\W\d_][\w’'-]*", plain)[:6]
    text = " ".join(kept)
    while len(text) > 44 and " " in text:
        text = text.rsplit(" ", 1)[0]
    return text[:44] if len(text) >= 2 else ""


def _question(plain: str, english: int) -> str:
    simple = re.fullmatch(r"(?:why|how|what|where|who)\b[\w ,’'-]{8,60}\??", plain, re.I)
    if not simple or not english:
        return ""
    return capital(plain.rstrip("?").strip()) + "?"


def _title(plain: str, lower: list[str], english: int) -> str:
    """A spark that is a phrase with a clause ("the boy who would not sleep") is a title already."""
    if not english or not 4 <= len(lower) <= 8 or not re.fullmatch(r"[A-Za-z’' -]+", plain):
        return ""
    if lower[0] not in ("a", "an", "the") or not {"who", "that", "with", "without"} & set(lower):
        return ""
    small = {"a", "an", "the", "of", "in", "on", "at", "and", "to", "with", "for", "from"}
    parts = [word if word in small else capital(word) for word in lower]
    return " ".join(["The", *parts[1:]])

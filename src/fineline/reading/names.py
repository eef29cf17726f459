"""What is never kept: names of persons, and places and units below an oblast.

There is no list of all names. So it is done the other way round: a capitalised word is kept only if it is on a list
(states, months, organisations, words of the case) or is an ordinary word at the start of a sentence. Anything else is
struck out, be it a person or a village. A name written in small letters cannot be told from a word.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable

from spacy.lang.en.stop_words import STOP_WORDS

from fineline.reading.attribution import KINDS, OFFICES, SPEECH, STATES
from fineline.reading.lexicon import Lexicon
from fineline.reading.pipeline import stem_of

WITHHELD = "[name withheld]"

_WORD = re.compile(r"[^\W\d_]+(?:[-'’.][^\W\d_]+)*\.?")
_KEPT = frozenset({
    "i", "kursk", "donetsk", "luhansk", "kharkiv", "sumy", "zaporizhzhia", "kherson", "belgorod", "bryansk",
    "crimea", "donbas", "primorye", "dnipropetrovsk", "asia", "europe", "european", "western", "west", "east",
    "north", "south", "northern", "southern", "eastern", "korea", "korean", "koreans", "americans", "russians",
    "ukrainians", "europeans", "soviet", "eu", "un", "us", "uk", "usa", "dprk", "democratic", "republic",
    "people's", "joint", "chiefs", "staff", "council", "union", "nations", "far", "oblast", "region", "security",
    "defence", "defense", "ministry", "army", "forces", "front", "kingdom", "state", "department", "general",
    "supreme", "command", "president", "minister", "secretary", "chief", "spokesman", "parliament",
})  # fmt: skip
OPENERS = frozenset({
    "according", "yet", "had", "have", "what", "neither", "both", "another", "analysts", "officials", "experts",
    "observers", "reporters", "independent", "local", "national", "state", "foreign", "military", "social",
    "language", "problems", "steady", "slow", "heavy", "recent", "new", "early", "late", "mid", "young", "old",
    "many", "meanwhile", "however", "although", "because", "despite", "even", "since", "until", "while", "talks",
    "steps", "efforts", "plans", "media", "press", "television",
})  # fmt: skip
"""Ordinary words that often open a sentence."""
_TITLES = "Mr|Mrs|Ms|Dr|Gen|Lt|Col|Maj|Capt|Sgt|Pvt|Cpl|Private|Sergeant|Lieutenant|Captain|Major|Colonel|Corporal"
_ENDINGS = ("tion", "tions", "ments", "ness", "ity", "ists", "nearly", "ively", "ingly")
_SMALL = re.compile(
    r"\b\d+(?:st|nd|rd|th)\s+(?:\w+\s+){0,3}(?:brigade|battalion|regiment|company|platoon|division|corps)\b"
    r"|\b(?:village|town|hamlet|settlement)s?\s+(?:of|named|called)\s+[A-Z]"
    r"|\b\d+\s*(?:km|kilomet(?:re|er)s|miles)\s+(?:\w+\s+)?(?:north|south|east|west|from)\b"
    r"|\b\d{1,3}\.\d{2,}\s*°?\s*[NSEW]?\b,\s*\d{1,3}\.\d{2,}",
    re.IGNORECASE,
)
_NEAR = re.compile(r"\b(?i:near|outside|village|town|hamlet|settlement)\s+(?:of\s+)?([A-Z][\w'’-]+)")
_LONG_ENOUGH = 6


class Withholder:
    """Strikes out names in the sentences of one text."""

    def __init__(self, lexicon: Lexicon, texts: Iterable[str]) -> None:
        """Prepare the words that are kept.

        Args:
            lexicon: the words of the case.
            texts: the text, whose words in small letters are ordinary words.
        """
        listed = (*KINDS, *OFFICES, *(word for row in STATES for word in row), *lexicon.claimants)
        said = (phrase for phrases in lexicon.claimants.values() for phrase in phrases)
        calendars = (*calendar.month_name, *calendar.month_abbr, *calendar.day_name)
        words = {_bare(word) for phrase in (*listed, *said, *calendars) for word in _WORD.findall(phrase)}
        self._proper = words | _KEPT | {_bare(word) for word in lexicon.words if word in _STATE_WORDS}
        small = {word for text in texts for word in _WORD.findall(text) if word.islower()}
        known = small | STOP_WORDS | SPEECH | OPENERS | {word for word in lexicon.words if _bare(word) not in _PERSONS}
        self._ordinary = {stem_of(_bare(word)) for word in known}

    def __call__(self, sentence: str) -> str:
        """A sentence with every name struck out."""
        text = re.sub(rf"\b(?:{_TITLES})\.?\s+(?=[A-Z])", "", sentence)
        hits = list(_WORD.finditer(text))
        kept = [self._kept(hit.group(), opens=place == 0) for place, hit in enumerate(hits)]
        if len(hits) > 1 and self._names_somebody(hits[0].group(), hits[1].group(), next_kept=kept[1]):
            kept[0] = False
        pieces, reached = [], 0
        for hit, keep in zip(hits, kept, strict=True):
            if not keep:
                pieces += [text[reached : hit.start()], WITHHELD]
                reached = hit.end()
        joined = "".join((*pieces, text[reached:]))
        return re.sub(rf"{re.escape(WITHHELD)}(?:[\s-]+{re.escape(WITHHELD)})+", WITHHELD, joined)

    def too_small(self, sentence: str) -> bool:
        """Whether a sentence speaks of a unit, a settlement by name or a spot: below what is ever kept."""
        named = (hit.group(1) for hit in _NEAR.finditer(sentence))
        return _SMALL.search(sentence) is not None or any(_bare(name) not in self._proper for name in named)

    def _names_somebody(self, first: str, second: str, *, next_kept: bool) -> bool:
        """Whether an ordinary word at the start is a name: a name follows it, or it speaks, as in "Park said"."""
        bare = _bare(first)
        if bare in self._proper or bare in OPENERS or bare in STOP_WORDS:
            return False
        return not next_kept or second in SPEECH

    def _kept(self, word: str, *, opens: bool) -> bool:
        if not any(letter.isupper() for letter in word):
            return True
        bare = _bare(word)
        parts = [part for part in re.split(r"[-.]", word) if part]
        if bare in self._proper or all(part.islower() or _bare(part) in self._proper for part in parts):
            return True
        return opens and (stem_of(bare) in self._ordinary or (len(bare) >= _LONG_ENOUGH and bare.endswith(_ENDINGS)))


_PERSONS = frozenset({"putin", "kim"})
_STATE_WORDS = frozenset(
    {"moscow", "kremlin", "pyongyang", "kyiv", "kiev", "nato", "dprk", "taiwan", "levada", "washington"}
)


def _bare(word: str) -> str:
    """A word in small letters, without a possessive and a closing full stop."""
    return re.sub(r"['’]s?$", "", word.lower().rstrip("."))

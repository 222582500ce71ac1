"""How likely a piece of writing is as language: words by how often people use them, everything else by its length."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from stickyscan.engines.word_list import WordList, load_list

# Natural logarithms of probabilities. The values were chosen by measurement and are flat: halving or doubling any of
# them changes the share of usable notes by less than one in fifty.
UNKNOWN_WORD = -13.0  # a name, a product, jargon: rarer than any listed word, but always possible
UNKNOWN_LETTER = -1.8  # and less likely the longer it is
FOREIGN_LETTER = -4.0  # for each letter that no language of the wall uses, on top
DIGIT = -3.5
SIGN = -3.0
VOCABULARY = math.log(1e-4)  # a word that the workshop expects is as likely as a common one
# Beyond a to z; the last of each row are those of words taken over from neighbours ("café", "Ångström").
LETTERS = {
    "de": "äöüßé", "en": "éï", "es": "áéíñóúü", "fr": "àâæçéèêëîïôœùûüÿ", "it": "àèéìíîòóùú", "nl": "áéèëêíïóöüĳ",
    "pl": "ąćęłńóśźżé", "pt": "áâãàçéêíóôõúü", "sv": "åäöéà",
}  # fmt: skip
_BASIC = frozenset("abcdefghijklmnopqrstuvwxyz'")
_BEGUN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]*)*$")  # a word that may still grow, such as "don'"
_PIECES = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d|.", re.DOTALL)  # words, digits, signs of a folded token


@dataclass(frozen=True)
class Part:
    """A word list that a wall's language is mixed from.

    `weight`: natural logarithm of its share. `letters`: those its words are spelled with besides a to z; None = any.
    """

    words: WordList
    weight: float = 0.0
    letters: str | None = None

    @classmethod
    def of(cls, language: str, share: float = 1.0) -> Part:
        """The language's list in the package.

        Raises:
            EngineMissingError: there is none for this language.
        """
        return cls(load_list(language), math.log(share), LETTERS.get(language))


class WordPrior:
    """Log probability of words, from their frequencies in running text. Case does not matter."""

    def __init__(self, frequencies: Mapping[str, float]) -> None:
        """Take over one list.

        Args:
            frequencies: share of running text that each word makes up, in 0..1, words in lower case.
        """
        self._parts: tuple[Part, ...] = (Part(WordList(frequencies)),)
        self._letters: frozenset[str] | None = None
        self._judged: dict[tuple[str, bool], float] = {}  # searches ask for the same beginnings again and again

    @classmethod
    def load(cls, language: str = "en") -> WordPrior:
        """The list that comes with the package.

        Raises:
            EngineMissingError: there is none for this language.
        """
        return cls.mixed([Part.of(language)])

    @classmethod
    def mixed(cls, parts: Sequence[Part], vocabulary: Iterable[str] = ()) -> WordPrior:
        """Several lists, of which each word takes the one that suits it best.

        Args:
            parts: the lists; without any, every word is unknown.
            vocabulary: words and phrases that are likely, whatever the language.
        """
        prior = cls({})
        expected = {word for phrase in vocabulary for word in _PIECES.findall(folded(phrase)) if word[0].isalpha()}
        own = (Part(WordList(dict.fromkeys(expected, math.exp(VOCABULARY)))),) if expected else ()
        prior._parts = (*parts, *own)
        letters = [part.letters for part in parts if part.letters is not None]
        if parts and len(letters) == len(parts):
            prior._letters = _BASIC.union(*letters)
        return prior

    def knowing(self, shares: Mapping[str, float]) -> WordPrior:
        """The same with further words, whose shares of the wall's running text are given, in lower case."""
        wiser = WordPrior({})
        wiser._parts, wiser._letters = (*self._parts, Part(WordList(shares))), self._letters
        return wiser

    def knows(self, word: str) -> bool:
        """Whether a list has this word, in any case."""
        return any(part.words.whole(folded(word)) > -math.inf for part in self._parts)

    def whole(self, token: str) -> float:
        """Log probability of a token between two spaces, such as "re-use!" or "(2)"."""
        return sum(map(self._piece, _PIECES.findall(folded(token))))

    def begun(self, token: str) -> float:
        """The best that `whole` can still become when letters are added to the token."""
        plain = folded(token)
        unfinished = _BEGUN.search(plain)
        if unfinished is None:
            return sum(map(self._piece, _PIECES.findall(plain)))
        return sum(map(self._piece, _PIECES.findall(plain[: unfinished.start()]))) + self._letters_price(
            unfinished[0], finished=False
        )

    def _piece(self, piece: str) -> float:
        if piece[0].isalpha():
            return self._letters_price(piece, finished=True)
        return DIGIT if piece.isdigit() else SIGN

    def _letters_price(self, piece: str, *, finished: bool) -> float:
        key = (piece, finished)
        if key not in self._judged:
            known = [part.weight + _word(part.words, piece, finished=finished) for part in self._parts]
            self._judged[key] = max((*known, self._unknown(piece)))
        return self._judged[key]

    def _unknown(self, piece: str) -> float:
        foreign = 0 if self._letters is None else sum(letter not in self._letters for letter in piece)
        return UNKNOWN_WORD + UNKNOWN_LETTER * len(piece) + FOREIGN_LETTER * foreign


def _word(words: WordList, word: str, *, finished: bool) -> float:
    """Log probability by one list of a word, whole or begun.

    French and Italian put short words before others with an apostrophe ("l'addition"), which are listed apart.
    """
    price = words.whole if finished else words.begun
    head, apostrophe, tail = word.rpartition("'")
    apart = words.whole(head) + (price(tail) if tail else 0.0) if apostrophe else -math.inf
    return max(price(word), apart)


def folded(token: str) -> str:
    """As word lists have it: in lower case, with plain apostrophes."""
    return token.casefold().replace("’", "'")  # noqa: RUF001  the typographic apostrophe

"""How likely a piece of writing is as language: words by how often people use them, everything else by its length."""

from __future__ import annotations

import gzip
import math
import re
from collections.abc import Mapping
from importlib.resources import files

from stickyscan.errors import EngineMissingError

# Natural logarithms of probabilities. The values were chosen by measurement and are flat: halving or doubling any of
# them changes the share of usable notes by less than one in fifty.
UNKNOWN_WORD = -13.0  # a name, a product, jargon: rarer than any listed word, but always possible
UNKNOWN_LETTER = -1.8  # and less likely the longer it is
DIGIT = -3.5
SIGN = -3.0
_BEGUN = re.compile(r"[^\W\d_]+(?:'[^\W\d_]*)*$")  # a word that may still grow, such as "don'"
_PIECES = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*|\d|.", re.DOTALL)  # words, digits, signs of a folded token


class WordPrior:
    """Log probability of words, from their frequencies in running text. Case does not matter."""

    def __init__(self, frequencies: Mapping[str, float]) -> None:
        """Take over the list.

        Args:
            frequencies: share of running text that each word makes up, in 0..1, words in lower case.
        """
        self._whole = {word: math.log(share) for word, share in frequencies.items()}
        self._begun: dict[str, float] = {}
        for word, likely in self._whole.items():
            for end in range(1, len(word) + 1):
                start = word[:end]
                if self._begun.get(start, -math.inf) < likely:
                    self._begun[start] = likely

    @classmethod
    def load(cls, language: str = "en") -> WordPrior:
        """The list that comes with the package.

        Raises:
            EngineMissingError: there is none for this language.
        """
        source = files("stickyscan.engines") / "words" / f"{language}.txt.gz"
        if not source.is_file():
            raise EngineMissingError(
                f"no word list for language {language!r} in this installation; there is one for 'en'"
            )
        lines = gzip.decompress(source.read_bytes()).decode("utf-8").splitlines()
        return cls({word: 10 ** (int(share) / 100) for word, share in (line.split(" ") for line in lines)})

    def knows(self, word: str) -> bool:
        """Whether the list has this word, in any case."""
        return _folded(word) in self._whole

    def whole(self, token: str) -> float:
        """Log probability of a token between two spaces, such as "re-use!" or "(2)"."""
        return self._price(_PIECES.findall(_folded(token)), None)

    def begun(self, token: str) -> float:
        """The best that `whole` can still become when letters are added to the token."""
        folded = _folded(token)
        unfinished = _BEGUN.search(folded)
        if unfinished is None:
            return self._price(_PIECES.findall(folded), None)
        return self._price(_PIECES.findall(folded[: unfinished.start()]), unfinished[0])

    def _price(self, pieces: list[str], unfinished: str | None) -> float:
        price = sum(self._piece(piece, self._whole) for piece in pieces)
        return price + (self._piece(unfinished, self._begun) if unfinished else 0.0)

    @staticmethod
    def _piece(piece: str, table: Mapping[str, float]) -> float:
        if piece[0].isalpha():
            return max(table.get(piece, -math.inf), UNKNOWN_WORD + UNKNOWN_LETTER * len(piece))
        return DIGIT if piece.isdigit() else SIGN


def _folded(token: str) -> str:
    return token.casefold().replace("’", "'")  # noqa: RUF001  the typographic apostrophe

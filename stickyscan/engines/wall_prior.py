"""What language and vocabulary make likely on one wall."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from stickyscan.engines.language import Part, WordPrior
from stickyscan.engines.told_language import language_shares
from stickyscan.engines.word_list import listed_languages

LEAST_SHARE = 0.1  # of a wall's words, from which a language helps to read them
JARGON = 0.1  # share of English that walls in another language are taken to have: "Onboarding", "Feedback"


@dataclass(frozen=True)
class WallPrior:
    """Chooses the words that settle doubts on a wall.

    `languages`: codes of those it is written in, if a person said so; else they are told from the readings.
    `vocabulary`: words and phrases that the workshop expects.
    """

    languages: tuple[str, ...] = ()
    vocabulary: tuple[str, ...] = ()

    def for_texts(self, texts: Iterable[str]) -> WordPrior:
        """The prior for a wall on which the letters alone spell these texts; they decide nothing that is set."""
        return WordPrior.mixed([Part.of(code, share) for code, share in self._shares(texts)], self.vocabulary)

    def _shares(self, texts: Iterable[str]) -> list[tuple[str, float]]:
        listed = tuple(code for code in self.languages if code in listed_languages())
        if self.languages and not listed:
            return []  # better no language than a wrong one
        shares = {listed[0]: 1.0} if len(listed) == 1 else language_shares(texts, among=listed)
        shares = {**shares, "en": max(shares.get("en", 0.0), JARGON)}
        return [(code, share) for code, share in shares.items() if share >= LEAST_SHARE]

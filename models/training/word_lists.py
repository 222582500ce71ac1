"""Make the word lists in stickyscan/engines/words from wordfreq (pip install wordfreq==3.1.1).

python models/training/word_lists.py [--words 50000] [LANGUAGE ...]

English is left as it is unless named: its list was made with a limit of frequency (3e-7) instead of a number of words.
"""

from __future__ import annotations

import argparse
import gzip
import math
import re
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from wordfreq import get_frequency_dict

OUT = Path(__file__).parents[2] / "stickyscan" / "engines" / "words"
LANGUAGES = ("de", "fr", "es", "nl", "it", "pt", "sv", "pl")
WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
LATIN_END = 0x250


def chosen(frequencies: Mapping[str, float], most: int) -> list[tuple[int, str]]:
    """The commonest words in Latin letters, as (100 x log10 of the frequency, word), commonest first."""
    words: dict[str, float] = {}
    for listed, share in frequencies.items():
        word = unicodedata.normalize("NFC", listed.casefold().replace("’", "'"))  # noqa: RUF001
        if WORD.fullmatch(word) and all(ord(letter) < LATIN_END for letter in word):
            words[word] = words.get(word, 0.0) + share
    ranked = sorted((-round(100 * math.log10(share)), word) for word, share in words.items())
    return [(-price, word) for price, word in ranked[:most]]


def write(language: str, most: int) -> Path:
    """Write one list; the same wordfreq always gives the same bytes."""
    lines = [f"{word} {price}\n" for price, word in chosen(get_frequency_dict(language, wordlist="best"), most)]
    file = OUT / f"{language}.txt.gz"
    file.write_bytes(gzip.compress("".join(lines).encode("utf-8"), 9, mtime=0))
    return file


def main() -> None:
    """Write the lists of the languages named, or of all but English."""
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("languages", nargs="*", default=LANGUAGES)
    ask.add_argument("--words", type=int, default=50_000)
    given = ask.parse_args()
    for language in given.languages:
        file = write(language, given.words)
        print(f"{file.name}: {file.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    main()

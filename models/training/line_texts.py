"""What training lines say: phrases of workshops, common words, and enough nonsense that letters are read as written."""

from __future__ import annotations

import gzip
from functools import lru_cache
from importlib.resources import files
from importlib.util import find_spec
from pathlib import Path
from typing import get_args

import numpy as np

from stickyscan.engines.language import LETTERS
from stickyscan.render import vocabulary

LANGUAGES = ("en", "de", "fr", "es", "nl", "it", "pt", "sv", "pl")
SHARES = (0.55, 0.1, 0.065, 0.055, 0.05, 0.045, 0.045, 0.04, 0.05)
PRINTED = "".join(map(chr, range(33, 127)))
SIGNS = "–—‘’“”„«»…€£°§•·×→←↑↓✓¡¿½²³©®™"  # noqa: RUF001
OTHERS = "ØøÆæÐðÞþŠšŽžČčŘřĚěŮůŐőŰűĂăȘșȚțĞğİı"  # of names from elsewhere
_OWN = sorted({case for row in LETTERS.values() for sign in row for case in (sign, sign.upper()) if len(case) == 1})
ALPHABET = "".join(dict.fromkeys(" " + PRINTED + SIGNS + "".join(_OWN) + "Øø" + OTHERS + "Żż"))
FREQUENT = 0.85  # 1 would take words as often as people use them, 0 all alike
_ENDS = (".", ",", ":", "?", "!", "…", ";", "...", "?!", "!!", " -")


def line(rng: np.random.Generator) -> tuple[str, str]:
    """One line of writing and its language."""
    language = LANGUAGES[int(rng.choice(len(LANGUAGES), p=SHARES))]
    kind = rng.random()
    if kind < 0.25:
        text = _phrase(rng, language)
    elif kind < 0.85:
        count = int(rng.integers(1, 6))
        text = " ".join(_chain(rng, count) if language == "en" else _words(rng, language, count))
    elif kind < 0.92:
        parts = [*_words(rng, language, int(rng.integers(0, 3))), _code(rng)]
        text = " ".join(parts if rng.random() < 0.6 else parts[::-1])
    elif kind < 0.97:
        text = " ".join(_invented(rng, language) for _ in range(int(rng.integers(1, 3))))
    else:
        text = "".join(rng.choice(list(_common(language)), int(rng.integers(1, 9))))
    return _dressed(rng, text), language


def _dressed(rng: np.random.Generator, text: str) -> str:
    """Case and signs as people put them."""
    case = rng.random()
    if case < 0.34:
        text = "".join(one.upper() if len(one.upper()) == 1 else one for one in text)
    elif case < 0.60:
        text = text[:1].upper() + text[1:]
    elif case < 0.68:
        text = text.title()
    if rng.random() < 0.16:
        text += str(rng.choice(_ENDS))
    mark = rng.random()
    if mark < 0.07:
        text = f"{rng.choice(('-', '•', '–', '→', '*', '-', '+', '✓'))} {text}"  # noqa: RUF001
    elif mark < 0.10:
        text = f"{rng.integers(1, 12)}{rng.choice(('.', ')', '.)'))} {text}"
    elif mark < 0.16:
        left, right = ("()", '""', "“”", "„“", "''", "«»", "[]")[int(rng.integers(7))]
        text = f"{left}{text}{right}" if rng.random() < 0.6 else (left + text if rng.random() < 0.5 else text + right)
    elif mark < 0.17:
        text = f"¿{text}?" if rng.random() < 0.5 else f"¡{text}!"
    return " ".join(text.split())


def _phrase(rng: np.random.Generator, language: str) -> str:
    """Some words in a row of a workshop's phrase: lines break anywhere."""
    kinds = get_args(vocabulary.PhraseKind)
    choices = [phrase for kind in kinds for phrase in _known(language, kind)]
    words = str(choices[int(rng.integers(len(choices)))]).split()
    start = int(rng.integers(0, max(1, len(words) - 1)))
    return " ".join(words[start : start + int(rng.integers(1, 6))])


@lru_cache(maxsize=128)
def _known(language: str, kind: str) -> tuple[str, ...]:
    try:
        return vocabulary.phrases(language, kind)  # type: ignore[arg-type]
    except KeyError:  # not every language has every kind
        return ()


def _words(rng: np.random.Generator, language: str, count: int) -> list[str]:
    words, chances = _list(language)
    return [words[i] for i in np.searchsorted(chances, rng.random(count) * chances[-1])]


def _chain(rng: np.random.Generator, count: int) -> list[str]:
    """English words that follow each other as in running text."""
    starts, chances, following = _pairs()
    words = [starts[int(np.searchsorted(chances, rng.random() * chances[-1]))]] if rng.random() < 0.8 else []
    while len(words) < count:
        seconds, likely = following.get(words[-1], ((), ())) if words else ((), ())
        if len(seconds):
            words.append(seconds[int(np.searchsorted(likely, rng.random() * likely[-1]))])
        else:
            words += _words(rng, "en", 1)
    return words


@lru_cache(maxsize=1)
def _pairs() -> tuple[list[str], np.ndarray, dict[str, tuple[list[str], np.ndarray]]]:
    """Pairs of English words from symspellpy (MIT; counts of Google Books)."""
    package = find_spec("symspellpy")
    if package is None or package.origin is None:
        raise ModuleNotFoundError("symspellpy, whose pairs of words the lines are made of, is not installed")
    seconds: dict[str, dict[str, float]] = {}
    file = Path(package.origin).parent / "frequency_bigramdictionary_en_243_342.txt"
    for row in file.read_text("utf-8-sig").splitlines():
        first, second, count = row.split()
        seconds.setdefault(first, {})[second] = float(count) ** FREQUENT
    starts = list(seconds)
    totals = np.cumsum([sum(seconds[word].values()) ** FREQUENT for word in starts])
    return starts, totals, {word: (list(row), np.cumsum(list(row.values()))) for word, row in seconds.items()}


@lru_cache(maxsize=16)
def _list(language: str) -> tuple[tuple[str, ...], np.ndarray]:
    text = gzip.decompress((files("stickyscan.engines") / "words" / f"{language}.txt.gz").read_bytes()).decode()
    rows = [row.split() for row in text.splitlines() if len(row.split()) == 2]
    kept = [(word, int(price)) for word, price in rows if set(word) <= set(ALPHABET)]
    return tuple(word for word, _ in kept), np.cumsum([10 ** (FREQUENT * price / 100) for _, price in kept])


def _common(language: str) -> str:
    return "abcdefghijklmnopqrstuvwxyz" + "".join(one for one in LETTERS[language] if one in ALPHABET)


def _invented(rng: np.random.Generator, language: str) -> str:
    """Two halves of words: a name, or a word that no list has."""
    first, second = _words(rng, language, 2)
    return (first[: int(rng.integers(1, len(first) + 1))] + second[-int(rng.integers(1, len(second) + 1)) :])[:14]


def _code(rng: np.random.Generator) -> str:
    """Numbers, abbreviations, amounts, dates, addresses."""
    digits = str(rng.integers(0, 10 ** int(rng.integers(1, 5))))
    upper = "".join(rng.choice(list("ABCDEFGHIJKLMNOPQRSTUVWXYZ"), int(rng.integers(2, 5))))
    day, month = int(rng.integers(1, 31)), int(rng.integers(1, 13))
    forms = (
        digits, upper, upper + digits, f"{digits}%", f"{digits}€", f"${digits}", f"£{digits}", f"#{digits}",
        f"{day}.{month}.", f"{day}/{month}", f"{digits}-{rng.integers(0, 99)}", f"({digits})", f"{upper}/{upper[::-1]}",
        f"{day % 24}:{month * 5 - 5:02d}", f"{digits}x", f"@{upper.lower()}", f"{upper.lower()}@{upper[1:].lower()}.eu",
        f"& {upper}", f"{upper}+", f"Q{month % 4 + 1}", "".join(rng.choice(list(PRINTED + SIGNS), month % 3 + 1)),
        f"<{digits}", f"> {digits}", f"= {digits}", f"{digits}°", f"{upper}_{digits}", f"{digits}km", f"v{day}.{month}",
        f"{upper}-{digits}", f"{digits},{month}", f"1/{month}",
    )  # fmt: skip
    return forms[int(rng.integers(len(forms)))]

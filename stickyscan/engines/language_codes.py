"""Language codes: people write "de", Tesseract's data is called "deu"."""

from __future__ import annotations

import re

# ISO 639-1 to ISO 639-2/T, the languages written in Latin letters that Tesseract has data for.
_THREE_LETTERS = {
    "af": "afr", "ca": "cat", "cs": "ces", "cy": "cym", "da": "dan", "de": "deu", "en": "eng", "es": "spa",
    "et": "est", "eu": "eus", "fi": "fin", "fr": "fra", "ga": "gle", "gl": "glg", "hr": "hrv", "hu": "hun",
    "id": "ind", "is": "isl", "it": "ita", "la": "lat", "lt": "lit", "lv": "lav", "ms": "msa", "mt": "mlt",
    "nl": "nld", "no": "nor", "pl": "pol", "pt": "por", "ro": "ron", "sk": "slk", "sl": "slv", "sq": "sqi",
    "sv": "swe", "tr": "tur", "vi": "vie",
}  # fmt: skip
_TWO_LETTERS = {three: two for two, three in _THREE_LETTERS.items()}


def named_languages(language: str | None) -> tuple[str, ...]:
    """The codes in "de", "de+en", "de,en" or "deu+eng", two letters where there are such; none for None."""
    codes = (code.strip() for code in re.split(r"[+,]", language or ""))
    return tuple(dict.fromkeys(_TWO_LETTERS.get(code.lower(), code.lower()) for code in codes if code))


def tesseract_languages(language: str) -> str:
    """Tesseract's codes for "de", "de+en" or "de,en"; codes that are not in the table stay as they are."""
    return "+".join(_THREE_LETTERS.get(code.strip().lower(), code.strip()) for code in re.split(r"[+,]", language))

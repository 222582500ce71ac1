from __future__ import annotations

import pytest

from stickyscan.engines.language_codes import named_languages, tesseract_languages


@pytest.mark.parametrize(
    ("asked", "codes"),
    [("de", "deu"), ("DE", "deu"), ("de+en", "deu+eng"), ("de, fr", "deu+fra"), ("deu", "deu"), ("chi_sim", "chi_sim")],
)
def test_codes(asked: str, codes: str) -> None:
    assert tesseract_languages(asked) == codes


@pytest.mark.parametrize(
    ("asked", "codes"),
    [(None, ()), ("", ()), ("de", ("de",)), ("DE+en", ("de", "en")), ("deu, fra", ("de", "fr")), ("de+deu", ("de",)),
     ("chi_sim", ("chi_sim",))],
)  # fmt: skip
def test_named(asked: str | None, codes: tuple[str, ...]) -> None:
    assert named_languages(asked) == codes

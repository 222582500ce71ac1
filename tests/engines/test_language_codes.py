from __future__ import annotations

import pytest

from stickyscan.engines.language_codes import tesseract_languages


@pytest.mark.parametrize(
    ("asked", "codes"),
    [("de", "deu"), ("DE", "deu"), ("de+en", "deu+eng"), ("de, fr", "deu+fra"), ("deu", "deu"), ("chi_sim", "chi_sim")],
)
def test_codes(asked: str, codes: str) -> None:
    assert tesseract_languages(asked) == codes

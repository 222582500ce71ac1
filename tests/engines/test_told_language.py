import pytest

from stickyscan.engines.told_language import language_shares, tell_language

NOTES = {
    "de": ["Preis nicht zu finden", "Zahlt zweimal", "Die Kunden rufen an", "Großes Ärgernis"],
    "en": ["Pays twice", "Cannot find the price", "Calls the hotline", "How might we"],
    "es": ["No encuentra el botón", "Paga dos veces", "Más tranquilo", "Llama al soporte"],
    "fr": ["Voit une publicité", "Trop de formulaires", "Où est la facture ?", "Reçoit le colis"],
    "it": ["Prezzo poco chiaro", "Riceve il pacco", "Perché paga due volte?", "Chiama l'assistenza"],
    "nl": ["Ziet een advertentie", "Te veel stappen", "Wachttijd te lang", "Bel mij terug"],
    "pl": ["Płaci dwa razy", "Widzi reklamę", "Za długie oczekiwanie", "Czuje się sam"],
    "pt": ["Não encontra o botão", "Vê um anúncio", "Paga duas vezes", "Entrega muito lenta"],
    "sv": ["Ringer kundtjänst", "Betalar två gånger", "För lång kö", "Priset är svårt att hitta"],
}


@pytest.mark.parametrize("language", NOTES)
def test_a_few_notes_tell_the_language(language: str) -> None:
    assert tell_language(NOTES[language]) == language


@pytest.mark.parametrize("language", NOTES)
def test_misread_notes_do_too(language: str) -> None:
    garbled = [text.replace("r", "v").replace("l", "1") for text in NOTES[language]] + ["lwtr", "xzq kkp", "3 | 4"]
    assert tell_language(garbled) == language


def test_too_little_tells_nothing() -> None:
    assert tell_language([]) is None
    assert tell_language(["Logo", "B2B", "!!"]) is None
    shares = language_shares([])
    assert len(set(shares.values())) == 1
    assert sum(shares.values()) == pytest.approx(1)


def test_a_wall_in_two_languages_has_both() -> None:
    shares = language_shares([*NOTES["de"], *NOTES["en"]])
    assert min(shares["de"], shares["en"]) > 0.25
    assert shares["de"] + shares["en"] > 0.7


def test_jargon_does_not_make_a_wall_english() -> None:
    assert tell_language([*NOTES["de"], "Feedback", "Onboarding", "Touchpoints"]) == "de"


def test_a_language_that_was_set_is_not_doubted() -> None:
    assert tell_language(NOTES["en"], ["de"]) == "de"
    assert tell_language(NOTES["en"], ["da"]) == "da"
    assert tell_language([], ["fr", "en"]) == "fr"
    assert tell_language(NOTES["de"], ["da", "de"]) == "da"


def test_of_several_that_were_set_the_likeliest_is_told() -> None:
    assert tell_language(NOTES["nl"], ["de", "nl"]) == "nl"
    assert set(language_shares(NOTES["nl"], ["de", "nl"])) == {"de", "nl"}

from stickyscan.engines.wall_prior import WallPrior

GERMAN = ["Preis nicht zu finden", "Zahlt zweimal", "Die Kunden rufen an"]


def test_the_words_of_the_language_told_are_likely() -> None:
    prior = WallPrior().for_texts(GERMAN)
    assert prior.whole("Kündigung") > prior.whole("Kundigung") + 5
    assert prior.whole("zahlt") > prior.whole("eahlt") + 5


def test_english_jargon_is_known_on_every_wall_but_other_neighbours_are_not() -> None:
    prior = WallPrior(("pl",)).for_texts([])
    assert prior.knows("możliwości")
    assert prior.knows("whiteboard")
    assert not prior.knows("Möglichkeiten")


def test_a_language_that_was_set_wins_over_the_readings() -> None:
    prior = WallPrior(("fr",)).for_texts(GERMAN)
    assert prior.knows("où")
    assert not prior.knows("zweimal")


def test_a_language_without_a_list_has_no_words_rather_than_wrong_ones() -> None:
    prior = WallPrior(("da",)).for_texts(GERMAN)
    assert not prior.knows("zweimal")
    assert not prior.knows("the")


def test_nothing_read_leaves_all_languages_open() -> None:
    prior = WallPrior().for_texts([])
    assert all(prior.knows(word) for word in ("twice", "zweimal", "możliwości", "où"))


def test_what_the_workshop_expects_is_likely() -> None:
    plain, expecting = WallPrior(("en",)), WallPrior(("en",), ("Zwick list", "Kundenbeirat"))
    assert expecting.for_texts([]).whole("zwick") > plain.for_texts([]).whole("zwick") + 5
    assert expecting.for_texts([]).begun("Kundenbei") > plain.for_texts([]).begun("Kundenbei") + 5

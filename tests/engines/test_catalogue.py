from __future__ import annotations

import pytest

from stickyscan.engines import catalogue
from stickyscan.engines.catalogue import Entry, build_finder, build_reader
from stickyscan.engines.protocols import NoteFinder, TextReader
from stickyscan.errors import EngineMissingError, UsageError
from tests import fakes

HERE = "tests.fakes"
NOT_INSTALLED = Entry("no_such_module_at_all", "Reader", "pip install such-a-module")
MISSING = Entry(HERE, "MissingReader", "")


@pytest.fixture
def readers(monkeypatch: pytest.MonkeyPatch) -> dict[str, Entry]:
    table: dict[str, Entry] = {}
    monkeypatch.setattr(catalogue, "READERS", table)
    return table


def test_an_engine_by_name(readers: dict[str, Entry], monkeypatch: pytest.MonkeyPatch) -> None:
    readers["quiet"] = Entry(HERE, "EmptyReader", "")
    monkeypatch.setattr(catalogue, "FINDERS", {"none": Entry(HERE, "EmptyFinder", "")})
    reader: TextReader = build_reader("quiet")
    finder: NoteFinder = build_finder("none")
    assert isinstance(reader, fakes.EmptyReader)
    assert isinstance(finder, fakes.EmptyFinder)


def test_auto_takes_the_first_that_works(readers: dict[str, Entry]) -> None:
    readers.update(a=NOT_INSTALLED, b=MISSING, c=Entry(HERE, "EmptyReader", ""), d=Entry(HERE, "ScriptedReader", ""))
    assert build_reader().name == "empty"


def test_auto_without_any_says_how_to_install_each(readers: dict[str, Entry]) -> None:
    readers.update(a=NOT_INSTALLED, b=MISSING)
    with pytest.raises(EngineMissingError, match=r"such-a-module.*pip install missing"):
        build_reader()


def test_a_named_engine_is_not_silently_replaced(readers: dict[str, Entry]) -> None:
    readers.update(a=NOT_INSTALLED, c=Entry(HERE, "EmptyReader", ""))
    with pytest.raises(EngineMissingError, match="pip install such-a-module"):
        build_reader("a")


def test_an_unknown_name_lists_the_known_ones(readers: dict[str, Entry]) -> None:
    readers["a"] = NOT_INSTALLED
    with pytest.raises(UsageError, match="auto, a"):
        build_reader("crystal-ball")


def test_an_engine_gets_only_the_options_it_takes(readers: dict[str, Entry]) -> None:
    readers["lingual"] = Entry(HERE, "LingualReader", "", (("tesseract_languages", "language"),))
    readers["plain"] = Entry(HERE, "EmptyReader", "")
    assert build_reader("lingual", language="de,en", threads=2).name == "lingual deu+eng"
    assert build_reader("lingual", threads=2).name == "lingual None"
    assert build_reader("plain", language="de", threads=2).name == "empty"


def test_the_table_names_classes_that_exist() -> None:
    for entry in (*catalogue.FINDERS.values(), *catalogue.READERS.values()):
        module = __import__(entry.module, fromlist=[entry.class_name])
        assert isinstance(getattr(module, entry.class_name), type)

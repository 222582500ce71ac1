from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from stickyscan.engines import catalogue, detector, letters, line_finder
from stickyscan.engines.catalogue import Entry, build_finder, build_reader, choose_finder, choose_reader
from stickyscan.engines.protocols import NoteFinder, TextReader
from stickyscan.engines.weights import weights_path
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


def test_an_engine_is_chosen_as_it_is_built(readers: dict[str, Entry]) -> None:
    readers.update(a=NOT_INSTALLED, b=MISSING, c=Entry(HERE, "LingualReader", "", (("language", "language"),)))
    chosen = choose_reader(language="de")
    assert (chosen.name, chosen.told) == ("c", "lingual de")
    with pytest.raises(EngineMissingError, match="pip install such-a-module"):
        choose_reader("a")
    with pytest.raises(EngineMissingError, match="pip install missing"):
        choose_reader("b")
    with pytest.raises(UsageError, match="auto, a"):
        choose_reader("crystal-ball")


def test_an_engine_whose_library_is_missing_is_not_chosen(readers: dict[str, Entry]) -> None:
    readers["a"] = Entry(HERE, "EmptyReader", "pip install such-a-module", libraries=("no_such_module_at_all",))
    readers["b"] = Entry(HERE, "EmptyReader", "", weights=("no-such.onnx",), libraries=("numpy",))
    with pytest.raises(EngineMissingError, match=r"no_such_module_at_all.*such-a-module.*no-such\.onnx"):
        choose_reader()


def test_the_table_names_the_weights_that_each_engine_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def path(name: str, real: Callable[[str], Path] = weights_path) -> Path:
        opened.append(name)
        return real(name)

    for module in (detector, letters, line_finder):
        monkeypatch.setattr(module, "weights_path", path)
    for name in ("detector", "contours"):
        opened.clear()
        build_finder(name, threads=1)
        assert sorted(opened) == sorted(catalogue.FINDERS[name].weights)
        assert choose_finder(name) == catalogue.Chosen(name, name)
    for name in ("rapidocr", "rapidocr-plain"):
        opened.clear()
        build_reader(name, threads=1)
        assert sorted(opened) == sorted(catalogue.READERS[name].weights)
        assert choose_reader(name) == catalogue.Chosen(name, name)

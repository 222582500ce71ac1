from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from stickyscan.errors import InputError
from stickyscan.settings import Settings, find_settings, read_settings
from stickyscan.steps.decode_photo import DecodeLimits


def _file(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / "stickyscan.toml"
    file.write_text(text, "utf-8")
    return file


def test_without_a_file_everything_has_a_default() -> None:
    assert read_settings(None) == Settings()
    assert Settings().engines.reader == "auto"


def test_a_file_sets_what_it_names(tmp_path: Path) -> None:
    settings = read_settings(_file(tmp_path, '[engines]\nreader = "tesseract"\nlanguage = "de"\n[batch]\njobs = 3\n'))
    assert (settings.engines.reader, settings.engines.language, settings.batch.jobs) == ("tesseract", "de", 3)
    assert settings.engines.finder == "auto"


def test_the_nearest_file_above_counts(tmp_path: Path) -> None:
    far, near = _file(tmp_path, ""), _file(tmp_path / "a", "")
    (tmp_path / "a" / "b" / "c").mkdir(parents=True)
    (tmp_path / "x").mkdir()
    assert find_settings(tmp_path / "a" / "b" / "c") == near.resolve()
    assert find_settings(tmp_path / "x") == far.resolve()


def test_a_template_file_is_found_beside_the_settings_file(tmp_path: Path) -> None:
    beside = read_settings(_file(tmp_path, '[scan]\ntemplate = "ours.toml"\n'))
    assert beside.scan.template == str((tmp_path / "ours.toml").resolve())
    built_in = read_settings(_file(tmp_path, '[scan]\ntemplate = "kanban"\n'))
    assert built_in.scan.template == "kanban"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[engines]\nreeder = "x"\n', "engines.reeder: there is no such setting"),
        ("[batch]\njobs = 0\n", "batch.jobs"),
        ('[batch]\njobs = "2"\n', "batch.jobs"),
        ('[batch]\nwall_per = "room"\n', "batch.wall_per"),
        ("[engines\n", "not valid TOML"),
        ("engines = 3\n", "engines"),
    ],
)
def test_a_mistake_names_file_and_key(text: str, words: str, tmp_path: Path) -> None:
    file = _file(tmp_path, text)
    with pytest.raises(InputError) as caught:
        read_settings(file)
    assert words in str(caught.value)
    assert str(file) in str(caught.value)


def test_a_file_that_is_not_text_or_not_there_is_told(tmp_path: Path) -> None:
    file = tmp_path / "stickyscan.toml"
    with pytest.raises(InputError, match=r"stickyscan\.toml"):
        read_settings(file)
    file.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputError, match=r"stickyscan\.toml"):
        read_settings(file)


def test_limits_are_set_like_everything_else(tmp_path: Path) -> None:
    settings = read_settings(_file(tmp_path, "[limits]\nphoto_pixels = 12_000_000\ntable_rows = 50\n"))
    assert (settings.limits.photo_pixels, settings.limits.table_rows) == (12_000_000, 50)
    assert DecodeLimits.of(settings.limits).pixels == 12_000_000
    with pytest.raises(InputError, match=r"limits\.photo_pixels"):
        read_settings(_file(tmp_path, "[limits]\nphoto_pixels = 999_000_000\n"))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a = " + "[" * 5_000, "nested too deeply"),
        ("a = " + "9" * 5_000, "not valid TOML"),
        (".".join(["a"] * 20_000) + " = 1", "dots"),  # 6 s in the parser
        ('[engines]\nreader = "' + "x" * 300_000 + '"', "bytes allowed"),
        ("[engines]\nreader = {" + ", ".join(f"k{i} = 1" for i in range(5_000)) + "}", "…"),
    ],
)
def test_a_hostile_file_is_refused_at_once(tmp_path: Path, text: str, words: str) -> None:
    started = time.process_time()
    with pytest.raises(InputError) as caught:
        read_settings(_file(tmp_path, text))
    assert words in str(caught.value)
    assert len(str(caught.value)) < 500 + len(str(tmp_path))
    assert time.process_time() - started < 1


def test_a_pipe_is_no_settings_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "stickyscan.toml")
    with pytest.raises(InputError, match="pipe"):
        read_settings(tmp_path / "stickyscan.toml")

from __future__ import annotations

from pathlib import Path

import pytest

from stickyscan.cli.files import write_files
from stickyscan.errors import OutputError


def test_a_write_that_fails_leaves_the_old_file_whole(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    target = tmp_path / "map.csv"
    target.write_bytes(b"old")

    def refuse(_: Path, __: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", refuse)
    with pytest.raises(OutputError, match="No space left"):
        write_files({target: b"new"}, force=True)
    assert [file.name for file in tmp_path.iterdir()] == ["map.csv"]
    assert target.read_bytes() == b"old"


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutputError, match=r"cannot write .*map\.csv"):
        write_files({tmp_path / "file" / "map.csv": b"new"}, force=False)

from __future__ import annotations

import os
from pathlib import Path

import pytest

from stickyscan.batch.digests import digest_photos
from stickyscan.batch.ledger import LEDGER_FILE, Ledger, WallLine, read_lines
from stickyscan.batch.outcomes import Failed, Outcome, Scanned, Skipped
from stickyscan.walls import WallJob
from tests.batch.fake_scan import photo

FULL = pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")


def a_job(tmp_path: Path, name: str, number: int = 0) -> WallJob:
    return WallJob(name, (photo(tmp_path / "in" / f"{name}.png", number),))


def a_scan(job: WallJob, out: Path, seconds: float = 3.21) -> Scanned:
    (out / job.name).mkdir(parents=True, exist_ok=True)
    return Scanned(job, out / job.name, seconds, 5, 2, ("pale",), 400)


def written(out: Path, *outcomes: Outcome) -> tuple[WallLine, ...]:
    ledger = Ledger(out)
    seen = digest_photos((p for outcome in outcomes for p in outcome.job.photos), {})
    ledger.see(seen)
    for outcome in outcomes:
        ledger.append(outcome)
    return ledger.finish(outcomes)


def test_a_line_per_wall_in_the_order_of_the_walls(tmp_path: Path) -> None:
    out = tmp_path / "out"
    a, b, c = (a_job(tmp_path, name, i) for i, name in enumerate("abc"))
    out.mkdir()
    failed = Failed(b, 1.5, "InputError", "b.png: is broken.", 300)
    written(out, a_scan(c, out), failed, a_scan(a, out))
    lines = list(read_lines(out / LEDGER_FILE))
    assert [line.wall for line in lines] == ["c", "b", "a"]
    first, second, _ = lines
    assert (first.state, first.folder, first.notes, first.to_review) == ("scanned", "c", 5, 2)
    assert (first.seconds, first.memory_mib, first.warnings) == (3.21, 400, ("pale",))
    assert (second.state, second.error, second.message) == ("failed", "InputError", "b.png: is broken.")
    assert len(first.photos[0].sha256) == 64
    assert first.photos[0].file == str(c.photos[0])


def test_lines_are_there_before_the_batch_ends(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    ledger = Ledger(out)
    ledger.append(a_scan(a_job(tmp_path, "a"), out))
    assert [line.wall for line in read_lines(out / LEDGER_FILE)] == ["a"]


def test_a_skipped_wall_keeps_what_is_known_of_its_scan(tmp_path: Path) -> None:
    out = tmp_path / "out"
    job = a_job(tmp_path, "a")
    written_lines = written_after(out, job)
    (line,) = written_lines
    assert (line.state, line.seconds, line.memory_mib, line.message) == ("skipped", 3.21, 400, "scanned before")


def written_after(out: Path, job: WallJob) -> tuple[WallLine, ...]:
    out.mkdir()
    written(out, a_scan(job, out))
    return Ledger(out).finish([Skipped(job, out / "a", 5, 2, "scanned before")])


def test_walls_of_an_earlier_run_stay_while_their_results_do(tmp_path: Path) -> None:
    out = tmp_path / "out"
    a, b, c = (a_job(tmp_path, name, i) for i, name in enumerate("abc"))
    out.mkdir()
    written(out, a_scan(a, out), a_scan(b, out), Failed(c, 1.0, "Crash", "it crashed."))
    (out / "b").rmdir()
    d = a_job(tmp_path, "d", 9)
    assert [line.wall for line in written(out, a_scan(d, out))] == ["d", "a", "c"]
    c.photos[0].unlink()
    assert [line.wall for line in written(out, a_scan(d, out))] == ["d", "a"]


def test_a_renamed_photo_takes_its_line_along(tmp_path: Path) -> None:
    out = tmp_path / "out"
    old = a_job(tmp_path, "old")
    out.mkdir()
    written(out, a_scan(old, out))
    new = WallJob("new", (old.photos[0].rename(tmp_path / "in" / "new.png"),))
    (line,) = Ledger(out).finish([Skipped(new, out / "old", 5, 2, "scanned before, under the name old")])
    assert (line.wall, line.folder, line.seconds) == ("new", "old", 3.21)


def test_results_of_photos_elsewhere_are_kept(tmp_path: Path) -> None:
    out = tmp_path / "out"
    a, b = a_job(tmp_path, "a"), a_job(tmp_path, "b", 1)
    out.mkdir()
    written(out, a_scan(a, out), a_scan(b, out))
    assert Ledger(out).kept_folders(a.photos) == {"b"}
    b.photos[0].unlink()
    assert Ledger(out).kept_folders(a.photos) == frozenset()


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
def test_names_that_are_no_text_can_be_told(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    job = WallJob("b\udcff", (Path("/in/b\udcff.jpg"),))
    (line,) = written(out, Failed(job, 0.0, "InputError", "b\udcff.jpg is broken."))
    assert line.wall == "b\\xff"
    assert list(read_lines(out / LEDGER_FILE)) == [line]


def test_lines_of_something_else_are_passed_over(tmp_path: Path) -> None:
    file = tmp_path / LEDGER_FILE
    file.write_bytes(b"hello\n{}\n\xff\xfe\n[1]\n" + b'{"wall": 3}\n')
    assert list(read_lines(file)) == []


@FULL
def test_a_full_disk_is_an_error_and_not_a_loss(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    ledger = Ledger(tmp_path / "out")
    (tmp_path / "out" / LEDGER_FILE).symlink_to("/dev/full")
    with pytest.raises(OSError, match="No space"):
        ledger.append(a_scan(a_job(tmp_path, "a"), tmp_path / "out"))

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from stickyscan.batch.digests import Seen, digest_photos
from stickyscan.batch.outcomes import Failed, Skipped
from stickyscan.batch.plan import Plan, plan_walls
from stickyscan.batch.record import read_record
from stickyscan.folder import read_map
from stickyscan.walls import WallJob, find_walls
from tests.batch.fake_scan import FakeScan, correct, photo, walls_of


def planned(walls: Sequence[WallJob], out: Path, made_with: str = "1", **how: object) -> tuple[Plan, ...]:
    seen = digest_photos((p for wall in walls for p in wall.photos), {})
    return plan_walls(walls, out, seen, made_with, **how)  # type: ignore[arg-type]


def scanned(walls: Sequence[WallJob], out: Path, made_with: str = "1") -> None:
    for plan in planned(walls, out, made_with):
        if plan.to_scan:
            FakeScan(made_with)(plan.job.photos, plan.folder, replace=True)


def words(plan: Plan) -> str:
    assert isinstance(plan.known, Skipped)
    return plan.known.reason


def test_everything_is_new(tmp_path: Path) -> None:
    walls = walls_of(tmp_path / "in", "a", "b")
    plans = planned(walls, tmp_path / "out")
    assert [(plan.folder.name, plan.to_scan) for plan in plans] == [("a", True), ("b", True)]


def test_a_result_is_found_by_content_under_an_old_name(tmp_path: Path) -> None:
    out = tmp_path / "out"
    scanned(walls_of(tmp_path / "in", "a", "b"), out)
    (tmp_path / "in" / "a.png").rename(tmp_path / "in" / "z.png")
    first, second = planned(find_walls(tmp_path / "in"), out)
    assert words(first) == "scanned before"
    assert (second.job.name, second.folder.name, words(second)) == ("z", "a", "scanned before, under the name a")


def test_names_that_swap_do_not_mix_up_results(tmp_path: Path) -> None:
    out, photos = tmp_path / "out", tmp_path / "in"
    scanned(walls_of(photos, "a", "b"), out)
    (photos / "a.png").rename(photos / "x.png")
    (photos / "b.png").rename(photos / "a.png")
    (photos / "x.png").rename(photos / "b.png")
    assert [plan.folder.name for plan in planned(find_walls(photos), out)] == ["b", "a"]


def test_a_new_photo_under_the_name_of_a_renamed_one_gets_a_folder_of_its_own(tmp_path: Path) -> None:
    out, photos = tmp_path / "out", tmp_path / "in"
    scanned(walls_of(photos, "a"), out)
    (photos / "a.png").rename(photos / "old.png")
    photo(photos / "a.png", 77)
    new, old = planned(find_walls(photos), out)
    assert (new.folder.name, new.to_scan) == ("a-2", True)
    assert (old.folder.name, old.to_scan) == ("a", False)
    scanned(find_walls(photos), out)
    assert not any(plan.to_scan for plan in planned(find_walls(photos), out))


def test_other_photos_replace_a_result_whose_photos_are_gone(tmp_path: Path) -> None:
    out, photos = tmp_path / "out", tmp_path / "in"
    scanned(walls_of(photos, "a"), out)
    photo(photos / "a.png", 77)
    (plan,) = planned(find_walls(photos), out)
    assert (plan.folder.name, plan.to_scan) == ("a", True)


def test_results_of_another_folder_of_photos_are_kept(tmp_path: Path) -> None:
    out = tmp_path / "out"
    scanned(walls_of(tmp_path / "in", "a"), out)
    photo(tmp_path / "other" / "a.png", 77)
    (plan,) = planned(find_walls(tmp_path / "other"), out, kept=frozenset({"a"}))
    assert (plan.folder.name, plan.to_scan) == ("a-2", True)


def test_changed_settings_scan_again_in_the_same_folder(tmp_path: Path) -> None:
    out, walls = tmp_path / "out", walls_of(tmp_path / "in", "a")
    scanned(walls, out)
    (plan,) = planned(walls, out, "2")
    assert (plan.folder.name, plan.to_scan) == ("a", True)


def test_corrections_are_never_overwritten(tmp_path: Path) -> None:
    out, walls = tmp_path / "out", walls_of(tmp_path / "in", "a")
    scanned(walls, out)
    correct(out / "a")
    (same,) = planned(walls, out)
    assert words(same) == "scanned before, and corrected by a person since"
    (other,) = planned(walls, out, "2")
    assert "corrections" in words(other)
    (forced,) = planned(walls, out, "2", rescan=True)
    assert forced.to_scan
    photo(tmp_path / "in" / "a.png", 77)
    (changed,) = planned(find_walls(tmp_path / "in"), out)
    assert (changed.folder.name, changed.to_scan) == ("a-2", True)


def test_a_result_without_a_record_counts_as_made_with_other_settings(tmp_path: Path) -> None:
    out, walls = tmp_path / "out", walls_of(tmp_path / "in", "a")
    scanned(walls, out)
    (out / "a" / "scan.json").unlink()
    (plan,) = planned(walls, out)
    assert (plan.folder.name, plan.to_scan) == ("a", True)
    correct(out / "a")
    (kept,) = planned(walls, out)
    assert "corrections" in words(kept)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"photos": 3}', b"\xff" * 9])
def test_a_record_that_makes_no_sense_is_none(tmp_path: Path, content: bytes) -> None:
    out, walls = tmp_path / "out", walls_of(tmp_path / "in", "a")
    scanned(walls, out)
    (out / "a" / "scan.json").write_bytes(content)
    assert read_record(out / "a") is None
    (plan,) = planned(walls, out)
    assert plan.to_scan


def test_a_map_that_is_broken_or_gone_is_made_anew(tmp_path: Path) -> None:
    out, walls = tmp_path / "out", walls_of(tmp_path / "in", "a", "b")
    scanned(walls, out)
    (out / "a" / "map.json").write_text("{ half")
    (out / "b" / "map.json").unlink()
    assert [(plan.folder.name, plan.to_scan) for plan in planned(walls, out)] == [("a", True), ("b", True)]


def test_photos_that_are_the_same_are_scanned_once(tmp_path: Path) -> None:
    photo(tmp_path / "in" / "a.png", 3)
    photo(tmp_path / "in" / "copy of a.png", 3)
    first, second = planned(find_walls(tmp_path / "in"), tmp_path / "out")
    assert first.to_scan
    assert second.twin == first.job


def test_what_cannot_be_a_wall_fails_at_once(tmp_path: Path) -> None:
    walls_of(tmp_path / "in", "a")
    (tmp_path / "in" / "b.jpg").mkdir()
    _, bad = planned(find_walls(tmp_path / "in"), tmp_path / "out")
    assert isinstance(bad.known, Failed)
    assert "empty folder" in bad.known.message


def test_a_photo_that_cannot_be_read_is_left_to_its_scan(tmp_path: Path) -> None:
    walls = (WallJob("a", (tmp_path / "gone.jpg",)),)
    (plan,) = planned(walls, tmp_path / "out")
    assert plan.to_scan


def test_unchanged_files_are_not_read_again(tmp_path: Path) -> None:
    path = photo(tmp_path / "a.png")
    status = path.stat()
    told = Seen(status.st_size, status.st_mtime_ns, "as told")
    assert digest_photos([path], {path: told}) == {path: told}
    doubtful = Seen(status.st_size, 0, "as told")  # written just before it was read
    assert digest_photos([path], {path: doubtful})[path].sha256 != "as told"
    grown = Seen(status.st_size + 1, status.st_mtime_ns, "as told")
    assert digest_photos([path], {path: grown})[path].sha256 != "as told"


def test_a_file_that_was_just_written_is_not_relied_upon(tmp_path: Path) -> None:
    path = photo(tmp_path / "a.png")
    assert digest_photos([path], {})[path].modified_ns == 0


def test_a_scan_writes_what_it_was_made_from(tmp_path: Path) -> None:
    out, walls = tmp_path / "out", walls_of(tmp_path / "in", "a")
    scanned(walls, out)
    record = read_record(out / "a")
    assert record is not None
    assert record.photos == tuple(info.sha256 for info in read_map(out / "a").photos)
    assert (record.made_with, record.notes, record.to_review) == ("1", 1, 1)

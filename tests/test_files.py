import os
from pathlib import Path

import pytest

from pab_planner import files
from pab_planner.files import FileNotWritten, reason_of, write_whole


def test_a_new_file_may_be_read_as_any_other(tmp_path: Path) -> None:
    write_whole(tmp_path / "ours", b"content")
    (tmp_path / "other").write_bytes(b"")
    assert (tmp_path / "ours").read_bytes() == b"content"
    assert (tmp_path / "ours").stat().st_mode == (tmp_path / "other").stat().st_mode


def test_a_file_replaced_keeps_who_may_use_it(tmp_path: Path) -> None:
    file = tmp_path / "ours"
    file.write_bytes(b"old")
    file.chmod(0o640)
    write_whole(file, b"new")
    assert (file.read_bytes(), file.stat().st_mode & 0o777) == (b"new", 0o640)


def test_a_file_that_cannot_be_written_stays_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "ours"
    file.write_bytes(b"old")

    def fail(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(FileNotWritten, match="the disk is full"):
        write_whole(file, b"new")
    assert file.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [file]


def test_a_path_longer_than_windows_allows_is_not_called_missing(tmp_path: Path) -> None:
    class WindowsError(OSError):
        winerror = 3  # ERROR_PATH_NOT_FOUND, of a folder that is there

    file = tmp_path / ("x" * 260)
    assert "longer than Windows allows" in reason_of(WindowsError(2, "No such file", str(file))).en


@pytest.mark.parametrize(("looks", "written"), [(3, True), (10_000, False)])
def test_on_windows_a_file_into_which_somebody_looks_is_replaced_a_moment_later(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, looks: int, written: bool
) -> None:
    file = tmp_path / "plan.xlsx"
    file.write_bytes(b"old")
    move, tries = Path.replace, iter(range(looks))

    def looked_into(beside: Path, target: Path) -> Path:
        if next(tries, None) is not None:
            raise PermissionError(13, "Access is denied")
        return move(beside, target)

    monkeypatch.setattr(Path, "replace", looked_into)
    monkeypatch.setattr(files, "_ON_WINDOWS", True)
    monkeypatch.setattr(files, "_PATIENCE", 0.2)
    monkeypatch.setattr(files, "_A_MOMENT", 0.001)
    if written:
        write_whole(file, b"new")
    else:
        with pytest.raises(FileNotWritten, match=r"plan\.xlsx could not be written"):
            write_whole(file, b"new")
    assert file.read_bytes() == (b"new" if written else b"old")
    assert [each.name for each in tmp_path.iterdir()] == ["plan.xlsx"]

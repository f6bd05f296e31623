"""The installer's compilation and its signature, with a program of three files."""

import os
import subprocess
from pathlib import Path

import pytest

from pab_planner.build.setup.icon import write_icon, write_side_picture
from pab_planner.build.setup.installer import build_installer, list_files
from pab_planner.build.setup.signing import is_signed, sign, signing_script
from windows.forwarding_dll import forwarding_dll

EPOCH = 1_700_000_000


@pytest.fixture
def program(tmp_path: Path) -> Path:
    folder = tmp_path / "program"
    (folder / "python" / "Lib").mkdir(parents=True)
    (folder / "python" / "Lib" / "名称 with space.py").write_text("")
    (folder / "python" / "a.dll").write_bytes(forwarding_dll("a.dll", {"a": "b.a"}))
    (folder / "LICENSE.txt").write_text("MIT")
    write_icon(folder / "PAB_Planner.ico")
    write_side_picture(tmp_path / "side.bmp")
    return folder


@pytest.fixture
def certificate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A company's certificate and key under a password; certificate.pem is the certificate alone."""
    key, alone, file = (tmp_path / name for name in ("key.pem", "certificate.pem", "it's ours.pfx"))
    subject = ["-subj", "/CN=Factory IT", "-addext", "extendedKeyUsage=codeSigning", "-days", "2"]
    for command in (
        ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", alone, *subject],
        ["pkcs12", "-export", "-inkey", key, "-in", alone, "-out", file, "-passout", "pass:se cret"],
    ):
        subprocess.run(["openssl", *map(str, command)], check=True, capture_output=True)
    monkeypatch.setenv("SIGN_PASSWORD", "se cret")
    return file


def verified(file: Path, certificate: Path) -> bool:
    """What osslsigncode thinks of a signature, if only our certificate is to be trusted."""
    authority = certificate.with_name("certificate.pem")
    command = ["osslsigncode", "verify", "-CAfile", str(authority), "-in", str(file)]
    return subprocess.run(command, capture_output=True).returncode == 0


def test_files_are_listed_in_an_order_of_their_own_each_in_its_folder(program: Path) -> None:
    assert list_files(program).splitlines() == [
        'SetOutPath "$INSTDIR\\new"',
        f'File "{program}/LICENSE.txt"',
        f'File "{program}/PAB_Planner.ico"',
        'SetOutPath "$INSTDIR\\new\\python"',
        f'File "{program}/python/a.dll"',
        'SetOutPath "$INSTDIR\\new\\python\\Lib"',
        f'File "{program}/python/Lib/名称 with space.py"',
    ]


def test_the_same_files_give_the_same_installer_whenever_they_were_written(program: Path) -> None:
    built = []
    for number, name in enumerate(("first.exe", "second.exe")):
        for file in program.rglob("*"):
            os.utime(file, (EPOCH + number, EPOCH + number))
        build_installer(program, program.with_name(name), "1.2.3", EPOCH)
        built.append(program.with_name(name).read_bytes())
    assert built[0] == built[1]


def test_without_a_certificate_nothing_is_signed(program: Path) -> None:
    output = program.with_name("PAB_Planner-Setup.exe")
    build_installer(program, output, "1.2.3", EPOCH)
    assert not is_signed(output)
    assert not is_signed(program / "python" / "a.dll")


def test_programs_are_signed_with_the_companys_certificate(program: Path, certificate: Path) -> None:
    output = program.with_name("PAB_Planner-Setup.exe")
    build_installer(program, output, "1.2.3", EPOCH)
    for file in (output, program / "python" / "a.dll"):
        sign(file, certificate)
        assert is_signed(file)
        assert verified(file, certificate)


def test_a_changed_program_is_no_longer_what_was_signed(program: Path, certificate: Path) -> None:
    dll = program / "python" / "a.dll"
    sign(dll, certificate)
    dll.write_bytes(dll.read_bytes().replace(b"b.a\0", b"c.a\0"))
    assert not verified(dll, certificate)


def test_the_program_that_uninstalls_is_signed_while_the_installer_is_made(
    program: Path, certificate: Path
) -> None:
    seen = program.with_name("uninstaller.exe")
    kept = program.with_name("sign and keep")
    kept.write_text(f'#!/bin/sh\n"{signing_script(program.parent, certificate)}" "$1" && cp "$1" "{seen}"\n')
    kept.chmod(0o700)
    build_installer(program, program.with_name("PAB_Planner-Setup.exe"), "1.2.3", EPOCH, kept)
    assert verified(seen, certificate)


def test_a_wrong_password_is_said(program: Path, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGN_PASSWORD", "wrong")
    with pytest.raises(RuntimeError, match=r"osslsigncode did not sign a\.dll"):
        sign(program / "python" / "a.dll", certificate)
    assert not is_signed(program / "python" / "a.dll")

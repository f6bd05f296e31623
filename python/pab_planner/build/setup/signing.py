"""Authenticode signatures, put on by osslsigncode where a company has a certificate."""

import os
import shlex
import subprocess
from pathlib import Path

_PE_OFFSET, _OPTIONAL_HEADER, _PE32_PLUS = 0x3C, 24, 0x20B
_DIRECTORIES = {0x10B: 96, _PE32_PLUS: 112}
_SECURITY_DIRECTORY = 4


def is_signed(program: Path) -> bool:
    """True if a program file (.exe, .dll, .pyd) carries a signature; whose, it does not say."""
    content = program.read_bytes()
    header = int.from_bytes(content[_PE_OFFSET : _PE_OFFSET + 4], "little") + _OPTIONAL_HEADER
    kind = int.from_bytes(content[header : header + 2], "little")
    entry = header + _DIRECTORIES[kind] + 8 * _SECURITY_DIRECTORY
    return any(content[entry : entry + 8])


def sign_command(certificate: Path) -> list[str]:
    """The command that signs; the file to sign and the signed file follow as `-in FILE -out FILE`.

    Environment variables complete it: SIGN_PASSWORD of the certificate, SIGN_TIMESTAMP, the address of a
    time-stamping service.

    Args:
        certificate: PKCS #12 file (.pfx) with certificate and private key.
    """
    command = ["osslsigncode", "sign", "-pkcs12", str(certificate), "-h", "sha256", "-n", "PAB Planner"]
    if password := os.environ.get("SIGN_PASSWORD"):
        command += ["-pass", password]
    if service := os.environ.get("SIGN_TIMESTAMP"):
        command += ["-ts", service]
    return command


def sign(program: Path, certificate: Path) -> None:
    """Sign a program file in place."""
    signed = program.with_name(f"{program.name}.signed")
    command = [*sign_command(certificate), "-in", str(program), "-out", str(signed)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"osslsigncode did not sign {program.name}:\n{done.stdout}{done.stderr}")
    signed.replace(program)


def signing_script(folder: Path, certificate: Path) -> Path:
    """Write a command that signs in place the one file whose name follows it, for makensis to run."""
    script = folder / "sign"
    command = shlex.join(sign_command(certificate))
    script.write_text(f'#!/bin/sh\n{command} -in "$1" -out "$1.signed" && mv "$1.signed" "$1"\n')
    script.chmod(0o700)  # it may hold the password
    return script

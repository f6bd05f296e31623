"""A Windows computer, played in a folder."""

from dataclasses import dataclass, field
from pathlib import Path

from pab_planner.installation.computer import Computer, expected_xlwings
from pab_planner.installation.registry import Registry, Value

DLL = f"xlwings64-{expected_xlwings()}.dll"


@dataclass
class PlayedRegistry(Registry):
    """A registry in a dictionary; key names ignore case, as Windows' do not matter here."""

    keys: dict[str, dict[str, Value]] = field(default_factory=dict)
    administrators: dict[str, dict[str, Value]] = field(default_factory=dict)

    def of_the_computer(self, key: str) -> dict[str, Value]:
        return dict(self.administrators.get(key, {}))

    def has(self, key: str) -> bool:
        return any(each == key or each.startswith(key + "\\") for each in self.keys)

    def values(self, key: str) -> dict[str, Value]:
        return dict(self.keys.get(key, {}))

    def subkeys(self, key: str) -> list[str]:
        inside = [each.removeprefix(key + "\\") for each in self.keys if each.startswith(key + "\\")]
        return sorted({each.split("\\")[0] for each in inside})

    def write(self, key: str, name: str, value: Value) -> None:
        self.keys.setdefault(key, {})[name] = value

    def remove(self, key: str, name: str) -> None:
        del self.keys[key][name]

    def remove_key(self, key: str) -> None:
        assert not self.subkeys(key)
        self.keys.pop(key, None)


def played_computer(folder: Path, python: str = "venv/Scripts/python.exe") -> Computer:
    """A computer with Excel and a Python of its own, and nothing of ours yet."""
    interpreter = folder / python
    interpreter.parent.mkdir(parents=True)
    (interpreter.parent.parent / DLL).touch()
    home = folder / "home"
    home.mkdir(exist_ok=True)
    return Computer(
        excel="C:\\Program Files\\EXCEL.EXE",
        excel_is_open=False,
        app_data=home / "AppData" / "Roaming",
        home=home,
        interpreter=interpreter,
        code_page="cp936",
        xlwings=expected_xlwings(),
        libraries=(),
        early_binding=folder / "gen_py",
        registry=PlayedRegistry(),
    )


def everything(computer: Computer) -> tuple[dict[str, bytes], dict[str, dict[str, Value]]]:
    """Each file of the user, and the registry."""
    registry = computer.registry
    assert isinstance(registry, PlayedRegistry)
    files = {
        str(file.relative_to(computer.home)): file.read_bytes()
        for file in computer.home.rglob("*")
        if file.is_file()
    }
    return files, {key: dict(values) for key, values in registry.keys.items()}

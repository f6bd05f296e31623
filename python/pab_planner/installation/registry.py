"""The part of the Windows registry that is the user's own, with the policies that the company puts there."""

import sys

EXCEL = r"Software\Microsoft\Office\16.0\Excel"
"""Excel 2016 and all later ones, 365 among them."""
POLICIES = r"Software\Policies\Microsoft\Office\16.0\Excel"

Value = str | int | bytes


class Registry:
    """Keys of the current user. This one is empty, as on any computer but Windows."""

    def has(self, key: str) -> bool:
        """True if there is such a key."""
        return False

    def values(self, key: str) -> dict[str, Value]:
        """Name and value of everything in a key; no such key, no values."""
        return {}

    def of_the_computer(self, key: str) -> dict[str, Value]:
        """Name and value of everything in a key of the whole computer, which only its administrator writes."""
        return {}

    def subkeys(self, key: str) -> list[str]:
        """Names of the keys in a key."""
        return []

    def write(self, key: str, name: str, value: Value) -> None:
        """Set a value; the key is made if it is not there."""
        raise OSError("this computer has no registry")

    def remove(self, key: str, name: str) -> None:
        """Delete a value that is there."""
        raise OSError("this computer has no registry")

    def remove_key(self, key: str) -> None:
        """Delete a key that has no keys in it."""
        raise OSError("this computer has no registry")

    def read(self, key: str, name: str) -> Value | None:
        """A value, None if there is none."""
        return self.values(key).get(name)

    def remove_empty(self, key: str) -> None:
        """Delete a key in which nothing is left, and those above it likewise."""
        while key.count("\\") > 1 and self.has(key) and not self.values(key) and not self.subkeys(key):
            self.remove_key(key)
            key = key.rpartition("\\")[0]


if sys.platform == "win32":
    import winreg
    from winreg import HKEY_CURRENT_USER, HKEY_LOCAL_MACHINE

    def _values(root: int, key: str) -> dict[str, Value]:
        try:
            opened = winreg.OpenKey(root, key)
        except OSError:
            return {}
        with opened:
            count = winreg.QueryInfoKey(opened)[1]
            return {name: value for name, value, _ in (winreg.EnumValue(opened, i) for i in range(count))}

    class WindowsRegistry(Registry):
        """Keys below HKEY_CURRENT_USER."""

        def has(self, key: str) -> bool:  # noqa: D102
            try:
                winreg.OpenKey(HKEY_CURRENT_USER, key).Close()
            except OSError:
                return False
            return True

        def values(self, key: str) -> dict[str, Value]:  # noqa: D102
            return _values(HKEY_CURRENT_USER, key)

        def of_the_computer(self, key: str) -> dict[str, Value]:  # noqa: D102
            return _values(HKEY_LOCAL_MACHINE, key)

        def subkeys(self, key: str) -> list[str]:  # noqa: D102
            if not self.has(key):
                return []
            with winreg.OpenKey(HKEY_CURRENT_USER, key) as opened:
                return [winreg.EnumKey(opened, i) for i in range(winreg.QueryInfoKey(opened)[0])]

        def write(self, key: str, name: str, value: Value) -> None:  # noqa: D102
            kinds = {str: winreg.REG_SZ, int: winreg.REG_DWORD, bytes: winreg.REG_BINARY}
            with winreg.CreateKey(HKEY_CURRENT_USER, key) as opened:
                winreg.SetValueEx(opened, name, 0, kinds[type(value)], value)

        def remove(self, key: str, name: str) -> None:  # noqa: D102
            with winreg.OpenKey(HKEY_CURRENT_USER, key, 0, winreg.KEY_SET_VALUE) as opened:
                winreg.DeleteValue(opened, name)

        def remove_key(self, key: str) -> None:  # noqa: D102
            winreg.DeleteKey(HKEY_CURRENT_USER, key)


def user_registry() -> Registry:
    """The registry of the user who runs this."""
    if sys.platform == "win32":
        return WindowsRegistry()
    return Registry()

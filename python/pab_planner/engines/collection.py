"""A collection as xlwings asks for it: by name or by a number from 1."""

from collections.abc import Iterator
from typing import Any

from xlwings import base_classes


class Collection(base_classes.Collection):  # type: ignore[misc]
    """Subclasses give `_members`; each member has a `name`."""

    def _members(self) -> list[Any]:
        raise NotImplementedError

    @property
    def api(self) -> Any:
        """The members themselves."""
        return self._members()

    def __call__(self, key: int | str) -> Any:
        """The member with this name (letter case does not matter) or number.

        Raises:
            KeyError: There is none.
        """
        members = self._members()
        if isinstance(key, str):
            for member in members:
                if member.name.lower() == key.lower():
                    return member
            raise KeyError(key)
        if not 1 <= key <= len(members):
            raise KeyError(key)
        return members[key - 1]

    def __len__(self) -> int:
        return len(self._members())

    def __iter__(self) -> Iterator[Any]:
        return iter(self._members())

    def __contains__(self, key: int | str) -> bool:
        try:
            self(key)
        except KeyError:
            return False
        return True

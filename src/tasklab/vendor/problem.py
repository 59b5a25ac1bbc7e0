"""What can go wrong before a description can be used; what it finds in traffic are values, not errors.

VendorError                  all of these
├── InvalidLockError         a `vendor.lock` has a mistake: correct it
├── PullError                a description could not be fetched, or is not the one that is locked
└── InvalidDescriptionError  a description cannot be read
"""

from __future__ import annotations


class VendorError(Exception):
    """Something about a vendor description that a person has to look at."""


class InvalidLockError(VendorError):
    """A lock file that cannot be used."""

    def __init__(self, file: str, what: str) -> None:
        self.file = file
        super().__init__(f"{file}: {what}")


class PullError(VendorError):
    """A description that could not be fetched, or whose bytes are not those that are locked."""


class InvalidDescriptionError(VendorError):
    """A description, or a part of one, that cannot be read."""

    def __init__(self, at: str, what: str) -> None:
        self.at = at
        """JSON pointer or schema coordinate of the part; empty for the whole."""
        super().__init__(f"{at or 'the description'}: {what}")

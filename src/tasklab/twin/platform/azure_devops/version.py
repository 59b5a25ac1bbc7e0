"""The versions of the API, as `api-version` names them.

Source: https://learn.microsoft.com/azure/devops/integrate/concepts/rest-api-versioning; the words of the refusals
are those of the vendor's published client (`WebApiResources`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tasklab.twin.credential import read_header
from tasklab.twin.platform.azure_devops.refusal import bad_version

if TYPE_CHECKING:
    from tasklab.adapter.message import Request

VERSIONS = ("5.0", "6.0", "7.0", "7.1")
"""Oldest first: what the site's newest released version is. It serves the older ones too."""
_FORM = re.compile(r"(\d{1,3})\.(\d{1,3})(-preview(?:\.(\d{1,3}))?)?", re.IGNORECASE | re.ASCII)
_IN_ACCEPT = re.compile(r"api-version=([^;,\s]+)", re.IGNORECASE)
_FIRST = (1, 0)
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


@dataclass(frozen=True, slots=True)
class Stage:
    """When a resource came, and since when it is no preview."""

    since: str = VERSIONS[0]
    released: str | None = VERSIONS[0]
    """None while it is a preview in every version."""
    until: str | None = None
    """The first version without it."""
    previews: tuple[tuple[str, int], ...] = ()
    """The number of the preview from a version on, oldest first; 1 where it is not said."""

    def preview_of(self, version: str) -> int:
        """Return the highest preview that a version has."""
        numbers = [number for since, number in self.previews if as_number(since) <= as_number(version)]
        return numbers[-1] if numbers else 1


@dataclass(frozen=True, slots=True)
class Selected:
    """Which version a request gets."""

    version: str
    """One of `VERSIONS`: whose shapes are answered."""
    label: str
    """As it is told in the answer's media type."""

    def has(self, version: str) -> bool:
        """Whether it is this version or a newer one."""
        return as_number(self.version) >= as_number(version)


def as_number(text: str) -> tuple[int, int]:
    """Return a version as numbers that compare."""
    major, _, minor = text.partition(".")
    return int(major), int(minor)


def find_wanted(request: Request) -> str | None:
    """Return the version that a request names, in its query or its header `Accept`."""
    for name, value in request.query:
        if name.lower() == "api-version":
            return value
    found = _IN_ACCEPT.search(read_header(request, "accept") or "")
    return found[1] if found else None


def select(request: Request, stage: Stage, newest: str) -> Selected:
    """Return the version that a request gets. Raises: RefusalError with 400 for one that is not served."""
    wanted = find_wanted(request)
    if wanted is None:
        if request.verb not in _SAFE:
            raise _missing(request.verb)
        return Selected(newest, newest)
    found = _FORM.fullmatch(wanted)
    if found is None:
        text = f'The api-version supplied is invalid: "{wanted}".'
        raise bad_version("VssInvalidApiResourceVersionException", text)
    number = int(found[1]), int(found[2])
    if not _FIRST <= number <= as_number(newest):
        raise _out_of_range(f"{number[0]}.{number[1]}", newest)
    version = max((each for each in VERSIONS if as_number(each) <= number), key=as_number, default=VERSIONS[0])
    _check_stage(found, version, number, stage)
    return Selected(version, wanted)


def _check_stage(found: re.Match[str], version: str, number: tuple[int, int], stage: Stage) -> None:
    if number < as_number(stage.since) and stage.since != VERSIONS[0]:
        raise _out_of_range(f"{number[0]}.{number[1]}", stage.since, "resource. The oldest")
    is_released = stage.released is not None and number >= as_number(stage.released)
    if not is_released and stage.released != VERSIONS[0] and not found[3]:
        asked = f"{number[0]}.{number[1]}"
        text = (
            f'The requested version "{asked}" of the resource is under preview. The -preview flag must be supplied '
            f'in the api-version for such requests. For example: "{asked}-preview"'
        )
        raise bad_version("VssInvalidPreviewVersionException", text)
    if not is_released and found[4] and int(found[4]) > stage.preview_of(version):
        raise _out_of_range(found[0], f"{version}-preview.{stage.preview_of(version)}")


def _out_of_range(asked: str, newest: str, what: str = "server. The latest") -> Exception:
    text = (
        f"The requested REST API version of {asked} is out of range for this {what} REST API version "
        f"this server supports is {newest}."
    )
    return bad_version("VssVersionOutOfRangeException", text)


def _missing(verb: str) -> Exception:
    text = (
        f'No api-version was supplied for the "{verb}" request. The version must be supplied either as part of the '
        'Accept header (e.g. "application/json; api-version=1.0") or as a query parameter (e.g. "?api-version=1.0").'
    )
    return bad_version("VssVersionNotSpecifiedException", text)

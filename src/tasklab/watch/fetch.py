"""How sources reach the network: one small plug, with bounds on time, size and redirects, and conditional requests."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import time
import urllib.parse
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import msgspec

from tasklab.watch.release import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    import httpx2

_NOT_MODIFIED, _OK = 304, 200
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


@dataclass(frozen=True)
class Reply:
    """What a server answered."""

    url: str
    """The address that answered, after redirects, without credentials."""
    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes


class Fetch(Protocol):
    """Get one address.

    Raises: SourceError when there is no answer within the bounds.
    """

    def __call__(self, url: str, headers: Mapping[str, str]) -> Reply:
        """Get it; the status is the caller's to judge."""


@dataclass(frozen=True)
class Bounds:
    """How much one request may cost."""

    timeout_s: float = 20.0
    """For the whole answer, redirects included."""
    size_bytes: int = 32 * 1024 * 1024
    redirects: int = 5


@dataclass(frozen=True)
class HttpFetch:
    """Fetch over HTTP, from a folder for `file:`, from the machine's package lists for `apt:`."""

    bounds: Bounds = field(default_factory=Bounds)
    monotonic: Callable[[], float] = time.monotonic
    transport: httpx2.BaseTransport | None = None
    """For tests: answers instead of the network."""

    def __call__(self, url: str, headers: Mapping[str, str]) -> Reply:
        """Get one address."""
        scheme = urllib.parse.urlsplit(url).scheme
        if scheme in {"file", "apt"}:
            return self._read_file(url) if scheme == "file" else self._run_apt(url)
        import httpx2  # noqa: PLC0415 - only a round that asks the network pays for the client

        give_up_at = self.monotonic() + self.bounds.timeout_s
        try:
            with httpx2.Client(transport=self.transport, timeout=self.bounds.timeout_s) as client:
                for _ in range(self.bounds.redirects + 1):
                    reply, location = self._get(client, url, headers, give_up_at)
                    if location is None:
                        return reply
                    target = _follow(url, location)
                    if urllib.parse.urlsplit(target).hostname != urllib.parse.urlsplit(url).hostname:
                        headers = {name: value for name, value in headers.items() if name.lower() != "authorization"}
                    url = target
        except (httpx2.HTTPError, httpx2.InvalidURL, OSError) as error:
            raise SourceError(f"{hide_credentials(url)}: {_explain(error, url)}") from error
        raise SourceError(f"{hide_credentials(url)}: more than {self.bounds.redirects} redirects")

    def _get(
        self, client: httpx2.Client, url: str, headers: Mapping[str, str], give_up_at: float
    ) -> tuple[Reply, str | None]:
        shown = hide_credentials(url)
        with client.stream("GET", url, headers={"User-Agent": "tasklab-watch", **headers}) as response:
            names = {name.lower(): value for name, value in response.headers.items()}
            if response.status_code in _REDIRECTS and "location" in names:
                return Reply(shown, response.status_code, names, b""), names["location"]
            body = bytearray()
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) > self.bounds.size_bytes:
                    raise SourceError(f"{shown}: the answer is larger than {self.bounds.size_bytes:,} bytes")
                if self.monotonic() > give_up_at:
                    raise SourceError(f"{shown}: no whole answer within {self.bounds.timeout_s:g} s")
            return Reply(shown, response.status_code, names, bytes(body)), None

    def _run_apt(self, url: str) -> Reply:
        """Ask this machine's own package lists: the mirrors, suites and keys are those its owner configured."""
        package = urllib.parse.unquote(urllib.parse.urlsplit(url).path)
        program = shutil.which("apt-cache")
        if program is None:
            raise SourceError("there is no `apt-cache` here: give the source a `url`, or run on Debian")
        try:
            done = subprocess.run(  # noqa: S603 - a fixed program; the name comes after `--`
                [program, "madison", "--", package], capture_output=True, timeout=self.bounds.timeout_s, check=False
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise SourceError(f"apt-cache madison {package}: {error}") from error
        if done.returncode:
            text = done.stderr.decode(errors="replace").strip()
            raise SourceError(f"apt-cache madison {package}: exit code {done.returncode}: {text[:200]}")
        return Reply(url, _OK, {"content-type": "text/plain"}, done.stdout)

    def _read_file(self, url: str) -> Reply:
        path = Path(urllib.parse.unquote(urllib.parse.urlsplit(url).path))
        path = path / "index.html" if path.is_dir() else path
        try:
            if path.stat().st_size > self.bounds.size_bytes:
                raise SourceError(f"{url}: the file is larger than {self.bounds.size_bytes:,} bytes")
            return Reply(url, _OK, {"content-type": "text/html"}, path.read_bytes())
        except FileNotFoundError:
            return Reply(url, 404, {}, b"")
        except OSError as error:
            raise SourceError(f"{url}: {error.strerror}") from error


def _explain(error: Exception, url: str) -> str:
    """Word a client's error without the credentials that an address may carry."""
    text = f"{type(error).__name__}: {error}"
    credentials = urllib.parse.urlsplit(url).netloc.rpartition("@")[0]
    return text.replace(credentials, "***") if credentials else text


def _follow(url: str, location: str) -> str:
    """Follow a redirect; never from the network to a file of this machine, and never with credentials elsewhere."""
    target = urllib.parse.urljoin(url, location)
    old, new = urllib.parse.urlsplit(url), urllib.parse.urlsplit(target)
    if new.scheme not in {"http", "https"} or (old.scheme == "https" and new.scheme == "http"):
        raise SourceError(f"{hide_credentials(url)}: redirects to {new.scheme}:, which is not followed")
    return target


class _Kept(msgspec.Struct):
    """An answer kept for the next conditional request."""

    url: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class ConditionalFetch:
    """Ask only for what changed, and answer from the kept copy when nothing did.

    The copy is what makes this safe: a server's "not modified" gives the same releases again, also when the ledger
    is new.
    """

    fetch: Fetch
    folder: Path

    def __call__(self, url: str, headers: Mapping[str, str]) -> Reply:
        """Get one address, with the validators of the kept copy."""
        name = hashlib.sha256("\n".join([url, *(f"{k}: {v}" for k, v in sorted(headers.items()))]).encode())
        path = self.folder / f"{name.hexdigest()[:32]}.json"
        kept = self._find_kept(path, hide_credentials(url))
        reply = self.fetch(url, {**headers, **(_conditions(kept) if kept else {})})
        if reply.status == _NOT_MODIFIED and kept:
            return Reply(reply.url, _OK, kept.headers, kept.body)
        if reply.status == _OK and reply.headers.keys() & {"etag", "last-modified"}:
            self.folder.mkdir(parents=True, exist_ok=True)
            content = msgspec.json.encode(_Kept(hide_credentials(url), dict(reply.headers), reply.body))
            part = path.with_suffix(".part")
            part.write_bytes(content)
            part.replace(path)
        return reply

    @staticmethod
    def _find_kept(path: Path, url: str) -> _Kept | None:
        try:
            kept = msgspec.json.decode(path.read_bytes(), type=_Kept)
        except (FileNotFoundError, msgspec.DecodeError):
            return None  # Nothing is lost: an unreadable copy is asked for again in full.
        return kept if kept.url == url else None


def _conditions(kept: _Kept) -> dict[str, str]:
    pairs = {"If-None-Match": kept.headers.get("etag"), "If-Modified-Since": kept.headers.get("last-modified")}
    return {name: value for name, value in pairs.items() if value}


def require_success(reply: Reply) -> Reply:
    """Require an answer with content.

    Raises: SourceError that says how long the server wants to be left alone, when it does.
    """
    if reply.status == _OK:
        return reply
    text = f"{reply.url}: answered {reply.status}, expected 200"
    raise SourceError(text, retry_after_s=parse_retry_after(reply.headers))


def parse_retry_after(headers: Mapping[str, str]) -> float | None:
    """Parse how many seconds to wait: given as such, or as a date by the server's own clock.

    Source: RFC 9110, section 10.2.3.
    """
    value = headers.get("retry-after", "").strip()
    if value.isdecimal():
        return float(value)
    try:
        wait = parsedate_to_datetime(value) - parsedate_to_datetime(headers.get("date", ""))
    except (ValueError, TypeError):
        return None
    return max(wait.total_seconds(), 0.0)


def hide_credentials(url: str) -> str:
    """Return an address without user, password and query: what may be shown and kept."""
    parts = urllib.parse.urlsplit(url)
    host = parts.netloc.rpartition("@")[2]
    return urllib.parse.urlunsplit((parts.scheme, host, parts.path, "", ""))

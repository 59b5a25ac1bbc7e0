"""`tasklab doctor`: what this machine has and lacks for the lab."""

from __future__ import annotations

import importlib.util
import json
import os
import platform
import shutil
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tasklab.command.reading import open_workspace
from tasklab.ledger.store import read_ledger
from tasklab.verify.server.recipe import list_platforms
from tasklab.watch.fetch import Bounds, HttpFetch, hide_credentials
from tasklab.watch.index import find_index_url
from tasklab.watch.release import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tasklab.workspace import Workspace

_LEAST_PYTHON = (3, 11)
_LEAST_FREE_BYTES = 3 * 1024**3
_PROBE = "radicale"
_OK = 200


@dataclass(frozen=True)
class Finding:
    """One thing that the lab needs, or can use."""

    what: str
    is_there: bool
    text: str
    is_needed: bool = True
    """Without it the lab cannot run; otherwise a part of it is left out."""
    remedy: str = ""


@click.command()
@click.option("--offline", is_flag=True, help="Do not ask the package index.")
@click.option("--json", "as_json", is_flag=True, help="Answer as JSON.")
def command(offline: bool, as_json: bool) -> int:
    """Say what this machine has and lacks for the lab. Exit code 1 when something is missing that it needs."""
    findings = list(check_machine(open_workspace(), is_offline=offline))
    if as_json:
        click.echo(json.dumps([asdict(finding) for finding in findings], indent=1))
    else:
        for finding in findings:
            click.echo(render_finding(finding))
    return 1 if any(finding.is_needed and not finding.is_there for finding in findings) else 0


def render_finding(finding: Finding) -> str:
    """Render one finding as a line."""
    sign = "✓" if finding.is_there else "✗" if finding.is_needed else "·"
    remedy = f": {finding.remedy}" if finding.remedy and not finding.is_there else ""
    return f"{sign} {finding.what}: {finding.text}{remedy}"


def check_machine(workspace: Workspace, *, is_offline: bool) -> Iterator[Finding]:
    """Look at everything the lab needs or can use."""
    yield _check_python()
    yield from _check_packages()
    yield _check_uv()
    if not is_offline:
        yield check_index(HttpFetch(Bounds(timeout_s=10)), lambda: find_index_url(os.environ, Path.home()))
    yield from _check_folders(workspace)
    yield from check_ledgers(workspace)
    yield _check_recipes()
    yield from _check_debian()


def _check_python() -> Finding:
    is_there = sys.version_info >= _LEAST_PYTHON
    text = f"{platform.python_implementation()} {platform.python_version()}"
    return Finding("Python", is_there, text, remedy="use 3.11 or newer")


def _check_packages() -> Iterator[Finding]:
    for name, use in {
        "pytest": "runs the contract",
        "hypothesis": "makes its examples",
        "ruff": "formats adapters",
    }.items():
        is_there = importlib.util.find_spec(name) is not None
        remedy = "install tasklab with its extra `lab`"
        yield Finding(name, is_there, use if is_there else f"missing; it {use}", remedy=remedy)


def _check_uv() -> Finding:
    found = importlib.util.find_spec("uv") is not None
    text = "installs the servers" if found else "missing; it installs the servers"
    return Finding("uv", found, text, remedy="install tasklab with its extra `lab`")


def check_index(fetch: Callable[[str, dict[str, str]], object], find_url: Callable[[], str]) -> Finding:
    """Ask the configured package index for one project that the lab needs."""
    remedy = "set PIP_INDEX_URL, or look at the network; without it only what is installed already can run"
    try:
        url = find_url()
        reply = fetch(f"{url}/{_PROBE}/", {"Accept": "application/vnd.pypi.simple.v1+json, text/html"})
    except SourceError as error:
        return Finding("package index", is_there=False, text=error.text, remedy=remedy)
    status = getattr(reply, "status", None)
    shown = hide_credentials(url)
    if status != _OK:
        return Finding("package index", is_there=False, text=f"{shown} answered {status} for {_PROBE}", remedy=remedy)
    return Finding("package index", is_there=True, text=f"{shown} answers")


def _check_folders(workspace: Workspace) -> Iterator[Finding]:
    if not workspace.is_checkout:
        text = f"{workspace.root} is none: no `specs/` beside `pyproject.toml`"
        yield Finding(
            "checkout", is_there=False, text=text, remedy="go into one; the lab writes adapters and the ledger"
        )
        return
    yield Finding("checkout", is_there=True, text=str(workspace.root))
    for folder in (workspace.ledger, workspace.reports, workspace.connectors, workspace.specs, workspace.cache):
        existing = next(each for each in (folder, *folder.parents) if each.exists())
        is_there = os.access(existing, os.W_OK)
        text = "may be written" if is_there else "may not be written"
        yield Finding(f"folder {folder.name}", is_there, text, remedy=f"give yourself the right to write {folder}")
    free_bytes = shutil.disk_usage(workspace.root).free
    remedy = "the servers of every version take about that much"
    text = f"{free_bytes / 1024**3:.1f} GiB free"
    yield Finding("disk", free_bytes >= _LEAST_FREE_BYTES, text, is_needed=False, remedy=remedy)


def check_ledgers(workspace: Workspace) -> Iterator[Finding]:
    """Read every ledger."""
    paths = sorted(workspace.ledger.glob("*.jsonl"))
    broken = [path.name for path in paths if not read_ledger(path).is_readable]
    text = f"{', '.join(broken)} cannot be read" if broken else f"{len(paths)} files, all readable"
    yield Finding("ledger", not broken, text, remedy="see `tasklab ledger check`")


def _check_recipes() -> Finding:
    names = list_platforms()
    return Finding("servers", bool(names), f"recipes for {', '.join(names)}")


def _check_debian() -> Iterator[Finding]:
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    text = "is root" if is_root else "is not root"
    yield Finding("user", is_root, text, is_needed=False, remedy="servers from Debian (--debian) need it")
    found = shutil.which("mmdebstrap")
    yield Finding(
        "mmdebstrap",
        found is not None,
        found or "missing",
        is_needed=False,
        remedy="servers from Debian (--debian) need it: apt-get install mmdebstrap",
    )

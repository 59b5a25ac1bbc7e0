"""Sessions for maintainers and for CI: `nox -l` lists them."""

from __future__ import annotations

import nox

nox.needs_version = ">=2025.10.14"
nox.options.default_venv_backend = "uv|virtualenv"
nox.options.reuse_existing_virtualenvs = True
nox.options.sessions = ["lint", "types", "tests"]

PROJECT = nox.project.load_toml("pyproject.toml")
TEST = nox.project.dependency_groups(PROJECT, "test")
LINT = nox.project.dependency_groups(PROJECT, "lint")


def _install_for_tests(session: nox.Session) -> None:
    others = [item for item in TEST if not item.startswith("tasklab")]
    session.install("-e", ".[lab,fast,service,postgresql,tracing,mcp]", *others)


@nox.session
def tests(session: nox.Session) -> None:
    """Test the lab itself: offline, on no real server. One process a core; `-- -n 0` is one process for all."""
    _install_for_tests(session)
    session.run("pytest", "-n", "auto", "--dist", "worksteal", *session.posargs)


@nox.session
def wheel(session: nox.Session) -> None:
    """Test the built wheel, with the source tree out of the way."""
    session.install("build", "hatchling")
    out = session.create_tmp()
    session.run("python", "-m", "build", "--outdir", f"{out}/dist", silent=True)
    session.run("python", "tests/check_wheel.py", f"{out}/dist")


@nox.session
def lint(session: nox.Session) -> None:
    """Check style, formatting, layers and specs."""
    session.install("-e", ".[lab]", *LINT)
    session.run("ruff", "check")
    session.run("ruff", "format", "--check")
    session.run("lint-imports", "--no-cache")
    session.run("tasklab", "lint")


@nox.session
def types(session: nox.Session) -> None:
    """Check types strictly, generated adapters included."""
    session.install("-e", ".[lab,fast,notify,service,postgresql,tracing,mcp]", *LINT, "nox")
    session.run("mypy")


@nox.session
def generate(session: nox.Session) -> None:
    """Write the adapters from the specs; with `-- --check` only say whether they differ."""
    session.install("-e", ".[lab]")
    session.run("tasklab", "generate", *session.posargs)


@nox.session
def contract(session: nox.Session) -> None:
    """Run the contract suite; `-- redmine 6.0` names a platform and a version."""
    _install_for_tests(session)
    session.run("tasklab", "verify", *session.posargs)


@nox.session
def servers(session: nox.Session) -> None:
    """Run the contract suite and the upgrade tests on every real server, Debian's included where root is available."""
    _install_for_tests(session)
    session.run("tasklab", "verify", "--debian", *session.posargs)
    session.run("pytest", "-m", "servers or debian", "tests")


@nox.session
def watch(session: nox.Session) -> None:
    """Ask every release source once and write what is new into the ledger."""
    session.install("-e", ".[lab]")
    session.run("tasklab", "watch", *session.posargs)


@nox.session
def gate(session: nox.Session) -> None:
    """Answer whether this may be released."""
    session.install("-e", ".[lab]")
    session.run("tasklab", "gate", *session.posargs)


@nox.session
def report(session: nox.Session) -> None:
    """Write the reports from the ledger."""
    session.install("-e", ".[lab]")
    session.run("tasklab", "report", *session.posargs)
    session.run("tasklab", "report", "site")


@nox.session
def browser(session: nox.Session) -> None:
    """Drive the site in Chromium, and keep a picture of every page in .tasklab/screenshots."""
    _install_for_tests(session)
    env = {"TASKLAB_SCREENSHOTS": ".tasklab/screenshots"}
    session.run("pytest", "-m", "browser", "tests/report", *session.posargs, env=env)


@nox.session
def lab(session: nox.Session) -> None:
    """Run the whole loop: watch, verify on real servers, gate, promote, report."""
    session.install("-e", ".[lab]")
    session.run("tasklab", "lab", *session.posargs)


@nox.session
def mutation(session: nox.Session) -> None:
    """Plant small faults in the generated adapters and report the share that the contract catches."""
    _install_for_tests(session)
    session.run("tasklab", "mutate", *session.posargs)


@nox.session
def fuzz(session: nox.Session) -> None:
    """Let Schemathesis call the live API; `-- 400` names the examples per operation."""
    _install_for_tests(session)
    session.run("python", "-m", "tests.service.fuzz", *(session.posargs or ["400"]))


@nox.session
def fuzz_twins(session: nox.Session) -> None:
    """Let Schemathesis call a twin by its vendor's description; `-- asana 2026-06-11 20` names the examples last."""
    _install_for_tests(session)
    session.run("python", "-m", "tests.twin.fuzz", *session.posargs)


@nox.session
def bench(session: nox.Session) -> None:
    """Measure the bars as ratios against stated baselines in the same run."""
    _install_for_tests(session)
    session.install("-r", "bench/requirements.txt")
    session.run("python", "-m", "bench", *session.posargs)


@nox.session
def docs(session: nox.Session) -> None:
    """Check that every document says what the code does, and that its code blocks run."""
    _install_for_tests(session)
    session.run("pytest", "tests/docs", *session.posargs)

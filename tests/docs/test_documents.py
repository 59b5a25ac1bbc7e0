"""The documents say what the code does."""

from __future__ import annotations

import ast
import re
import tomllib
from itertools import chain
from pathlib import Path

import pytest
import yaml

from tasklab.adapter.client import Client
from tasklab.adapter.codec.registry import CODECS
from tasklab.adapter.connection import Connection
from tasklab.adapter.registry import load_adapter
from tasklab.command.group import group
from tasklab.command.reference import DOCUMENTS
from tasklab.command.table import COMMANDS, render_help
from tasklab.ledger import fact as f
from tasklab.ledger.policy import Policy
from tasklab.ledger.reason import RULES
from tasklab.ledger.state import Status
from tasklab.ledger.version import Scheme, Track
from tasklab.verify.server.site import start_site
from tasklab.watch.config import WatchConfig
from tasklab.watch.hook import Hooks
from tasklab.watch.source.kind import find_kinds

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(chain(ROOT.glob("*.md"), DOCS.rglob("*.md")))
FENCE = re.compile(r"^```(?P<kind>[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\[[^\]\n]*\]\((?P<target>[^)\s]+)\)")
WORDS = re.compile(r"`tasklab (?P<words>[^`\n]+)`")


def text(path):
    return path.read_text(encoding="utf-8")


def prose(path):
    return FENCE.sub("", text(path))


def name(path):
    return path.relative_to(ROOT).as_posix()


def blocks(kind, paths=PAGES):
    return [
        pytest.param(found["text"], id=f"{name(path)}:{text(path)[: found.start()].count(chr(10)) + 1}")
        for path in paths
        for found in FENCE.finditer(text(path))
        if found["kind"] == kind
    ]


@pytest.mark.parametrize("file", DOCUMENTS)
def test_a_generated_document_is_what_is_generated(file):
    assert text(DOCS / file) == DOCUMENTS[file](), "run `python -m tasklab.command.reference docs`"


def test_the_readme_is_short_and_shows_the_real_help():
    readme = text(ROOT / "README.md")

    assert readme.count("\n") < 150
    assert f"```\n{render_help()}```" in readme


def test_the_readme_starts_sessions_that_there_are():
    tree = ast.parse(text(ROOT / "noxfile.py"))
    sessions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.decorator_list}
    named = set(re.findall(r"nox -s ([a-z]+)", "".join(text(page) for page in PAGES)))

    assert {"lab", "tests"} <= named <= sessions


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_every_link_leads_somewhere(path):
    for found in LINK.finditer(prose(path)):
        target, _, anchor = found["target"].partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        page = path.parent / target if target else path
        assert page.exists(), f"{name(path)} links to {target}"
        if anchor:
            headings = re.findall(r"^#+ (.+)$", text(page), re.MULTILINE)
            assert anchor in {re.sub(r"[^\w\- ]", "", each.lower()).replace(" ", "-") for each in headings}


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_every_command_that_is_named_exists_with_its_options(path):
    for found in WORDS.finditer(text(path)):
        command, *rest = found["words"].split()
        if command.startswith("-"):
            continue
        assert command in COMMANDS, f"{name(path)}: tasklab {found['words']}"
        parameters = group.get_command(None, command).params
        subs = getattr(group.get_command(None, command), "commands", {})
        parameters = [*parameters, *chain.from_iterable(sub.params for sub in subs.values())]
        known = {"--help", *chain.from_iterable(parameter.opts for parameter in parameters)}
        assert {word.partition("=")[0] for word in rest if word.startswith("--")} <= known, found["words"]


@pytest.mark.parametrize("path", [path for path in PAGES if "```python\n" in text(path)], ids=name)
def test_the_code_of_a_page_runs(path):
    code = "\n".join(found["text"] for found in FENCE.finditer(text(path)) if found["kind"] == "python")

    exec(compile(code, name(path), "exec"), {})


@pytest.mark.servers
def test_the_code_that_needs_a_server_runs_on_one(tmp_path):
    page, found = DOCS / "calling.md", {}
    with start_site("radicale", "3.9", cache_dir=tmp_path / "servers", work_dir=tmp_path / "work") as site:
        adapter = load_adapter("radicale", "3.9")(Connection("docs", dict(site.parameters)))
        with Client.connected(adapter) as client:
            for block in FENCE.finditer(text(page)):
                if block["kind"] == "python server":
                    exec(compile(block["text"], name(page), "exec"), found | {"client": client}, found)

    assert found["each"].title == "Write the report"
    assert found["each"].status.category == "done"


@pytest.mark.parametrize("content", blocks("toml"))
def test_settings_are_settings(content):
    assert Policy.model_validate(tomllib.loads(content)["policy"]).platform


@pytest.mark.parametrize("content", blocks("yaml", [DOCS / "watching.md"]))
def test_a_watch_is_a_watch(content):
    document = yaml.safe_load(content)
    if "hooks" in document:
        assert Hooks.model_validate(document["hooks"]).changes
    else:
        assert WatchConfig.model_validate(document["watch"]).sources


def test_every_kind_of_source_and_every_word_of_a_watch_is_documented():
    page = text(DOCS / "watching.md")
    told = set(re.findall(r"^\| `([a-z_]+)` \|", page, re.MULTILINE))

    assert told == set(find_kinds())
    for word in (*Scheme.__args__, *Track.__args__, *f.DATE_CLASSES):
        assert word in page


def test_every_rule_of_the_gate_is_documented_in_its_words():
    page = text(DOCS / "ledger.md")

    assert re.findall(r"^\| ([a-z]+) \| ([A-Z].*) \|$", page, re.MULTILINE) == [*RULES.items()]


def test_every_kind_of_fact_and_every_state_is_documented():
    page = text(DOCS / "ledger.md")
    told = set(re.findall(r"^\| `([a-z]+)` \|", page, re.MULTILINE))

    assert told == {kind.__struct_config__.tag for kind in f.KnownFact.__args__}
    for status in Status.__args__:
        assert f"`{status}`" in page


def test_every_codec_is_documented():
    page = text(DOCS / "spec-language.md")

    assert [codec for codec in CODECS if f"`{codec}`" not in page] == []


def test_decisions_are_short_and_numbered_once():
    decisions = sorted((DOCS / "decisions").glob("*.md"))
    numbers = [path.name[:4] for path in decisions]

    assert len(numbers) == len(set(numbers))
    for path in decisions:
        assert text(path).startswith(f"# {path.name[:4]} · ")
        assert text(path).count("\n") <= 60, name(path)


def test_the_map_is_short_and_names_every_layer():
    page = text(ROOT / "ARCHITECTURE.md")
    layers = {path.name for path in (ROOT / "src/tasklab").iterdir() if (path / "__init__.py").exists()}

    assert page.count("\n") <= 60
    assert [layer for layer in sorted(layers) if f"`{layer}`" not in page] == []

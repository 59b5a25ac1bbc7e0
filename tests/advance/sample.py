"""A small workspace of its own, a clock that only goes when it is asked, and a verifier without servers."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from threading import Lock
from typing import TYPE_CHECKING

from tasklab.advance.attempt import Advancer
from tasklab.advance.judgement import Judge
from tasklab.advance.loop import Loop
from tasklab.advance.reading import read_platform
from tasklab.advance.scaffold import render_first_version, render_platform
from tasklab.advance.verifier import Ran
from tasklab.generate.generation import generate_all
from tasklab.ledger import fact as f
from tasklab.ledger.policy import Policy
from tasklab.ledger.store import append_facts
from tasklab.spec.load import load_spec
from tasklab.unified.catalogue import METHODS
from tasklab.verify.matrix import find_adapter_file
from tasklab.watch.config import load_platform
from tasklab.workspace import Workspace

if TYPE_CHECKING:
    from pathlib import Path

START = datetime(2026, 11, 24, tzinfo=UTC)
VERIFIED = f.MethodOutcome(verdict="verified", passed=3)
FAILING = f.MethodOutcome(
    verdict="failing",
    failed=1,
    reasons=[f.CaseReason(case="contract_tests/test_task.py::test_create", text="title lost")],
)
ABSENT = f.MethodOutcome(verdict="unavailable", proof="refused")


class Clock:
    """Goes on by a second whenever it is read."""

    def __init__(self):
        self.at, self._lock = START, Lock()

    def __call__(self):
        with self._lock:
            self.at += timedelta(seconds=1)
            return self.at


class FakeVerifier:
    """Writes evidence as it was told to, with digests of the files that are really there."""

    def __init__(self, workspace, clock):
        self.workspace, self.clock = workspace, clock
        self.outcomes = {}
        """Version to the outcomes that differ from verified."""
        self.obstacles, self.unavailable = {}, {}
        self.server = "server 1"
        self.runs, self.stops = [], 0

    def find_obstacle(self, platform, version):
        return self.obstacles.get(version)

    def warm(self, platform, version, note):
        note("installing")
        return self.unavailable.get(version, "")

    def find_digests(self, platform, version):
        spec = load_spec(self.workspace.specs, platform, version)
        adapter = find_adapter_file(self.workspace.connectors, platform, version)
        digest = hashlib.sha256(adapter.read_bytes()).hexdigest()
        return f.Digests(spec=spec.digest, adapter=digest, suite="suite", target=self.server)

    def verify(self, platform, version, note):
        self.runs.append(version)
        evidence = f.EvidenceFact(
            platform=platform,
            at=self.clock(),
            version=version,
            run=f"run-{len(self.runs)}",
            digests=self.find_digests(platform, version),
            target=f.TargetIdentity(name=platform, release=f"{version}.1"),
            level="server",
            methods=dict.fromkeys(METHODS, VERIFIED) | self.outcomes.get(version, {}),
        )
        append_facts(self.workspace.ledger / f"{platform}.jsonl", [evidence])
        return Ran(evidence)

    def stop(self):
        self.stops += 1


class Lab:
    """Everything a loop over one platform, `desk`, needs."""

    def __init__(self, root: Path, clock):
        self.workspace = Workspace(root, root / "specs", is_checkout=True)
        self.clock = clock
        self.verifier = FakeVerifier(self.workspace, self.clock)
        self.notes, self.ends = [], []

    def add_spec(self, version, extends=""):
        folder = self.workspace.specs / "desk"
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / "platform.yaml").exists():
            (folder / "platform.yaml").write_text(render_platform("desk", "desk", "1.0"))
        text = render_first_version(version)
        first = text[: text.index("todo:")] + text[text.index("connection:") :]
        later = f'version: "{version}"\nkind: product\nextends: "{extends}"\n'
        (folder / f"{version}.yaml").write_text(later if extends else first)
        generate_all(self.workspace.specs, self.workspace.connectors)

    def add_release(self, version, days_ago=10):
        at = self.clock() - timedelta(days=days_ago)
        fact = f.ReleaseFact(
            platform="desk",
            at=at,
            version=version,
            release=f"{version}.1",
            released_at=at,
            date_class="registry",
            source="package_index desk",
        )
        append_facts(self.path, [fact])

    @property
    def path(self):
        return self.workspace.ledger / "desk.jsonl"

    @property
    def config(self):
        return load_platform(self.workspace.specs / "desk" / "platform.yaml")

    @property
    def judge(self):
        return Judge(self.workspace, Policy(), "the test", self.verifier.find_digests)

    @property
    def advancer(self):
        note = lambda name, stage: self.notes.append((str(name), stage))  # noqa: E731
        return Advancer(self.workspace, self.judge, self.verifier, self.clock, note)

    def told(self, name, ended, answer):
        self.ends.append((name.version, ended.kind, answer.answer))

    def run(self):
        note = lambda name, stage: self.notes.append((str(name), stage))  # noqa: E731
        loop = Loop(
            self.workspace, [self.config], self.judge, self.verifier, self.advancer, self.clock, note, self.told
        )
        return loop.run()

    def read(self):
        return read_platform(self.workspace, self.config, self.clock())

    def status(self, version):
        return self.read().state.versions[version].status

    def spec(self, version):
        return self.workspace.specs / "desk" / f"{version}.yaml"

    def adapter(self, version):
        return self.workspace.connectors / "tasklab_connectors" / "desk" / f"v{version.replace('.', '_')}.py"


def make_lab(root: Path, clock=None):
    """Make a lab with two versions, both released."""
    lab = Lab(root, clock or Clock())
    lab.add_spec("1.0")
    lab.add_spec("1.1", extends="1.0")
    lab.add_release("1.0", 300)
    lab.add_release("1.1", 10)
    return lab

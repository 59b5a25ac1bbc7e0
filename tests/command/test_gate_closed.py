"""The gate fails closed: whatever is missing, stale, damaged, expired or contradictory, the answer is not a yes."""

from __future__ import annotations

import json
from datetime import timedelta

import msgspec
import pytest
from tests.advance.sample import VERIFIED

from tasklab.command.reading import now
from tasklab.ledger import fact as f
from tasklab.ledger.store import append_facts, read_ledger
from tasklab.spec.problem import InvalidSpecError


@pytest.fixture
def whole(lab, tasklab, monkeypatch):
    """Give a checkout in which everything holds: both versions run and supported."""
    honest = lab.verifier.find_digests

    def find_digests(platform, version):
        try:
            return honest(platform, version)
        except (InvalidSpecError, FileNotFoundError, AttributeError):
            return None  # As `verify.matrix.find_digests` answers when one of them cannot be told.

    monkeypatch.setattr(lab.verifier, "find_digests", find_digests)
    tasklab("verify")
    assert tasklab("promote", "desk", "1.0")[0] == tasklab("promote", "desk", "1.1")[0] == 0
    return lab


def facts(lab):
    return list(read_ledger(lab.path).facts)


def rewrite(lab, kept):
    lab.path.unlink()
    append_facts(lab.path, kept)


def drop(kind):
    """Take every fact of a kind out."""
    return lambda lab: rewrite(lab, [fact for fact in facts(lab) if not isinstance(fact, kind)])


def add(**changes):
    """Run 1.1 again, with something about the run or its outcomes different."""

    def damage(lab):
        methods = changes.get("methods", {})
        last = next(fact for fact in reversed(facts(lab)) if isinstance(fact, f.EvidenceFact) and fact.version == "1.1")
        different = {name: value for name, value in changes.items() if name != "methods"}
        kept = {name: item for name, item in (last.methods | methods).items() if item}
        append_facts(lab.path, [msgspec.structs.replace(last, at=now(), run="later", methods=kept, **different)])

    return damage


def write(data):
    """Put bytes at the end of the ledger."""

    def damage(lab):
        with lab.path.open("ab") as stream:
            stream.write(data)

    return damage


def note(kind, **content):
    """Append a fact about 1.1."""
    return lambda lab: append_facts(lab.path, [kind(platform="desk", at=now(), version="1.1", **content)])


def waive(**changes):
    """Have 1.1 fail, under a waiver that does not count."""

    def damage(lab):
        add(methods={"task.create": f.MethodOutcome(verdict="failing", failed=1)})(lab)
        day = now().date()
        content = {"method": "task.create", "because": "known", "owner": "ana", "expires_on": day + timedelta(days=9)}
        note(f.WaiverFact, **(content | changes))(lab)

    return damage


def foreign(lab):
    """Let another platform's good run stand in for one that was never made."""
    runs = [fact for fact in facts(lab) if isinstance(fact, f.EvidenceFact)]
    drop(f.EvidenceFact)(lab)
    with lab.path.open("ab") as stream:
        stream.write(b"".join(f.render_fact(msgspec.structs.replace(run, platform="dusk")) for run in runs))


def say(path, text):
    """Write a file of the checkout."""
    return lambda lab: (lab.workspace.root / path).write_bytes(text)


def lose_promoted_run(lab):
    kept = facts(lab)
    last = next(fact for fact in reversed(kept) if isinstance(fact, f.EvidenceFact) and fact.version == "1.1")
    rewrite(lab, [fact for fact in kept if fact != last] + [msgspec.structs.replace(last, at=now(), run="later")])


def change_server(lab):
    lab.verifier.server = "server 2"


def folder_for_ledger(lab):
    lab.path.unlink()
    lab.path.mkdir()


def outcome(**content):
    return {"task.create": f.MethodOutcome(**content)}


def all_at(level):
    return dict.fromkeys(["task.create", "task.get"], msgspec.structs.replace(VERIFIED, level=level))


EMPTY = f.Digests(spec="", adapter="", suite="", target="")
FUTURE = f.ReleaseFact(
    platform="desk",
    at=now() + timedelta(days=900),
    version="1.1",
    release="1.1.9",
    released_at=now() - timedelta(days=1),
    date_class="registry",
    source="s",
)
STRAY = b'{"kind":"alarm","platform":"dusk","at":"2026-01-01T00:00:00Z","source":"s","because":"b"}\n'

# What happens; the exit code of the gate for 1.1, and for the release; words that the answer must have.
MISSING = {
    "the ledger is not there": (lambda lab: lab.path.unlink(), 2, 2, "the ledger knows no"),
    "the ledger is empty": (lambda lab: lab.path.write_bytes(b""), 2, 2, "the ledger knows no"),
    "no release is known": (drop(f.ReleaseFact), 2, 2, "the ledger knows no release"),
    "nothing was run": (drop(f.EvidenceFact), 2, 2, "there is no evidence"),
    "nothing is supported": (drop(f.PromotionFact), 0, 2, "no supported version"),
    "the run it was promoted on": (lose_promoted_run, 0, 2, "which is not in the ledger"),
    "a core method in the run": (add(methods={"task.create": None}), 1, 1, "says nothing about it"),
    "an extended method that the version before had": (
        add(methods={"task.batch": None}),
        1,
        1,
        "says nothing about it",
    ),
    "the spec": (lambda lab: lab.spec("1.1").unlink(), 2, 2, "digests could not be computed"),
    "the adapter": (lambda lab: lab.adapter("1.1").unlink(), 2, 2, "digests could not be computed"),
    "the digests in the run": (add(digests=EMPTY), 2, 2, "stale: spec, adapter, suite, target"),
    "any case that passed": (add(methods=outcome(verdict="verified")), 1, 1, "no case passed"),
    "the proof of an absence": (add(methods=outcome(verdict="unavailable")), 1, 1, "nothing proves it"),
}
STALE = {
    "the spec changed": (
        say("specs/desk/1.1.yaml", b'version: "1.1"\nkind: product\nextends: "1.0"\nsource: https://example.org\n'),
        2,
        2,
        "stale: spec",
    ),
    "the adapter changed": (lambda lab: lab.adapter("1.1").write_text("# mine\n"), 2, 2, "stale: adapter"),
    "the server changed": (change_server, 2, 2, "stale: target"),
}
DAMAGED = {
    "a line that is no JSON": (write(b"not a fact\n"), 2, 2, "not a fact"),
    "a line that was cut off": (write(b'{"kind":"evid'), 2, 2, "torn last line"),
    "a line of zeros": (write(b"\0" * 64 + b"\n"), 2, 2, "not a fact"),
    "a line that is not UTF-8": (write(b'{"kind":"\xff"}\n'), 2, 2, "not a fact"),
    "a moment without a time zone": (write(STRAY.replace(b"dusk", b"desk").replace(b"Z", b"")), 2, 2, "not a fact"),
    "a run with an outcome that there is not": (
        lambda lab: lab.path.write_bytes(lab.path.read_bytes().replace(b'"verdict":"verified"', b'"verdict":"fine"')),
        2,
        2,
        "Invalid enum value",
    ),
    "a folder for a ledger": (folder_for_ledger, 2, 2, "desk.jsonl"),
    "a policy that is no TOML": (say("tasklab.toml", b"[policy\n"), 2, 2, "cannot be read as TOML"),
    "a policy that is misspelt": (say("tasklab.toml", b"[policy]\nlevle = 1\n"), 2, 2, "policy.levle"),
    "a policy without a core method": (say("tasklab.toml", b'[policy.default]\nrequired=["task.get"]\n'), 2, 2, "core"),
    "a platform file that is no YAML": (say("specs/desk/platform.yaml", b"platform: [\n"), 2, 2, "tasklab lint"),
    "a spec that is no YAML": (say("specs/desk/1.1.yaml", b"version: [\n"), 2, 2, "tasklab lint"),
    "a spec with a mistake": (
        say("specs/desk/1.1.yaml", b'version: "1.1"\nkind: product\nextends: "1.0"\nmethdos: {}\n'),
        2,
        2,
        "digests could not be computed",
    ),
}
EXPIRED = {
    "a waiver": (waive(expires_on=now().date() - timedelta(days=1)), 1, 1, "expired on"),
    "a waiver without an owner": (waive(owner=" "), 1, 1, "names no owner"),
    "a waiver without a reason": (waive(because=""), 1, 1, "no reason"),
    "a waiver of another method": (waive(method="task.get"), 1, 1, "1 cases failed"),
    "the version was retired": (note(f.RetirementFact, because="ended"), 1, 0, "retired on"),
    "every release was withdrawn": (note(f.WithdrawnFact, release="1.1.1", source="s"), 1, 1, "withdrew every"),
    "evidence turned against it": (note(f.BrokenFact, because="it changed"), 1, 1, "broken since"),
}
CONTRADICTORY = {
    "verified, and a case failed": (
        add(methods=outcome(verdict="verified", passed=2, failed=1)),
        1,
        1,
        "1 cases failed",
    ),
    "verified, and a case is flaky": (add(methods=outcome(verdict="verified", passed=2, flaked=1)), 1, 1, "flaky"),
    "unavailable, and the version before has it": (
        add(methods={"task.batch": f.MethodOutcome(verdict="unavailable", proof="p")}),
        1,
        1,
        "parity is lost",
    ),
    "a method on a twin, where the policy asks for a server": (add(methods=all_at("twin")), 1, 1, "had twin"),
    "a run on a twin that says its methods are on a server": (add(level="twin"), 1, 1, "had twin"),
    "a spec that is not sure": (
        say("specs/desk/1.1.yaml", b'version: "1.1"\nkind: product\nextends: "1.0"\ntodo: [what of dates]\n'),
        1,
        1,
        "todo: what of dates",
    ),
    "another platform's run in the file": (foreign, 2, 2, "a fact about 'dusk' in the file of 'desk'"),
    "a fact from the future": (lambda lab: append_facts(lab.path, [FUTURE]), 2, 2, "in the future"),
    "facts of a platform that has no file": (say("ledger/dusk.jsonl", STRAY), 0, 2, "facts about dusk"),
    "a window that the policy does not let pass": (
        lambda lab: (
            lab.add_release("1.2", 300),
            (lab.workspace.root / "tasklab.toml").write_text("[policy]\noverdue_blocks = true\n"),
        ),
        0,
        1,
        "desk 1.2 is overdue",
    ),
}
TABLE = [
    pytest.param(*row, id=f"{group}: {name}")
    for group, rows in {
        "missing": MISSING,
        "stale": STALE,
        "damaged": DAMAGED,
        "expired": EXPIRED,
        "contradictory": CONTRADICTORY,
    }.items()
    for name, row in rows.items()
]


def test_what_is_whole_is_a_yes(whole, tasklab):
    assert tasklab("gate") == (0, "the release: yes\n")
    assert tasklab("gate", "desk", "1.1") == (0, "desk 1.1: yes\n")


@pytest.mark.parametrize(("damage", "of_version", "of_release", "words"), TABLE)
def test_what_is_not_whole_is_not_a_yes(whole, tasklab, damage, of_version, of_release, words):
    damage(whole)

    version = tasklab("gate", "desk", "1.1", "--explain")
    release = tasklab("gate", "--explain")

    assert (version[0], release[0]) == (of_version, of_release)
    assert words in version[1] + release[1]


@pytest.mark.parametrize("output", ["json", "junit", "github", "sarif", "markdown"])
def test_what_cannot_be_read_is_told_in_the_shape_that_was_asked_for(whole, tasklab, output):
    say("tasklab.toml", b"[policy\n")(whole)

    code, answer = tasklab("gate", "--format", output)

    assert code == 2
    assert "cannot be read as TOML" in answer.replace("\\", "")


def test_a_policy_that_is_named_and_not_there_is_a_usage_error(whole, tasklab):
    assert tasklab("gate", "--policy", "gone.toml")[0] == 64


def test_another_policy_can_be_tried_and_stops_nothing(whole, tasklab, tmp_path):
    strict = tmp_path / "strict.toml"
    strict.write_text('[policy.default]\nlevel = "live"\n')

    assert tasklab("gate", "--policy", str(strict))[0] == 1
    code, answer = tasklab("gate", "--policy", str(strict), "--dry-run")
    assert code == 0
    assert "level needed live, had server" in answer


def test_an_explanation_tells_of_every_rule_and_what_the_answer_rests_on(whole, tasklab):
    code, answer = tasklab("gate", "desk", "1.1", "--explain")

    assert code == 0
    assert "✓ parity" in answer
    assert "parity with 1.0: 47 methods verified in run" in answer
    assert "does not say whether it was held against a vendor's description" in answer
    assert "policy asks for proof of level server" in answer


def test_the_release_names_the_line_of_the_spec(whole, tasklab):
    whole.spec("1.1").write_text('version: "1.1"\nkind: product\nextends: "1.0"\n')
    add(methods={"user.me": f.MethodOutcome(verdict="failing", failed=1)})(whole)

    reason = json.loads(tasklab("gate", "--format", "json")[1])["reasons"][0]

    file, _, line = reason["spec_line"].rpartition(":")
    text = (whole.workspace.root / file).read_text().splitlines()[int(line) - 1]
    assert (reason["platform"], reason["version"], reason["method"]) == ("desk", "1.1", "user.me")
    assert "user.me" in text

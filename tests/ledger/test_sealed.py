"""Runs that are read sealed: the same answers for less, and damage is told when it matters."""

from __future__ import annotations

import pytest
from tests.report.builder import DIGESTS, NOW, POLICY, build_lab, write_ledger

from tasklab.ledger.fact import EvidenceFact, SealedEvidenceFact, UnreadableRunError
from tasklab.ledger.gate import check_release
from tasklab.ledger.state import fold_state
from tasklab.ledger.store import read_ledger


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("ledger")
    write_ledger(build_lab(20, runs=3), folder)
    return folder


def fold(folder, *, sealed):
    ledgers = [read_ledger(path, sealed=sealed) for path in sorted(folder.glob("*.jsonl"))]
    return [fold_state(ledger.facts, platform=ledger.path.stem, at=NOW) for ledger in ledgers]


def test_the_gate_answers_the_same(folder):
    answers = [check_release(fold(folder, sealed=sealed), POLICY, lambda *_: DIGESTS, NOW) for sealed in (False, True)]

    assert answers[0] == answers[1]
    assert answers[0].reasons


def test_a_run_is_opened_when_it_is_asked_for_and_the_others_stay_sealed(folder):
    (sealed, whole) = (fold(folder, sealed=each)[0] for each in (True, False))
    for name, version in whole.versions.items():
        assert sealed.versions[name].latest_evidence == version.latest_evidence
        assert sealed.versions[name].promoted_evidence == version.promoted_evidence
        assert list(sealed.versions[name].evidence) == list(version.evidence)
    kinds = {type(fact) for version in sealed.versions.values() for fact in version.evidence.values()}
    assert kinds == {EvidenceFact, SealedEvidenceFact}


def test_a_run_that_is_not_evidence_is_told_when_it_is_asked_for(folder, tmp_path):
    path = tmp_path / "asana.jsonl"
    path.write_bytes((folder / "asana.jsonl").read_bytes().replace(b'"passed":12', b'"passed":"many"'))

    ledger = read_ledger(path, sealed=True)

    assert ledger.is_readable
    version = fold_state(ledger.facts, platform="asana", at=NOW).versions["1.3"]
    with pytest.raises(UnreadableRunError, match=r"run 'asana-1\.3-2' of asana 1\.3"):
        _ = version.latest_evidence


def test_a_line_that_is_no_json_is_told_at_once(folder, tmp_path):
    path = tmp_path / "asana.jsonl"
    path.write_bytes((folder / "asana.jsonl").read_bytes().replace(b'"passed":12,', b'"passed":,', 1))

    assert not read_ledger(path, sealed=True).is_readable

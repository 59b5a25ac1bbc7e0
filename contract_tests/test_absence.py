"""What integrators may rely on about methods that a version cannot do: it says so, with a source, and it is true."""

from __future__ import annotations

import pytest

from tasklab.unified.catalogue import METHODS
from tasklab.unified.error import UnsupportedMethodError
from tasklab.verify.case import each, proves
from tasklab.verify.contract.capability import Capability
from tasklab.verify.contract.filler import filler_parameters
from tasklab.verify.contract.probe import run_probe
from tasklab.verify.contract.target import Session


@proves("{method}", is_absence=True)
@each("method", lambda capability: list(capability.unavailable))
def test_what_is_unavailable_is_said_and_true(main: Session, capability: Capability, note, method: str):
    """A method that this version cannot do says why and who says so, and the product really lacks it."""
    declared = capability.unavailable[method]
    with main.interference.watching() as sent, pytest.raises(UnsupportedMethodError) as refused:
        main.client.call(method, filler_parameters(METHODS[method]))
    assert not sent, "it is called unavailable, and something was sent"
    assert declared.because in refused.value.detail
    assert declared.source in refused.value.detail
    assert refused.value.status == 501
    assert main.adapter.unavailable[method].because == declared.because
    if declared.probe is None:
        note(proof="document")
        return
    problem = run_probe(main, capability, declared)
    assert not problem, problem
    note(proof="refused")


@proves("{method}")
@each("method", lambda capability: list(capability.methods))
def test_what_is_available_is_there(main: Session, method: str):
    """A method that this version can do is not called unavailable by its adapter."""
    assert method not in main.adapter.unavailable
    assert hasattr(main.adapter, METHODS[method].python_name), "the adapter has no such method"

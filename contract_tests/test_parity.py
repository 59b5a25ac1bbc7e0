"""What integrators may rely on when a connection goes on to the next version: the same calls give the same objects."""

from __future__ import annotations

from tasklab.verify.case import each, proves
from tasklab.verify.contract.capability import Capability
from tasklab.verify.contract.scenario import SCENARIO, Step, play
from tasklab.verify.contract.scene import Scene


def _steps(capability: Capability):
    return [step for step in SCENARIO if capability.has(*step.methods)]


@proves("{step}")
@each("step", _steps)
def test_the_scenario_gives_what_it_gave(scene: Scene, note, step: Step):
    """The same calls give the same objects as on the version before."""
    result = play(scene, step)
    assert result, "the scenario gave nothing that could be compared"
    note(scenario=result)

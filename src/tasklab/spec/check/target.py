"""Checks of methods that are named by others: `then`, `via`, `lookup`, `pick`, `across`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.spec.vocabulary import DERIVED, unified_objects
from tasklab.unified.catalogue import METHODS

if TYPE_CHECKING:
    from tasklab.spec.check.finding import Findings
    from tasklab.spec.expression import Pick
    from tasklab.spec.model import Spec
    from tasklab.spec.problem import KeyPath


class TargetCheck:
    """Checks methods named in one spec."""

    def __init__(self, findings: Findings, spec: Spec) -> None:
        self._findings = findings
        self._spec = spec

    def check(self, key: KeyPath, name: str) -> bool:
        """Check that a method can be done in this version; tell whether it can."""
        if not self._findings.require_known("unknown-method", key, name, METHODS, "method"):
            return False
        if name in self._spec.methods or (name in DERIVED and name not in self._spec.unavailable):
            return True
        is_refused = name in self._spec.unavailable
        found = f"`{name}`, which is {'unavailable' if is_refused else 'not declared'}"
        self._findings.add("target", key, found, "a method that this spec declares")
        return False

    def check_list(self, key: KeyPath, name: str) -> bool:
        """Check that a list method can be done in this version; tell whether it can."""
        if not self.check(key, name):
            return False
        if METHODS[name].is_list:
            return True
        self._findings.add("target", key, f"`{name}`, which lists nothing", "a list method such as status.list")
        return False

    def check_lookup(self, key: KeyPath, name: str) -> None:
        """Check the list that a field's values are looked up in."""
        self.check_list(key, name)

    def check_pick(self, key: KeyPath, pick: Pick) -> None:
        """Check the list that a value is picked from, and the fields it is picked by."""
        if not self.check_list((*key, "pick"), pick.method):
            return
        unified = unified_objects()[METHODS[pick.method].object]
        what = f"field of {unified.name}"
        for field, _ in pick.where:
            self._findings.require_known(
                "unknown-field", (*key, "where", field), field, unified.fields, what, is_key=True
            )
        self._findings.require_known("unknown-field", (*key, "take"), pick.take, unified.fields, what)

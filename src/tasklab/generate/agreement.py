"""Plans what is refused because it belongs together and does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tasklab.generate.code import quoted
from tasklab.generate.context import DRAFT
from tasklab.spec import expression as e

if TYPE_CHECKING:
    from tasklab.generate.context import Context
    from tasklab.generate.value import Values
    from tasklab.spec.call import Method


def require_agreement(context: Context, values: Values, declared: Method) -> None:
    """Refuse parameters that something has to agree with, and does not."""
    for name, agreement in declared.agree.items():
        other = e.parse_value(agreement.same_as)
        values.needed(other)
        binding = values.find(name)
        conditions = (*binding.given, *((f"{binding.expression} is not None",) if binding.is_nullable else ()))
        with values.when(conditions):
            value, wanted = (values.text(each).text for each in (e.parse_value(agreement.value), other))
            check = context.imports.use(DRAFT, "require_same")
            values.body.add(f"{check}({quoted(name)}, {value}, {wanted}, {quoted(agreement.says)})")

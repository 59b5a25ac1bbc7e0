from __future__ import annotations

import pytest

from tasklab.generate.sorting import substitute


@pytest.mark.parametrize(
    ("value", "native", "sent"),
    [
        ("{field}", "due", "due"),
        ("-{field}", "due", "-due"),
        ("$field", ["a", "b"], ["a", "b"]),
        ([["{field}", "ASC"]], "due", [["due", "ASC"]]),
        ({"by": "{field}", "up": True}, "due", {"by": "due", "up": True}),
    ],
)
def test_the_native_name_is_put_in_its_place(value: object, native: object, sent: object) -> None:
    assert substitute(value, native) == sent

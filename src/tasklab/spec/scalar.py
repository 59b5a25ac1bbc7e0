"""What an unquoted YAML scalar means: the JSON types, and nothing that versions of YAML disagree about."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tasklab.spec.problem import Scalar

_WORDS: dict[str, Scalar] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})\Z", re.ASCII)
_DECIMAL = re.compile(r"[-+]?[0-9]{1,17}\.[0-9]{1,17}\Z", re.ASCII)
_AMBIGUOUS = re.compile(
    r"""(?ix)
    (?: yes | no | on | off                       # booleans in YAML 1.1, text in 1.2
      | [-+]?0[0-9_]+                             # octal in one, decimal in the other
      | [-+]?0[xob][0-9a-f_]+
      | [-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?   # base 60 in YAML 1.1
      | [-+]?[0-9][0-9_]*(?:\.[0-9_]*)?(?:e[-+]?[0-9]+)?   # underscores, exponents, endless digits
      | [-+]?\.[0-9_]+(?:e[-+]?[0-9]+)?
      | [-+]?\.inf | \.nan | =
    )\Z""",
    re.ASCII,
)


class AmbiguousScalarError(ValueError):
    """An unquoted scalar that has to be quoted, or written as a plain decimal number."""


@lru_cache(4096)
def parse_scalar(text: str) -> Scalar:
    """Return what an unquoted scalar means.

    Dates stay text: whoever wants a date parses it. Source: YAML 1.2.2 section 10.3.2, less what 1.1 reads otherwise.
    Raises: AmbiguousScalarError
    """
    if text in _WORDS:
        return _WORDS[text]
    first = text[0]
    if first.isalpha() and first not in "yYnNoO":
        return text
    if _INTEGER.match(text):
        return int(text)
    if _DECIMAL.match(text):
        return float(text)
    if _AMBIGUOUS.match(text):
        raise AmbiguousScalarError(text)
    return text

"""What is known about a codec: the facts that the generator writes calls from.

A codec `NAME` is two functions in its module:

    decode_NAME(native) -> unified
    encode_NAME(unified) -> native                  or encode_NAME(unified, field), see `Codec.can_refuse`

and, where not every value comes back as it was written, a third one that says what comes back:

    normalise_NAME(unified) -> unified              decode(encode(x)) == normalise(x)

What a codec cannot carry is refused with an error that names the field; a native value that is not what the platform
documents is a `PlatformError`. Nothing is dropped.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Codec:
    """The facts about one codec."""

    name: str
    summary: str
    """What it carries, in one sentence; part of the language's reference."""
    native: str
    """Type of the native value for a generated struct, without `None`: `int`, `TaggedDate`."""
    unified: str
    """Type that decoding gives and encoding takes; with `None` only where `reads_null` decodes null to it."""
    module: str
    """Full name of the module of the functions: `__name__` where the record stands beside them."""
    written: str = ""
    """Type that encoding gives; `native` when left out. Text, where the JSON decoder reads a `datetime` by itself."""
    imports: tuple[tuple[str, str], ...] = ()
    """Module and name of each type that `native`, `written` and `unified` use and that is no builtin."""
    reads_null: bool = False
    """Whether decoding takes None. Of the others a null is simply null, without a call."""
    can_refuse: bool = False
    """Whether encoding takes the unified field's name as a second argument, to name it when it refuses a value."""
    takes_table: bool = False
    """Whether both functions take the table (native to unified) as their second argument."""
    takes_lookup: bool = False
    """Whether decoding takes what the lens's `lookup` lists, by id, as its second argument."""
    direction: Literal["both", "read", "write"] = "both"
    """`read` has no encode function, `write` no decode function."""
    is_identity: bool = False
    """Whether both functions return their argument as it is, so that no call is needed."""
    is_path: bool = False
    """Whether the encoded text is a path already escaped, to be put into a path as it is."""
    is_hook: bool = False
    """Whether it fits one platform's own format more than a general one; hooks are counted."""
    has_normalisation: bool = False
    """Whether there is a `normalise_NAME`."""

    def __post_init__(self) -> None:
        if not self.written:
            object.__setattr__(self, "written", self.native)

    @property
    def decoder(self) -> str:
        """Name of the decoding function."""
        return f"decode_{self.name}"

    @property
    def encoder(self) -> str:
        """Name of the encoding function."""
        return f"encode_{self.name}"

    @property
    def normaliser(self) -> str:
        """Name of the function that says what comes back of a written value."""
        return f"normalise_{self.name}"

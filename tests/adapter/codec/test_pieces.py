from __future__ import annotations

import pytest

from tasklab.adapter.codec.pieces import (
    encode_exceeding,
    encode_fitting,
    encode_piece,
    encode_piece_range,
    encode_piece_starts,
)


@pytest.mark.parametrize(("length", "fits"), [(0, True), (3, True), (4, False)])
def test_a_content_fits_or_exceeds(length, fits):
    content = b"x" * length
    assert encode_fitting([[content], 3]) == ([content] if fits else [])
    assert encode_exceeding([[content], 3]) == ([] if fits else [content])


def test_no_content_is_neither():
    assert encode_fitting([[], 3]) == encode_exceeding([[], 3]) == encode_piece_starts([[], 3]) == []


@pytest.mark.parametrize("size", [1, 2, 3, 4, 7, 8])
def test_pieces_are_the_content_in_order_without_gaps(size):
    content = b"abcdefg"
    starts = encode_piece_starts([[content], size])
    pieces = [encode_piece([[content], start, size]) for start in starts]
    ranges = [encode_piece_range([[content], start, size]) for start in starts]
    assert b"".join(pieces) == content
    assert all(0 < len(piece) <= size for piece in pieces)
    expected = [f"bytes {at}-{at + len(piece) - 1}/7" for at, piece in zip(starts, pieces, strict=True)]
    assert ranges == expected

from __future__ import annotations

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasklab.adapter.driver.content import decode_content
from tasklab.adapter.message import Response
from tasklab.adapter.transport.protocol import BodyTooLargeError, TransportError


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(data) + packer.flush()


WAYS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "GZIP": gzip.compress,
    "deflate": zlib.compress,
    "deflate, gzip": lambda data: gzip.compress(zlib.compress(data)),
    "identity": lambda data: data,
}


def answer(encoding: str, body: bytes) -> Response:
    return Response(status=200, headers={"content-encoding": encoding, "etag": "x"}, body=body)


@given(st.binary(max_size=2000), st.sampled_from(sorted(WAYS)))
def test_comes_back_as_it_was(data, encoding):
    decoded = decode_content(answer(encoding, WAYS[encoding](data)), 10_000)
    assert decoded.body == data
    assert decoded.headers == {"etag": "x"}


def test_raw_deflate_and_several_members_are_read_too():
    assert decode_content(answer("deflate", raw_deflate(b"abc" * 50)), 1000).body == b"abc" * 50
    assert decode_content(answer("gzip", gzip.compress(b"ab") + gzip.compress(b"cd")), 1000).body == b"abcd"


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "deflate, gzip"])
def test_a_bomb_is_cut_off_at_the_bound(encoding):
    bomb = WAYS[encoding](b"\0" * 8_000_000)
    assert len(bomb) < 20_000
    with pytest.raises(BodyTooLargeError):
        decode_content(answer(encoding, bomb), 100_000)


def test_the_bound_itself_is_allowed():
    assert len(decode_content(answer("gzip", gzip.compress(b"x" * 100)), 100).body) == 100
    with pytest.raises(BodyTooLargeError):
        decode_content(answer("gzip", gzip.compress(b"x" * 101)), 100)


@pytest.mark.parametrize(
    "response", [answer("gzip", b"not gzip"), answer("gzip", gzip.compress(b"x" * 500)[:-9]), answer("br", b"x")]
)
def test_damaged_and_unknown_ones_are_lost_answers(response):
    with pytest.raises(TransportError):
        decode_content(response, 1000)


def test_the_session_reads_compressed_answers_within_its_bound(stage, sheet):
    body = gzip.compress(sheet(text="packed").body)
    assert stage(answer("gzip", body)).call("task.get", id="1").title == "packed"

"""Answers of every framing that a server may choose, in pieces of every size; what is cut or malformed is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.collect.http1 import Malformed, read_answer

PLAIN = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nX-Amz-Request-Id: a\r\n\r\nhello"
CHUNKED = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nhel\r\n2\r\nlo\r\n0\r\nTrailer: t\r\n\r\n"
CLOSED = b"HTTP/1.1 200 OK\r\n\r\nhello"


def _in_pieces(data: bytes, size: int) -> Callable[[], bytes]:
    pieces = [data[start : start + size] for start in range(0, len(data), size)]
    return lambda: pieces.pop(0) if pieces else b""


@pytest.mark.parametrize(("data", "kept"), [(PLAIN, True), (CHUNKED, True), (CLOSED, False)])
@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_the_body_is_read_whatever_pieces_it_comes_in(data: bytes, kept: bool, size: int) -> None:
    answer = read_answer(_in_pieces(data, size), "GET")
    assert (answer.status, answer.body, answer.kept) == (200, b"hello", kept)


@pytest.mark.parametrize("data", [PLAIN, CHUNKED])
def test_an_answer_that_is_cut_short_anywhere_is_refused(data: bytes) -> None:
    for length in range(len(data)):
        with pytest.raises(Malformed):
            read_answer(_in_pieces(data[:length], 64), "GET")


@pytest.mark.parametrize(
    "data",
    [
        b"HTTP/2 200\r\n\r\n",
        b"HTTP/1.1 twenty\r\n\r\n",
        b"HTTP/1.1 \xb2\xb2\xb2 OK\r\n\r\n",
        b"SSH-2.0-x\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nName : spaced\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nA: 1\r\n folded\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 1, 2\r\n\r\nab",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n-5\r\nhello\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhello\r\n0\r\n\r\n",
        b"HTTP/1.1 200 OK\r\n" + b"a" * 200_000,
    ],
)
def test_what_is_malformed_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        read_answer(_in_pieces(data, 4096), "GET")


def test_interim_answers_are_passed_over() -> None:
    assert read_answer(_in_pieces(b"HTTP/1.1 100 Continue\r\n\r\n" + PLAIN, 5), "POST").body == b"hello"


@pytest.mark.parametrize(("method", "status"), [("HEAD", 200), ("GET", 204), ("GET", 304)])
def test_some_answers_have_no_body_whatever_they_say(method: str, status: int) -> None:
    answer = read_answer(_in_pieces(b"HTTP/1.1 %d .\r\nContent-Length: 5\r\n\r\n" % status, 9), method)
    assert (answer.body, answer.kept) == (b"", True)


@pytest.mark.parametrize(
    "data",
    [
        PLAIN.replace(b"HTTP/1.1", b"HTTP/1.0"),
        PLAIN.replace(b"X-Amz-Request-Id: a", b"Connection: Close"),
        PLAIN + b"more than was said",
    ],
)
def test_such_a_connection_is_not_used_again(data: bytes) -> None:
    answer = read_answer(_in_pieces(data, 4096), "GET")
    assert (answer.body, answer.kept) == (b"hello", False)


def test_a_header_that_comes_twice_is_joined() -> None:
    data = PLAIN.replace(b"X-Amz-Request-Id: a", b"X-A: 1\r\nX-A: 2")
    assert read_answer(_in_pieces(data, 4096), "GET").headers["X-A"] == "1, 2"


@given(st.binary(max_size=300))
def test_any_bytes_give_an_answer_or_are_refused(data: bytes) -> None:
    try:
        answer = read_answer(_in_pieces(data, 16), "GET")
    except Malformed:
        return
    assert data.startswith(b"HTTP/1.")
    assert len(answer.body) <= len(data)

"""Mends are in place while the context is open, and gone afterwards."""

from __future__ import annotations

import pytest

from auditor.demo.fidelity import MENDS, faithful
from auditor.demo.fidelity.mend import Mend, Method, applied


class _Moto:
    def answer(self) -> str:
        return "moto"


def _better(original: Method) -> Method:
    return lambda self: f"better than {original(self)}"


MEND = Mend(_Moto, "answer", _better)


def test_a_mend_wraps_the_original() -> None:
    with applied([MEND]):
        assert _Moto().answer() == "better than moto"


def test_the_original_comes_back() -> None:
    with applied([MEND]):
        pass
    assert _Moto().answer() == "moto"


def test_the_original_comes_back_after_an_error() -> None:
    with pytest.raises(KeyError), applied([MEND]):
        raise KeyError
    assert _Moto().answer() == "moto"


def test_two_mends_of_one_method_are_undone_in_turn() -> None:
    with applied([MEND, MEND]):
        assert _Moto().answer() == "better than better than moto"
    assert _Moto().answer() == "moto"


def test_no_method_of_moto_is_left_mended() -> None:
    before = [getattr(mend.owner, mend.name, None) for mend in MENDS]
    with faithful():
        assert all(getattr(mend.owner, mend.name) is not old for mend, old in zip(MENDS, before, strict=True))
    assert [getattr(mend.owner, mend.name, None) for mend in MENDS] == before


def test_a_method_that_moto_lacks_is_there_while_the_context_is_open() -> None:
    with applied([Mend(_Moto, "ask", lambda _: lambda self: "who?")]):
        assert _Moto().ask() == "who?"  # type: ignore[attr-defined]
    assert not hasattr(_Moto, "ask")

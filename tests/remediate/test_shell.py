import json
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.remediate import shell
from tests.remediate.hostile import HOSTILE

TEXT = st.text(st.characters(exclude_categories=[], exclude_characters="\0"), max_size=40)


def seen_by_bash(*quoted: str) -> list[bytes]:
    """The arguments that bash makes of the quoted words, in the poorest locale."""
    script = "printf '%s\\0' end " + " ".join(quoted)
    done = subprocess.run(
        ["/bin/bash", "-eu"], input=script.encode(), capture_output=True, check=True, env={"LC_ALL": "C"}
    )
    return done.stdout.split(b"\0")[1:-1]


def test_hostile_texts_stay_one_argument_each() -> None:
    expected = [text.encode() for text in HOSTILE]
    assert seen_by_bash(*map(shell.quote, HOSTILE)) == expected


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXT, min_size=1, max_size=12))
def test_any_text_stays_the_argument_it_is(texts: list[str]) -> None:
    assert seen_by_bash(*map(shell.quote, texts)) == [text.encode("utf-8", "surrogatepass") for text in texts]


@settings(max_examples=40, deadline=None)
@given(st.recursive(TEXT, lambda inside: st.lists(inside, max_size=3) | st.dictionaries(TEXT, inside, max_size=3)))
def test_any_document_stays_the_document_it_is(value: object) -> None:
    (seen,) = seen_by_bash(shell.quote({"held": value}))
    assert json.loads(seen) == {"held": value}


@given(st.text())
def test_an_argument_is_printable_ascii(text: str) -> None:
    quoted = shell.quote(text)
    assert quoted.isascii()
    assert quoted.isprintable()


@given(st.text())
def test_a_document_is_printable_ascii_but_for_its_line_ends(text: str) -> None:
    written = shell.document([text])
    assert written.isascii()
    assert written.replace("\n", "").isprintable()


def test_a_name_with_nul_is_made_wrong_and_not_cut_short() -> None:
    assert seen_by_bash(shell.quote("bucket\0suffix")) == ["bucket\ufffdsuffix".encode()]


@given(st.text(st.characters(exclude_categories=[])))
def test_a_comment_is_one_printable_line_without_a_character_that_a_shell_acts_on(text: str) -> None:
    comment = shell.comment(text)
    assert comment.isprintable()
    assert not set(comment) & set("'\"`$();|&<>!")


def test_a_comment_shows_what_it_hides() -> None:
    assert shell.comment("a\n\u202eb\\") == "# a\\x0a\\u202eb\\x5c"


@pytest.mark.parametrize("text", HOSTILE)
def test_bash_does_nothing_for_a_comment(text: str) -> None:
    done = subprocess.run(["/bin/bash", "-eu"], input=shell.comment(text).encode(), capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"", b"")


def test_a_document_set_aside_has_no_effect() -> None:
    script = shell.aside({"Sid": "'; touch OWNED; '"})
    done = subprocess.run(["/bin/bash", "-eu"], input=script.encode(), capture_output=True, check=True)
    assert (done.stdout, done.stderr) == (b"", b"")

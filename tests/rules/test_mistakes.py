# ruff: noqa: E501  a table of mistakes, one to a line
"""Mistakes that a rule author makes, and some that only an enemy would: each is one line with file and line, said before anything is judged."""

from __future__ import annotations

from pathlib import Path

import pytest

from auditor.errors import AuditorError
from auditor.evaluate.examples import run_examples
from auditor.rules import load_packs
from tests.rules.text import PACK, RULE, folder

BOMB = "a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n"
FILE, MANIFEST = "bucket-versioned.yaml", "pack.yaml"

MISTAKES = {
    "bad YAML": ("must: bucket", "must: [bucket", f"{FILE}:7: is not YAML: "),
    "a tab": ("title: The", "\ttitle: The", f"{FILE}:2: is not YAML: "),
    "an alias bomb": (RULE, BOMB, f"{FILE}:1: a: anchors and aliases"),
    "nested without end": (RULE, "[" * 400, f"{FILE}:1: "),
    "a key twice": ("severity: HIGH\n", "severity: HIGH\nseverity: LOW\n", f"{FILE}:4: severity: the key 'severity' stands twice"),
    "a control character": ("The bucket keeps versions", "The \x07 bucket", f"{FILE}:2: is not YAML: "),
    "two documents": ("examples:\n", "---\nexamples:\n", f"{FILE}:16: a second document begins"),
    "an empty file": (RULE, "", f"{FILE}:1: the file is empty"),
    "a list for a rule": (RULE, "- a\n", f"{FILE}:1: the file must hold"),
    "a code object": ("title: The bucket keeps versions", "title: !!python/name:os.system ''", f"{FILE}:2: title: the tag "),
    "no severity": ("severity: HIGH\n", "", f"{FILE}:1: severity: is missing"),
    "a bad severity": ("severity: HIGH\n", "severity: HIHG\n", f"{FILE}:3: severity: should be "),
    "a bad subject": ("subject: bucket\n", "subject: object\n", f"{FILE}:4: subject: should be "),
    "a misspelt key": ("rationale:", "rational:", f"{FILE}:8: rational: no such key; did you mean 'rationale'?"),
    "a number for text": ("title: The bucket keeps versions", "title: 7", f"{FILE}:2: title: must be text"),
    "text for a list": ("[CP-9, CP-10]", "CP-9", f"{FILE}:10: controls.NIST-800-53r5: must be a list"),
    "an id that is not the file's": ("id: bucket-versioned", "id: bucket-version", f"{FILE}:1: id: the id is "),
    "an id in capitals": ("id: bucket-versioned", "id: BucketVersioned", f"{FILE}:1: id: must be in lower case with hyphens"),
    "an unknown part": ("when: length(outbound)", "when: length(outbund)", f"{FILE}:5: when: there is no part 'outbund'"),
    "an unknown fact": ("must: bucket.versioning", "must: bucket.versionin", f"{FILE}:6: must: bucket has no member 'versionin'; did you mean 'versioning'?"),
    "an unknown member of AWS's": ("versioning.Status ==", "versioning.State ==", f"{FILE}:6: must: bucket.versioning has no member 'State'"),
    "an unknown function": ("when: length", "when: lenght", f"{FILE}:5: when: there is no function 'lenght'; did you mean 'length'?"),
    "half an expression": ("== 'Enabled'\n", "==\n", f"{FILE}:6: must: not a JMESPath expression: it ends too early"),
    "a list taken for one": ("length(outbound) > `0`", "outbound.status == 'Enabled'", f"{FILE}:5: when: outbound is a list"),
    "a single brace": ("{bucket.name}", "{bucket.name", f"{FILE}:7: message: a single '{{'"),
    "an unknown action": ("action: enable-versioning", "action: enable-version", f"{FILE}:14: remediation.action: there is no action"),
    "a wrong thing given": ("with: {bucket:", "with: {buckets:", f"{FILE}:14: remediation.with.buckets: "),
    "a script for a link": ("[https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html]", "['javascript:x']", f"{FILE}:15: references[0]: "),
    "a cause that is no rule": ("consequence_of: []", "consequence_of: [no-such-rule]", f"{FILE}:13: consequence_of: no such rule"),
    "its own cause": ("consequence_of: []", "consequence_of: [bucket-versioned]", f"{FILE}:13: consequence_of: a circle"),
    "a cause twice": ("consequence_of: []", "consequence_of: [a-rule, {rule: a-rule, at: bucket}]".replace("a-rule", "destination-bucket-exists"), f"{FILE}:13: consequence_of: 'destination-bucket-exists' is named twice"),
    "a cause without a rule": ("consequence_of: []", "consequence_of: [{at: bucket}]", f"{FILE}:13: consequence_of[0].rule: is missing"),
    "a misspelt limit of a cause": ("consequence_of: []", "consequence_of: [{rule: a, whn: x}]", f"{FILE}:13: consequence_of[0].whn: no such key; did you mean 'when'?"),
    "a cause at what is no subject": ("consequence_of: []", "consequence_of: [{rule: a, at: regin}]", f"{FILE}:13: consequence_of[0].at: no part 'regin' of a bucket is a subject; known are bucket, inbound, outbound"),
    "a cause on an unknown fact": ("consequence_of: []", "consequence_of: [{rule: a, when: bucket.versionin}]", f"{FILE}:13: consequence_of[0].when: bucket has no member 'versionin'"),
    "a cause that is a list": ("consequence_of: []", "consequence_of: [[a]]", f"{FILE}:13: consequence_of[0]: must be text"),
    "an example of a cause that it has not": ("    severity: CRITICAL\n", "    follows: [a]\n", f"{FILE}:20: examples[1].follows: 'a' is no cause with a `when`"),
    "its own cause at times": ("consequence_of: []", "consequence_of: [{rule: bucket-versioned, at: bucket}]", f"{FILE}:13: consequence_of: a circle"),
    "a verdict there is not": ("expect: PASS", "expect: PASSED", f"{FILE}:17: examples[0].expect: should be "),
    "an unknown outside an example": ("title: The bucket keeps versions", "title: !unknown AccessDenied", f"{FILE}:2: title: !unknown and !absent may stand only"),
    "a byte order mark of UTF-16": (RULE, RULE.encode("utf-16").decode("latin-1"), f"{FILE}:1: is not YAML: "),
    "a NUL": ("keeps versions", "keeps\0versions", f"{FILE}:2: is not YAML: character #x0000"),
    "an escape in quotes": ("title: The bucket keeps versions", 'title: "The \\e[31mbucket"', f"{FILE}:2: title: holds a character that cannot be seen, U+001B"),
    "writing turned round": ("S3 replicates versions only.", '"S3 \\u202e versions."', f"{FILE}:8: rationale: holds a character that cannot be seen, U+202E"),
    "a hidden space in an expression": ("== 'Enabled'\n", "== '\u200bEnabled'\n", f"{FILE}:6: must: holds a character that cannot be seen, U+200B"),
    "a title of blanks": ("title: The bucket keeps versions", "title: '  '", f"{FILE}:2: title: is blank"),
    "a title of two lines": ("title: The bucket keeps versions", 'title: "a\\nb"', f"{FILE}:2: title: must be one line"),
    "a merge key": ("subject: bucket\n", "subject: bucket\n<<: {a: b}\n", f"{FILE}:5: merge keys (<<)"),
    "a key without end": ("subject: bucket\n", f"subject: bucket\n? {'a' * 9000}\n: 1\n", f"{FILE}:5: {'a' * 80}…: no such key"),
    "on for true": ("message:", "never_fails: on\nmessage:", f"{FILE}:7: never_fails: must be true or false, not 'on'"),
    "an object in brackets": ("{NIST-800-53r5: [CP-9, CP-10]}", "[CP-9]", f"{FILE}:10: controls: must be an object"),
    "a framework that is none": ("NIST-800-53r5", '"NIST 800"', f"{FILE}:10: controls.NIST 800: must be the name of a framework"),
    "a control that is none": ("[CP-9, CP-10]", '["CP-9 and others"]', f"{FILE}:10: controls.NIST-800-53r5[0]: must be the name of one control"),
    "a control twice": ("[CP-9, CP-10]", "[CP-9, CP-9]", f"{FILE}:10: controls.NIST-800-53r5: holds 'CP-9' twice"),
    "no control": ("[CP-9, CP-10]", "[]", f"{FILE}:10: controls.NIST-800-53r5: "),
    "a failure code that S3 has not": ("predicts: DstBucketUnversioned", "predicts: DstBucketUnversion", f"{FILE}:9: predicts: 'DstBucketUnversion' is no failure code of S3's; did you mean 'DstBucketUnversioned'?"),
    "a link with a password": ("https://docs.aws", "https://me:secret@docs.aws", f"{FILE}:15: references[0]: must be an https:// address"),
    "a link to nowhere": ("[https://docs.aws.amazon.com/AmazonS3/latest/userguide/Versioning.html]", "['https://']", f"{FILE}:15: references[0]: must be an https:// address"),
    "a remedy without what it needs": ("with: {bucket: bucket.arn}", "with: {}", f"{FILE}:14: remediation.with: enable-versioning must be given 'bucket'"),
    "a remedy of nothing": (", with: {bucket: bucket.arn}", "", f"{FILE}:14: remediation.with: enable-versioning must be given 'bucket'"),
    "a remedy for a number": ("with: {bucket: bucket.arn}", "with: {bucket: 3}", f"{FILE}:14: remediation.with.bucket: must be an expression as text, a list or an object"),
    "an unknown that is a sentence": ("!unknown AccessDenied", '!unknown "Access is denied"', f"{FILE}:23: examples[2].given.bucket.versioning: !unknown needs one code of AWS's after it, not 'Access is denied'"),
    "a message with nothing in braces": ("{bucket.name}", "{ }", f"{FILE}:7: message: an expression is missing"),
    "a value that AWS never gives": ("== 'Enabled'\n", "== 'enabled'\n", f"{FILE}:6: must: bucket.versioning.Status is never 'enabled'; did you mean 'Enabled'?"),
    "a number for a text": ("> `0`", "> '0'", f"{FILE}:5: when: length(outbound) is a number and '0' is text"),
    "a condition that is none": ("must: bucket.versioning.Status == 'Enabled'", "must: bucket.versioning.Status", f"{FILE}:6: must: bucket.versioning.Status is text, not true or false"),
    "text in backticks": ("== 'Enabled'\n", "== `Enabled`\n", f"{FILE}:6: must: `Enabled` at character 29 is no JSON; text stands in single quotes: 'Enabled'"),
    "text in double quotes": ("== 'Enabled'\n", '== "Enabled"\n', f"{FILE}:6: must: there is no part 'Enabled' here; "),
    "a number without backticks": ("> `0`", "> 0", f"{FILE}:5: when: not a JMESPath expression: unexpected '0' at character 20; a number stands in backticks: `0`"),
    "a loose &": ("when: length(outbound) > `0`", "when: '&outbound'", f"{FILE}:5: when: &outbound is no value"),
    "an example of what is no member": ("given: {outbound: [{id: e}], bucket: {versioning: {Status: Enabled}}}", "given: {outbound: [{id: e}], bucket: {versioning: {State: Enabled}}}", f"{FILE}:18: examples[0].given.bucket.versioning.State: there is no such member; did you mean 'Status'?"),
    "an example of what AWS never gives": ("{Status: Enabled}", "{Status: enabled}", f"{FILE}:18: examples[0].given.bucket.versioning.Status: is never 'enabled'"),
    "an example of another type": ("given: {outbound: []}", "given: {outbound: {id: e}}", f"{FILE}:25: examples[3].given.outbound: must be a list, as AWS gives it, not an object"),
    "a severity of what passes": ("  - expect: PASS\n", "  - expect: PASS\n    severity: LOW\n", f"{FILE}:18: examples[0].severity: what expects PASS has no severity"),
    "a part that examples have not": ("given: {outbound: []}", "given: {outbond: []}", f"{FILE}:25: examples[3].given.outbond: "),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "told"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_in_a_rule_is_one_line_with_file_and_line(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert RULE.count(old) == 1
    at = folder(tmp_path / "p", {"bucket-versioned": RULE.replace(old, new)})
    assert _told(at).startswith(f"{at}/{told}")


PACK_MISTAKES = {
    "no version": ('version: "1.0"\n', "", ":1: version: is missing"),
    "a version that is a number": ('"1.0"', "1.0", ":2: version: must be text"),
    "a version that is a date": ('"1.0"', "2026-11-21", ":2: version: must be two or three numbers"),
    "a version that is one number": ('"1.0"', '"1"', ":2: version: must be two or three numbers"),
    "digits of another script": ('"1.0"', '"1.\u0663"', ":2: version: must be two or three numbers"),
    "a title that steers the terminal": (
        "title: Ours",
        'title: "\\e[2J"',
        ":3: title: holds a character that cannot be seen",
    ),
    "a rule list": ("title: Ours\n", "title: Ours\nrules: []\n", ":4: rules: no such key"),
}


@pytest.mark.parametrize(("old", "new", "told"), PACK_MISTAKES.values(), ids=PACK_MISTAKES)
def test_a_mistake_in_pack_yaml_too(tmp_path: Path, old: str, new: str, told: str) -> None:
    at = folder(tmp_path / "p", {"bucket-versioned": RULE}, PACK.replace(old, new))
    assert _told(at).startswith(f"{at}/{MANIFEST}{told}")


def test_a_rule_in_two_packs_names_both(tmp_path: Path) -> None:
    one = folder(tmp_path / "one", {"bucket-versioned": RULE})
    two = folder(tmp_path / "two", {"bucket-versioned": RULE}, PACK.replace("ours", "theirs"))
    told = f"{two}/{FILE}:1: id: rule 'bucket-versioned' is there already: {one}/{FILE}"
    assert _told(one, two) == told


EXAMPLES = {
    "a missing example": ("  - expect: NOT_APPLICABLE\n    given: {outbound: []}\n", "", 16, "no example expects NOT_APP"),
    "a wrong verdict": ("{Status: Enabled}}}", "{Status: Suspended}}}", 17, "expected PASS, got FAIL"),
    "a wrong severity": ("    severity: CRITICAL\n", "    severity: LOW\n", 19, "expected severity LOW, got CRITICAL"),
    "a fact that it does not give": ("bucket: {versioning: {Status: Enabled}}", "bucket: {}", 17, "the rule reads bucket.ver"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "line", "told"), EXAMPLES.values(), ids=EXAMPLES)
def test_an_example_that_does_not_hold_is_told_with_file_and_line(
    tmp_path: Path, old: str, new: str, line: int, told: str
) -> None:
    assert RULE.count(old) == 1
    (pack,) = load_packs([folder(tmp_path / "p", {"bucket-versioned": RULE.replace(old, new)})])
    (wrong,) = [result for result in run_examples(pack) if result.problem]
    assert (Path(wrong.file).name, wrong.line, wrong.problem[: len(told)]) == (FILE, line, told)


def test_there_are_many() -> None:
    assert len(MISTAKES) + len(PACK_MISTAKES) + len(EXAMPLES) >= 75


def _told(*folders: Path) -> str:
    with pytest.raises(AuditorError) as raised:
        load_packs(folders)
    assert str(raised.value).isprintable()
    return str(raised.value)

import json
from dataclasses import replace
from pathlib import Path

import pytest

from auditor.errors import UsageError
from auditor.remediate import Plan, Proof, files, render
from auditor.snapshot import Fact, Json
from tests.remediate.bash import option, run
from tests.remediate.hostile import ALL
from tests.remediate.world import (
    DST,
    KEY_ARN,
    ROLE_ARN,
    SRC,
    A,
    B,
    destination,
    failure,
    key,
    planned,
    policy,
    role,
    source,
    v2,
    wanted,
    world,
)

TLS = {"Sid": ALL, "Effect": "Deny", "Principal": "*", "Action": "s3:*", "Resource": f"{DST}/{ALL}"}
ENABLE = failure("enable-versioning", bucket=DST)
HOSTILE_RULE = v2(ALL, Status="Disabled", Filter={"And": {"Prefix": ALL, "Tags": [{"Key": ALL, "Value": ALL}]}})
DENIAL = {"Sid": ALL, "Effect": "Deny", "Action": "s3:Replicate*", "Resource": "*"}
INLINE = {"PolicyName": ALL, "PolicyDocument": {"Version": "2012-10-17", "Statement": [DENIAL]}}


def hostile_plan() -> Plan:
    """One patch of every sort, each with hostile text wherever AWS lets an owner write."""
    snapshot = world(
        source(HOSTILE_RULE),
        destination(versioning={}, policy=policy(TLS), ownership=Fact.absent("x", "y")),
        role(inline_policies=[INLINE]),
        key(key={"KeyState": "PendingDeletion", "KeyManager": "CUSTOMER"}, policy=policy(TLS)),
    )
    findings = (
        ENABLE,
        failure("permit-on-bucket", bucket=DST, role=ROLE_ARN, actions=["s3:ReplicateObject"]),
        failure("permit-on-role", role=ROLE_ARN, actions=["s3:ReplicateObject"], resources=[f"{DST}/*"]),
        failure("set-rule", bucket=SRC, rule=ALL, change={"Status": "Enabled"}),
        failure("set-ownership", bucket=DST, ownership="BucketOwnerEnforced"),
        failure("permit-on-key", key=KEY_ARN, role=ROLE_ARN, actions=["kms:Encrypt"]),
        failure("enable-key", key=KEY_ARN),
        failure("manual", text=ALL),
    )
    return planned(snapshot, *(replace(finding, message=ALL, subject=f"src/{ALL}/dst") for finding in findings))


def clean(folder: Path) -> bool:
    return not list(folder.rglob("OWNED"))


def meant(plan: Plan) -> dict[str, Json]:
    """Call -> the document it should carry."""
    (inline,) = wanted(plan, ROLE_ARN, "inline_policies")
    return {
        "put-bucket-ownership-controls": wanted(plan, DST, "ownership"),
        "put-bucket-policy": wanted(plan, DST, "policy"),
        "put-bucket-replication": wanted(plan, SRC, "replication"),
        "put-key-policy": wanted(plan, KEY_ARN, "policy"),
        "put-role-policy": inline["PolicyDocument"],
    }


def carried(call: list[str], folder: Path) -> Json:
    """The one document of a call, in its arguments or in the file it names."""
    (value,) = [value for each in call if (value := each.partition("=")[2]).startswith(("{", "file://"))]
    return json.loads((folder / value[7:]).read_text() if value.startswith("file://") else value)


def test_what_is_printed_reaches_aws_as_it_was_meant(tmp_path: Path) -> None:
    plan = hostile_plan()
    ran = run(render(plan, None), tmp_path, B, A)
    made = {call[1]: call for call in ran.calls}
    assert {name: carried(made[name], tmp_path) for name in meant(plan)} == meant(plan)
    assert option(made["put-role-policy"], "policy-name") == ALL
    assert (ran.code, ran.output, clean(tmp_path)) == (0, "", True)


def test_printed_files_reach_aws_as_they_were_meant(tmp_path: Path) -> None:
    plan = hostile_plan()
    written = files(plan, None)
    (tmp_path / "documents").mkdir()
    for path, content in written.items():
        (tmp_path / path).write_text(content)
    ran = [run(tmp_path / f"01-{B}.sh", tmp_path, B), run(tmp_path / f"02-{A}.sh", tmp_path, A)]
    made = {call[1]: call for each in ran for call in each.calls}
    assert {name: carried(made[name], tmp_path) for name in meant(plan)} == meant(plan)
    assert ([each.code for each in ran], clean(tmp_path)) == ([0, 0], True)


def test_a_script_stops_in_another_account(tmp_path: Path) -> None:
    ran = run(render(planned(world(source(), destination(versioning={})), ENABLE), None), tmp_path, "999999999999")
    assert (ran.calls, ran.code) == ([], 1)


def test_every_line_that_is_no_command_is_a_comment() -> None:
    made = planned(
        world(source(), destination(versioning={})), replace(ENABLE, message=ALL), failure("manual", text=ALL)
    )
    commands = [line for line in render(made, None).splitlines() if line and not line.startswith("#")]
    assert [line.split()[0] for line in commands] == [
        "(",
        "set",
        "test",
        "aws",
        "--versioning-configuration=Status=Enabled",
        ")",
    ]


def test_a_command_names_region_and_owner(tmp_path: Path) -> None:
    ran = run(render(planned(world(source(), destination(versioning={})), ENABLE), None), tmp_path, B)
    (call,) = ran.calls
    assert call == [
        "s3api", "put-bucket-versioning", "--bucket=dst", "--versioning-configuration=Status=Enabled",
        "--region=eu-west-1", f"--expected-bucket-owner={B}",
    ]  # fmt: skip


def test_an_owner_nobody_knows_is_not_guessed() -> None:
    unowned = replace(destination(versioning={}), account=None, region=None)
    text = render(planned(world(source(), unowned), ENABLE), None)
    assert "not known" in text
    assert "--expected-bucket-owner" not in text
    assert "get-caller-identity" not in text


@pytest.mark.parametrize(
    ("proof", "words"),
    [
        (None, "Not checked against the rules."),
        (Proof((ENABLE,), (), ()), "Proved on a patched copy"),
        (Proof((), (ENABLE,), ()), "NOT enough by itself"),
        (Proof((ENABLE,), (), (failure("x"),)), "opened FAIL: rule-of-x"),
    ],
    ids=["none", "proved", "remains", "opened"],
)
def test_the_text_says_proved_only_if_it_was(proof: Proof | None, words: str) -> None:
    text = render(planned(world(source(), destination(versioning={})), ENABLE), proof)
    assert words in text
    assert ("Proved" in text) is (proof is not None and proof.proved)


def test_each_command_names_the_failures_it_is_for() -> None:
    text = render(planned(world(source(), destination(versioning={})), ENABLE), Proof((ENABLE,), (), ()))
    assert f"#   clears rule-of-enable-versioning on src/r/dst [{ENABLE.fingerprint}]: it is broken" in text


def test_a_step_for_a_person_shows_its_statement_to_copy(tmp_path: Path) -> None:
    snapshot = world(source(), role(), destination(policy=Fact.unknown("s3:GetBucketPolicy", "AccessDenied")))
    made = planned(snapshot, failure("permit-on-bucket", bucket=DST, role=ROLE_ARN, actions=["s3:ReplicateObject"]))
    text = render(made, None)
    assert "was not read [AccessDenied]" in text
    assert json.loads(text.partition("\n: '")[2].rstrip().rstrip("'")) == made.by_hand[0].document
    assert json.loads(files(made, None)["documents/by-hand-01.json"]) == made.by_hand[0].document


def test_nothing_to_mend_is_said() -> None:
    assert "Nothing to mend" in render(planned(world()), None)


def test_a_file_name_from_aws_cannot_leave_its_folder() -> None:
    evil = replace(destination(policy=policy(TLS)), name="../../etc/passwd")
    made = planned(
        world(source(), role(), evil), failure("permit-on-bucket", bucket=DST, role=ROLE_ARN, actions=["s3:a"])
    )
    assert [path for path in files(made, None) if "json" in path] == ["documents/01-01-bucket-policy-etc-passwd.json"]


def test_the_same_plan_gives_the_same_bytes() -> None:
    assert render(hostile_plan(), None) == render(hostile_plan(), None)


def test_a_flavour_that_does_not_exist_is_a_usage_error() -> None:
    with pytest.raises(UsageError, match="no flavour is called cobol; choose one of: aws-cli"):
        render(planned(world()), None, "cobol")

# ruff: noqa: E501  a table of mistakes, one to a line
import jmespath.parser
import pytest

from auditor.rules.account_shapes import STATEMENT
from auditor.rules.expression import LONGEST, Unusable, parse, parse_condition
from auditor.rules.kinds import SURE_TRUTH, Shape
from auditor.rules.names import check
from auditor.rules.vocabulary import EDGE, KEY


def shape(text: str, kind: str = "replication") -> Shape:
    return check(jmespath.parser.Parser().parse(text).parsed, kind)


@pytest.mark.parametrize(
    "text",
    [
        "destination.versioning.Status == 'Enabled'",
        "rule.Filter.And.Tags[?Key == 'a'].Value | [0]",
        "source_keys[].key.KeyState",
        "all(source_keys, &key.KeyState == 'Enabled')",
        "sort_by(reverse, &id)[0].source",
        "map(&arn, source_keys)",
        "(reverse || `[]`)[*].id",
        "statements(source.policy)[?Effect == 'Deny'].Principals[].account",
        "statements(source.policy)[?any(Actions, &matches(@, 's3:*'))]",
        "source.tags.\"any tag\" == 'x'",
        "source.lifecycle.Rules[::2].Expiration.Days",
        "{a: rule.ID, b: source}.b.name",
        "[source, destination][0].arn",
        "source.*.Status",
        "may('replicate', 'identity') && !may('read-source')",
        "outside(reverse[].source, settings.trusted_accounts)",
        "!(rule.Filter.Tag) && !reverse[0] && !reverse[*].id && !known(rule)",
    ],
)
def test_names_that_are_known(text: str) -> None:
    assert parse(text, "replication").text == text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("destinatoin.arn", "there is no part 'destinatoin' here; did you mean 'destination'?"),
        ("destination.versionin", "destination has no member 'versionin'; did you mean 'versioning'?"),
        ("rule.Destination.acount", "rule.Destination has no member 'acount'; did you mean 'Account'?"),
        ("source_keys.arn", "source_keys is a list; write source_keys[].arn, or a filter or position in [ ]"),
        ("source_keys[0].key.State", "source_keys[0].key has no member 'State'; did you mean 'KeyState'?"),
        ("source_keys[].key.keystate", "source_keys[].key has no member 'keystate'; did you mean 'KeyState'?"),
        ("reverse[?sorce == 'x']", "reverse[?…] has no member 'sorce'; did you mean 'source'?"),
        ("reverse[*].ids", "reverse[*] has no member 'ids'; did you mean 'id'?"),
        ("role.role[0]", "role.role is an object with the members Arn, "),
        ("all(source_keys, &ky)", "all() has no member 'ky'; did you mean 'key'?"),
        (
            "statements(source.policy)[].Action",
            "statements(source.policy)[] has no member 'Action'; did you mean 'Actions'?",
        ),
        ("lenght(reverse)", "there is no function 'lenght'; did you mean 'length'?"),
        ("length(reverse, source)", "length() takes 1 arguments, not 2"),
        ("not_null()", "not_null() takes 1 to any number arguments, not 0"),
        ("any(reverse, &id, &id)", "any() takes 1 to 2 arguments, not 3"),
        ("may('replicat')", "may() knows no 'replicat'; did you mean 'replicate'?"),
        ("may('replicate', 'identty')", "may() knows no 'identty'; did you mean 'identity'?"),
        ("may(rule.ID)", "may() knows no rule.ID"),
        ("reverse[?may('replicate')]", "may() is asked of a replication edge or a role, outside filters"),
        ("!rule.Filter.Tag", "!rule.Filter.Tag means (!rule).Filter.Tag; write !(rule.Filter.Tag)"),
        ("!rule.Status == 'x'", "!rule.Status means (!rule).Status; write !(rule.Status)"),
        ("!reverse[].id", "!reverse[] means (!reverse)[]; write !(reverse[])"),
        ("!reverse[?id == 'x']", "!reverse[?…] means (!reverse)[?…]; write !(reverse[?…])"),
        ("!source.*", "!source.* means (!source).*; write !(source.*)"),
        ("a ==", "not a JMESPath expression: it ends too early: a =="),
        ("rule ID", "not a JMESPath expression: unexpected 'ID' at character 6: rule ID"),
        ("rule.ID ==== 'x'", "not a JMESPath expression: "),
        ("rule.'ID'", "not a JMESPath expression: "),
        ("", "an expression is missing"),
        (
            "rule.Priority > 0",
            "not a JMESPath expression: unexpected '0' at character 17; a number stands in backticks: `0`",
        ),
        ("rule.ID = 'x'", "not a JMESPath expression: unexpected '=' at character 9; compare with ==: rule.ID = 'x'"),
        ("rule.ID and rule.Status", "not a JMESPath expression: unexpected 'and' at character 9; write &&: "),
        ("rule.ID == 'x", "not a JMESPath expression: the ' at character 12 is not closed"),
        ('rule.ID == "x"', "there is no part 'x' here; known are "),
        ("rule.Status == `Enabled`", "`Enabled` at character 16 is no JSON; text stands in single quotes: 'Enabled'"),
        ("rule.Priority > `01`", "`01` at character 17 is no JSON"),
        ("rule.Priority > `NaN`", "`NaN` at character 17 is no JSON"),
        ("rule.Priority < `1e999`", "`1e999` at character 17 is no JSON"),
        ("rule.Status == 'enabled'", "rule.Status is never 'enabled'; did you mean 'Enabled'?"),
        ("'ON' != rule.Status", "rule.Status is never 'ON'; it can be Disabled, Enabled"),
        (
            "rule.Status == summary.status || rule.Status == source.versioning.MFADelete && rule.schema == 'v1'",
            "rule.schema is never 'v1'",
        ),
        (
            "contains(['Enabled', 'Paused'], rule.Status) && contains(`[\"enabled\"]`, rule.Status)",
            "rule.Status is never 'enabled'",
        ),
        ("reverse[?status == 'enabled']", "status is never 'enabled'"),
        ("length(reverse) == '0'", "length(reverse) is a number and '0' is text: they are never equal"),
        ("rule.Priority == '1'", "rule.Priority is a number and '1' is text"),
        ("reverse == 'x'", "reverse is a list and 'x' is text"),
        ("source.versioning == 'Enabled'", "source.versioning is an object and 'Enabled' is text"),
        (
            "source.policy_status.IsPublic == 'true'",
            "source.policy_status.IsPublic is true or false and 'true' is text",
        ),
        ("reverse > `0`", "reverse is a list, which has no order; compare its length(reverse)"),
        ("source.policy_status.IsPublic > `0`", "source.policy_status.IsPublic is true or false, which has no order"),
        ("rule.Priority > 'a'", "rule.Priority is a number and 'a' is text: neither comes before the other"),
        ("rule.Priority > `null`", "`null` is null, which has no order"),
        ("length(reverse) != `null`", "length(reverse) is never null"),
        ("(rule.Status == 'Enabled') == `null`", "(…) is never null"),
        ("rule.Status.Value == 'x'", "rule.Status is text and has no member 'Value'"),
        ("rule.Status[0]", "rule.Status is text, not a list"),
        ("sort_by(reverse, &id)[0].sorce", "sort_by(reverse, &id)[0] has no member 'sorce'"),
        ("max_by(reverse, &id).sorce", "max_by(reverse, &id) has no member 'sorce'"),
        ("length(`3`)", "length() takes text or a list or an object; `3` is a number"),
        ("starts_with(reverse, 'a')", "starts_with() takes text; reverse is a list"),
        ("contains(source, 'a')", "contains() takes a list or text; source is an object"),
        ("sum(reverse[].id)", "sum() takes a list of numbers; reverse[].id is a list"),
        ("join(`1`, reverse[].id)", "join() takes text; `1` is a number"),
        ("matches(`1`, rule.ID)", "matches() takes text; `1` is a number"),
        ("any('abc')", "any() takes a list or null; 'abc' is text"),
        ("any(reverse, source)", "any() takes an &expression as argument 2: write &source"),
        ("map(reverse, &id)", "map() takes an &expression as argument 1: write &reverse"),
        ("known(&rule)", "known() takes a value as argument 1, not an &expression: write it without &"),
        ("&rule", "&rule is no value: & stands only before the condition or key that a function is given"),
        ("&rule == `1`", "&(…) is no value"),
        ("reverse[::0]", "reverse cannot be taken in steps of 0"),
        ("x" * (LONGEST + 1), f"longer than {LONGEST} characters"),
    ],
)
def test_what_cannot_be_used(text: str, message: str) -> None:
    with pytest.raises(Unusable) as raised:
        parse(text, "replication")
    assert str(raised.value).startswith(message)


@pytest.mark.parametrize(
    "text", ["(" * 3000, "!" * 3000, "[" * 3000, "f(" * 1000, "!" * 100 + "source.name", "rule" + "[0]" * 1000]
)
def test_deep_nesting_is_an_error_and_no_crash(text: str) -> None:
    with pytest.raises(Unusable):
        parse(text, "replication")


@pytest.mark.parametrize(
    "text",
    [
        "rule.Status == 'Enabled' || rule.Priority == `1`",
        "source.must_replicate && !(source.policy_status.IsPublic)",
        "source.policy_status.IsPublic || `false`",
        "rule.Priority != `null` && (rule.Status == 'Disabled' || rule.Priority > `1`)",
        "(rule.Priority == `null` || rule.Status == 'Disabled') || rule.Priority > `1`",
        "(rule.Priority || `0`) > `1`",
        "source.tags.locked",
        "split(rule.ID, '-')[1] != `null`",
        "max_by(reverse, &id).id != `null` && max(split(rule.ID, '-')) != `null`",
        "may('replicate') && known(source.policy)",
    ],
)
def test_what_is_true_or_false(text: str) -> None:
    assert parse_condition(text, "replication").text == text


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("source.name", "source.name is text, not true or false: compare it, e.g. with != `null`"),
        ("reverse", "reverse is a list, not true or false"),
        ("rule.Filter && rule.Filter.Prefix == 'x'", "rule.Filter is an object, not true or false"),
        ("known(rule) || length(reverse)", "length(reverse) is a number, not true or false"),
        ("'true'", "'true' is text, not true or false"),
        (
            "source.policy_status.IsPublic",
            "source.policy_status.IsPublic may be null, which is neither true nor false: write source.policy_status.IsPublic == `true`",
        ),
        ("source.policy_status.IsPublic && known(rule)", "source.policy_status.IsPublic may be null"),
        ("rule.Priority > `1`", "rule.Priority may be null, which has no order: ask first whether it is != `null`"),
        ("rule.Priority == `null` && rule.Priority > `1`", "rule.Priority may be null"),
        ("rule.Priority != `null` || rule.Priority > `1`", "rule.Priority may be null"),
    ],
)
def test_what_is_not_true_or_false(text: str, message: str) -> None:
    with pytest.raises(Unusable) as raised:
        parse_condition(text, "replication")
    assert str(raised.value).startswith(message)


def test_of_a_role_only_s3_assuming_it_is_asked() -> None:
    parse("may('assume-role')", "role")
    with pytest.raises(Unusable, match="knows no 'replicate'"):
        parse("may('replicate')", "role")


def test_may_is_not_asked_of_a_bucket() -> None:
    with pytest.raises(Unusable, match="may\\(\\) is asked of a replication edge"):
        parse("may('replicate')", "bucket")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("source_keys[0]", KEY),
        ("source_keys[1:]", [KEY]),
        ("[reverse, reverse][]", [EDGE]),
        ("reverse || `[]`", [EDGE]),
        ("statements(source.policy)", [STATEMENT]),
        ("rule.Status == 'Enabled'", SURE_TRUTH),
    ],
)
def test_what_an_expression_gives(text: str, expected: Shape) -> None:
    assert shape(text) == expected

from dataclasses import replace

import pytest

from auditor.config.intent import Intent
from auditor.snapshot import Fact
from auditor.topology import ReplicationRequest, hidden, join, requests
from auditor.topology.requests import BATCH
from tests.topology.world import KEY_ARN, ROLE_ARN, A, B, bucket, key, replication, role, rule, world

KMS = {
    "SourceSelectionCriteria": {"SseKmsEncryptedObjects": {"Status": "Enabled"}},
    "Destination": {"EncryptionConfiguration": {"ReplicaKmsKeyID": KEY_ARN}},
}
UNREAD = Fact.unknown("s3:Get", "AccessDenied")


def made(the_rule, *, source=None, destination=None, more=()) -> dict[str, ReplicationRequest]:
    snapshot = world(
        bucket("src", A, replication=replication(the_rule), **(source or {})),
        bucket("dst", B, "eu-west-1", **(destination or {})),
        *(more or (role(),)),
    )
    (edge,) = [s for s in join(snapshot, Intent()) if s.kind == "replication"]
    return {request.action: request for request in requests(edge) if request.purpose not in BATCH}


def encrypted(*, bucket_key: bool):
    default = {"SSEAlgorithm": "aws:kms", "KMSMasterKeyID": KEY_ARN}
    return {"Rules": [{"ApplyServerSideEncryptionByDefault": default, "BucketKeyEnabled": bucket_key}]}


def test_s3_assumes_the_role():
    request = made(rule("dst"))["sts:AssumeRole"]
    assert (request.principal, request.resource, request.policy_of) == ("s3.amazonaws.com", ROLE_ARN, "role")


def test_whether_s3_names_the_source_account_is_unknown():
    assert {"aws:SourceAccount", "aws:SourceArn"} <= made(rule("dst"))["sts:AssumeRole"].unknown


def test_objects_are_probed_under_the_rules_prefix():
    request = made(rule("dst", Filter={"And": {"Prefix": "a/", "Tags": []}}))["s3:ReplicateObject"]
    assert request.resource == "arn:aws:s3:::dst/a/auditor-probe"


def test_the_destination_is_owned_by_its_account():
    assert made(rule("dst"))["s3:ReplicateObject"].owner == B


def test_listing_is_asked_of_the_bucket_itself():
    assert made(rule("dst"))["s3:ListBucket"].resource == "arn:aws:s3:::src"


@pytest.mark.parametrize(
    ("the_rule", "needed"),
    [
        (rule("dst", Prefix=""), True),
        (rule("dst", Filter={}), False),
        (rule("dst", Filter={}, DeleteMarkerReplication={"Status": "Enabled"}), True),
    ],
    ids=["V1 always", "V2 by default not", "V2 told to"],
)
def test_delete_markers(the_rule, needed):
    assert made(the_rule)["s3:ReplicateDelete"].needed is needed


OVERRIDE = rule("dst", Destination={"Account": B, "AccessControlTranslation": {"Owner": "Destination"}})


@pytest.mark.parametrize(
    ("ownership", "needed"),
    [
        ({"Rules": [{"ObjectOwnership": "BucketOwnerEnforced"}]}, False),
        ({"Rules": [{"ObjectOwnership": "ObjectWriter"}]}, True),
        (Fact.absent("s3:GetBucketOwnershipControls", "OwnershipControlsNotFoundError"), True),
        (UNREAD, None),
    ],
    ids=["enforced", "writer", "never set", "unread"],
)
def test_the_owner_override_is_needed_unless_the_owner_is_enforced(ownership, needed):
    found = made(OVERRIDE, destination={"ownership": ownership})
    assert found["s3:ObjectOwnerOverrideToBucketOwner"].needed is needed


@pytest.mark.parametrize(
    ("lock", "needed"),
    [({"ObjectLockEnabled": "Enabled"}, True), (Fact.absent("s3:Get", "None"), False), (UNREAD, None)],
)
def test_object_lock_is_read_where_the_source_has_it(lock, needed):
    assert made(rule("dst"), source={"object_lock": lock})["s3:GetObjectRetention"].needed is needed


def test_no_key_no_kms_request():
    assert not [action for action in made(rule("dst")) if action.startswith("kms:")]


def test_the_replica_key_is_used_through_s3_of_its_region():
    request = made(rule("dst", **KMS), more=(role(), key()))["kms:Encrypt"]
    assert request.context["kms:ViaService"] == "s3.eu-west-1.amazonaws.com"


CONTEXT = "kms:EncryptionContext:aws:s3:arn"
WITH, WITHOUT = encrypted(bucket_key=True), encrypted(bucket_key=False)


@pytest.mark.parametrize(
    ("source", "destination", "context"),
    [
        (WITHOUT, WITHOUT, "arn:aws:s3:::dst/auditor-probe"),
        (WITHOUT, WITH, "arn:aws:s3:::dst"),
        (WITH, WITHOUT, "arn:aws:s3:::dst"),
        (UNREAD, WITH, "arn:aws:s3:::dst"),
        (WITH, UNREAD, "arn:aws:s3:::dst"),
        (UNREAD, WITHOUT, None),
        (WITHOUT, UNREAD, None),
    ],
    ids=["neither", "destination", "source", "source unread", "destination unread", "perhaps one", "perhaps another"],
)
def test_replicas_are_in_the_context_of_the_bucket_if_either_has_a_bucket_key(source, destination, context):
    given = ({"encryption": source}, {"encryption": destination})
    request = made(rule("dst", **KMS), source=given[0], destination=given[1], more=(role(), key()))["kms:Encrypt"]
    assert request.context.get(CONTEXT) == context
    assert (CONTEXT in request.unknown) is (context is None)


@pytest.mark.parametrize(
    ("algorithm", "told"),
    [("aws:kms", "aws:kms"), ("aws:kms:dsse", None), ("AES256", None), (None, None)],
)
def test_how_replicas_are_encrypted_is_known_where_the_source_does_so_by_default(algorithm, told):
    default = {"Rules": [{"ApplyServerSideEncryptionByDefault": {"SSEAlgorithm": algorithm}}]} if algorithm else UNREAD
    request = made(rule("dst", **KMS), source={"encryption": default}, more=(role(), key()))["s3:ReplicateObject"]
    header = "s3:x-amz-server-side-encryption"
    assert request.context.get(header) == told
    assert ({header, f"{header}-aws-kms-key-id"} <= request.unknown) is (told is None)


@pytest.mark.parametrize(
    ("source", "context"), [(WITH, "arn:aws:s3:::src"), (WITHOUT, "arn:aws:s3:::src/auditor-probe")]
)
def test_originals_are_in_the_context_that_the_source_gave_them(source, context):
    edge = edge_with({"encryption": source}, destination={"encryption": WITH})
    (request,) = [each for each in requests(edge) if each.purpose == "decrypt-source"]
    assert request.context[CONTEXT] == context


def test_a_replica_key_that_is_no_arn_is_one_of_the_roles_account():
    bare = {**KMS, "Destination": {"EncryptionConfiguration": {"ReplicaKmsKeyID": "k1"}}}
    assert made(rule("dst", **bare))["kms:Encrypt"].resource == f"arn:aws:kms:eu-west-1:{A}:key/k1"


def test_live_replication_meets_no_object_without_encryption():
    edge = edge_with({}, rule("dst"), destination={"encryption": WITH})
    asked = {request.purpose: request for request in requests(edge)}
    assert asked["batch-encrypt"].action == "kms:GenerateDataKey"
    assert asked["batch-encrypt"].needed is False


def test_an_unread_default_hides_the_key_of_objects_without_encryption():
    assert hidden(edge_with({}, rule("dst"), destination={"encryption": UNREAD}), "batch-encrypt") == UNREAD


def test_the_roles_tags_are_known():
    request = made(rule("dst"), more=(role([{"Key": "team", "Value": "data"}]),))["s3:ReplicateObject"]
    assert request.context["aws:PrincipalTag/team"] == "data"


def test_tags_of_an_unread_role_are_unknown():
    request = made(rule("dst"), more=(bucket("other", A),))["s3:ReplicateObject"]
    assert "aws:PrincipalTag/*" in request.unknown


def test_no_vpc_endpoint_is_ever_passed():
    request = made(rule("dst"))["s3:ReplicateObject"]
    assert "aws:SourceVpce" not in {*request.context, *request.unknown}


def edge_with(source: dict[str, object], the_rule=None, destination: dict[str, object] | None = None):
    replicating = replication(the_rule or rule("dst", **KMS))
    snapshot = world(
        bucket("src", A, replication=replicating, **source), bucket("dst", B, "eu-west-1", **destination or {})
    )
    (found,) = [s for s in join(snapshot, Intent()) if s.kind == "replication"]
    return found


def test_purposes_whose_key_is_unread_are_hidden():
    assert hidden(edge_with({"encryption": UNREAD}), "decrypt-source") == UNREAD


def test_a_rule_without_kms_hides_nothing():
    assert hidden(edge_with({"encryption": UNREAD}, rule("dst")), "decrypt-source") is None


@pytest.mark.parametrize(("action", "unknown"), [("s3:ListBucket", True), ("s3:ReplicateObject", False)])
def test_the_prefix_of_a_listing_is_unknown(action, unknown):
    assert ("s3:prefix" in made(rule("dst"))[action].unknown) is unknown


def test_s3_encrypts_with_the_symmetric_algorithm():
    request = made(rule("dst", **KMS), more=(role(), key()))["kms:Encrypt"]
    assert request.context["kms:EncryptionAlgorithm"] == "SYMMETRIC_DEFAULT"


def test_what_the_key_is_comes_from_its_description():
    described = {
        "KeySpec": "SYMMETRIC_DEFAULT",
        "KeyUsage": "ENCRYPT_DECRYPT",
        "Origin": "AWS_KMS",
        "MultiRegion": False,
    }
    resource = replace(key(), facts={"key": Fact.of("kms:DescribeKey", described)})
    context = made(rule("dst", **KMS), more=(role(), resource))["kms:Encrypt"].context
    names = ("kms:KeySpec", "kms:KeyUsage", "kms:KeyOrigin", "kms:MultiRegion")
    assert [context[name] for name in names] == ["SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT", "AWS_KMS", "false"]


def test_what_an_unread_key_is_stays_unknown():
    request = made(rule("dst", **KMS))["kms:Encrypt"]
    assert {"kms:KeySpec", "kms:KeyOrigin", "kms:MultiRegion"} <= request.unknown


@pytest.mark.parametrize(
    ("read", "known"),
    [
        (Fact.of("kms:ListAliases", ["alias/a", "alias/b"]), ("alias/a", "alias/b")),
        (Fact.of("kms:ListAliases", []), None),
        (Fact.unknown("kms:ListAliases", "AccessDenied"), "unknown"),
    ],
)
def test_a_key_s_aliases_are_those_that_it_has(read, known):
    resource = replace(key(), facts={**key().facts, "aliases": read})
    request = made(rule("dst", **KMS), more=(role(), resource))["kms:Encrypt"]
    unknown = "kms:ResourceAliases" in request.unknown
    assert ("unknown" if unknown else request.context.get("kms:ResourceAliases")) == known

"""The words that random cases are made of: few, so that they often meet."""

from __future__ import annotations

S, D, OTHER = "111111111111", "222222222222", "333333333333"
ROLE = f"arn:aws:iam::{S}:role/repl"
PATH_ROLE = f"arn:aws:iam::{S}:role/service-role/repl"
SESSION = f"arn:aws:sts::{S}:assumed-role/repl/s3-replication"
SKEY = f"arn:aws:kms:us-east-1:{S}:key/1111-aaaa"
DKEY = f"arn:aws:kms:eu-west-1:{D}:key/2222-bbbb"
KEYS = ("k", "photos/a.jpg", "a/b/c/z", "a:b:c", "data/x", "a*b", "A/k", "[ab]1", "a+(b).txt", "a\nb", "", "??")

SCENARIOS = {
    "src": (
        "s3:GetObjectVersionForReplication",
        "s3:GetObjectVersionAcl",
        "s3:ListBucket",
        "s3:GetReplicationConfiguration",
    ),
    "dst": ("s3:ReplicateObject", "s3:ReplicateDelete", "s3:ReplicateTags", "s3:ObjectOwnerOverrideToBucketOwner"),
    "kms_src": ("kms:Decrypt",),
    "kms_dst": ("kms:Encrypt", "kms:GenerateDataKey", "kms:Decrypt"),
    "trust": ("sts:AssumeRole",),
}
BUCKET_ACTIONS = ("s3:ListBucket", "s3:GetReplicationConfiguration")
PATTERNS = (
    "*",
    "s3:*",
    "s3:Replicate*",
    "s3:Get*",
    "S3:getobjectVERSION*",
    "s3:Replicat?Object",
    "s3:ReplicateObject?",
    "s3:?eplicate*",
    "s3:*Object*",
    "s3:Put*",
    "kms:*",
    "kms:Decrypt",
    "kms:GenerateDataKey*",
    "KMS:Encrypt",
    "kms:Re*",
    "sts:*",
    "sts:AssumeRole",
    "sts:AssumeRole*",
    "sts:TagSession",
    "iam:*",
    "ec2:*",
    "s3:List*",
    "s3:*Replication*",
)
RESOURCES = (
    "*",
    "arn:aws:s3:::*",
    "arn:aws:s3:::dst-bkt/*",
    "arn:aws:s3:::dst-bkt",
    "arn:aws:s3:::dst-bkt*",
    "arn:aws:s3:::src-bkt/*",
    "arn:aws:s3:::src-bkt",
    "arn:aws:s3:::???-bkt/*",
    "arn:aws:s3:::dst-bkt/a*",
    "arn:aws:s3:::dst-bkt?k",
    "arn:aws:s3:::*/k",
    "arn:aws-cn:s3:::dst-bkt/*",
    "arn:aws:s3:::dst-bkt/photos/*",
    "arn:aws:s3:::dst-bkt/Photos/*",
    "arn:aws:s3:::*bkt*/*a*",
    "arn:aws:s3:::dst-bkt/[ab]*",
    "arn:aws:s3:::dst.bkt/*",
    "arn:aws:s3:::dst-bkt/a*b",
    "arn:aws:s3:::dst-bkt/a${*}b",
    "arn:aws:s3:::dst-bkt/${aws:PrincipalTag/team}/*",
    "arn:aws:s3:::dst-bkt/${aws:PrincipalTag/none, 'data'}/*",
    "arn:aws:s3:::src-bkt/${aws:PrincipalTag/none}*",
    "arn:aws:s3:::${aws:PrincipalTag/bucket}/*",
    "arn:aws:s3:::dst-bkt/a:*:c",
    SKEY,
    DKEY,
    f"arn:aws:kms:*:{S}:key/*",
    f"arn:aws:kms:eu-west-?:{D}:key/*",
    f"arn:aws:kms:us-east-1:{S}:alias/x",
    "arn:aws:kms:*:*:key/*bbbb",
    "arn:aws:s3:::dst-bkt/${?}?",
    f"arn:aws:s3:::{'${aws:PrincipalAccount}'}-bkt/*",
)
AWS_PRINCIPALS = (
    ROLE,
    ROLE,
    SESSION,
    f"arn:aws:iam::{S}:root",
    S,
    f"arn:aws:iam::{D}:root",
    D,
    "*",
    PATH_ROLE,
    f"arn:aws:iam::{S}:role/rep",
    f"arn:aws:iam::{D}:role/repl",
    "AROAEXAMPLEEXAMPLE123",
    f"arn:aws:sts::{S}:assumed-role/repl/other",
    f"arn:aws-cn:iam::{S}:root",
)
SERVICES = ("s3.amazonaws.com", "batchoperations.s3.amazonaws.com", "lambda.amazonaws.com")

TEXT = {
    "aws:PrincipalOrgID": ("o-mine", "o-other", "o-m*", "O-MINE", "o-${*}"),
    "aws:PrincipalTag/team": (
        "data",
        "Data",
        "da*",
        "d?ta",
        "*",
        "${aws:PrincipalTag/bucket}",
        "${aws:PrincipalTag/none}",
        "a${*}",
    ),
    "aws:PrincipalTag/bucket": ("dst-bkt", "data", "src-bkt", "DATA"),
    "aws:SourceAccount": (S, D, "1*", "${aws:PrincipalAccount}"),
    "aws:PrincipalAccount": (S, D, "${aws:SourceAccount}", "${aws:PrincipalTag/none, '111111111111'}"),
    "s3:x-amz-server-side-encryption": ("aws:kms", "AES256", "AWS:KMS", "aws:*", "aws:kms:dsse"),
    "kms:ViaService": ("s3.us-east-1.amazonaws.com", "s3.eu-west-1.amazonaws.com", "s3.*.amazonaws.com"),
    "aws:RequestedRegion": ("us-east-1", "eu-west-1", "eu-*"),
}
ARNS = {
    "aws:SourceArn": (
        "arn:aws:s3:::src-bkt",
        "arn:aws:s3:::src-*",
        "arn:aws:s3:::dst-bkt",
        "arn:aws:s3:*:*:src-bkt",
        "arn:*:s3:::s*",
    ),
    "aws:PrincipalArn": (
        ROLE,
        f"arn:aws:iam::{S}:role/*",
        "arn:aws:iam::*:role/repl",
        "arn:aws:iam::${aws:PrincipalAccount}:role/repl",
        f"arn:aws:iam::{S}:role/${{aws:PrincipalTag/none}}",
        f"arn:aws:iam::{D}:role/repl",
        "arn:aws:*:*:repl",
    ),
    "kms:EncryptionContext:aws:s3:arn": (
        "arn:aws:s3:::dst-bkt",
        "arn:aws:s3:::dst-bkt/*",
        "arn:aws:s3:::dst-bkt/k",
        "arn:aws:s3:::*",
    ),
}
LISTS = {
    "aws:PrincipalOrgPaths": ("o-a/r-1/", "o-a/r-1/ou-1/", "o-b/r-1/", "o-a/*", "o-a/r-1/ou-1/*", "*"),
    "aws:CalledVia": ("a.amazonaws.com", "b.amazonaws.com", "c.*"),
    "kms:EncryptionContextKeys": ("aws:s3:arn", "other"),
}
NUMBERS = {
    "s3:signatureAge": ("9", "10", "1.0", "1", "-1", "1e1", 9, 10.0),
    "s3:TlsVersion": ("1.2", "1.3", 1.2, "1.20"),
}
DATES = {
    "aws:CurrentTime": (
        "2026-01-01T00:00:00Z",
        "2025-12-31T23:00:00-02:00",
        "1767225600",
        "2026-01-01",
        "2026-06-30T12:30:45.5Z",
        "2026-01-01T01:00:00+01:00",
    )
}
ADDRESSES = {
    "aws:SourceIp": (
        "203.0.113.9",
        "203.0.113.0/24",
        "0.0.0.0/0",
        "2001:db8::/32",
        "2001:0DB8:0::1",
        "::/0",
        "198.51.100.7/31",
    )
}
BOOLEANS = {
    "aws:SecureTransport": ("true", "false", True, False),
    "aws:PrincipalIsAWSService": ("true", "false", "True"),
}
BLOBS = {"app:blob": ("QmluYXJ5", "b3RoZXI=")}

OPERATORS = (
    (
        TEXT,
        (
            "StringEquals",
            "StringNotEquals",
            "StringEqualsIgnoreCase",
            "StringNotEqualsIgnoreCase",
            "StringLike",
            "StringNotLike",
        ),
    ),
    (ARNS, ("ArnEquals", "ArnLike", "ArnNotEquals", "ArnNotLike", "StringLike", "StringEquals", "StringNotLike")),
    (
        NUMBERS,
        tuple(
            f"Numeric{name}"
            for name in ("Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals")
        ),
    ),
    (
        DATES,
        tuple(
            f"Date{name}"
            for name in ("Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals")
        ),
    ),
    (ADDRESSES, ("IpAddress", "NotIpAddress")),
    (BOOLEANS, ("Bool",)),
    (BLOBS, ("BinaryEquals",)),
)
CONTEXT = {
    "aws:PrincipalOrgID": ("o-mine", "o-other"),
    "aws:PrincipalTag/team": ("data", "Data", "dst-bkt", "*", "a*"),
    "aws:PrincipalTag/bucket": ("dst-bkt", "data", "DATA"),
    "aws:SourceAccount": (S, D),
    "aws:PrincipalAccount": (S, S, D),
    "s3:x-amz-server-side-encryption": ("aws:kms", "AES256"),
    "kms:ViaService": TEXT["kms:ViaService"][:2],
    "aws:RequestedRegion": ("us-east-1", "eu-west-1"),
    "aws:SourceArn": ("arn:aws:s3:::src-bkt", "arn:aws:s3:::dst-bkt"),
    "aws:PrincipalArn": (ROLE, ROLE, f"arn:aws:iam::{D}:role/repl"),
    "kms:EncryptionContext:aws:s3:arn": ("arn:aws:s3:::dst-bkt", "arn:aws:s3:::dst-bkt/k"),
    "s3:signatureAge": ("9", "10", "1", "-1"),
    "s3:TlsVersion": ("1.2", "1.3"),
    "aws:CurrentTime": ("2025-12-31T22:30:00Z", "2026-01-01T00:00:00Z", "2026-07-01T00:00:00Z", "1767225600"),
    "aws:SourceIp": ("203.0.113.9", "198.51.100.6", "2001:db8::1", "192.0.2.1"),
    "aws:SecureTransport": ("true", "false"),
    "aws:PrincipalIsAWSService": ("true", "false"),
    "app:blob": ("QmluYXJ5", "b3RoZXI="),
}

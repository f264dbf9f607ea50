from auditor.topology.arn import bucket_name, key_arn, parse_arn, subject_id


def test_the_resource_part_keeps_its_colons():
    parsed = parse_arn("arn:aws:iam::111111111111:role/a:b")
    assert parsed is not None
    assert parsed.resource == "role/a:b"


def test_text_that_is_no_arn_has_no_parts():
    assert parse_arn("not-an-arn") is None


def test_a_bucket_of_the_main_partition_is_named_plainly():
    assert subject_id("arn:aws:s3:::logs") == "logs"


def test_a_bucket_of_another_partition_says_which():
    assert subject_id("arn:aws-cn:s3:::logs") == "aws-cn:logs"


def test_a_destination_that_is_no_arn_keeps_its_text():
    assert bucket_name("logs") == "logs"


def test_a_bare_key_id_becomes_the_key_of_that_place():
    assert key_arn("1234", "aws", "eu-west-1", "111111111111") == "arn:aws:kms:eu-west-1:111111111111:key/1234"


def test_an_alias_name_becomes_the_alias_of_that_place():
    assert key_arn("alias/a", "aws", "eu-west-1", "111111111111") == "arn:aws:kms:eu-west-1:111111111111:alias/a"

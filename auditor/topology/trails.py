"""A trail and a bucket in, which of its objects' requests the trail records out.

CloudTrail API, "DataResource" and "AdvancedFieldSelector". Only what is recorded of every object counts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from auditor.snapshot import Fact, Json

READ, WRITE = "read", "write"
_BASIC: Mapping[str, tuple[str, ...]] = {"All": (READ, WRITE), "ReadOnly": (READ,), "WriteOnly": (WRITE,)}
_OBJECTS = "AWS::S3::Object"


def of_bucket(trail: Json, bucket: str, source: str) -> Json:
    """The trail as AWS describes it, with what it `records` of the bucket (an ARN): `read`, `write`, or unknown."""
    told = {name: value for name, value in trail.items() if not name.endswith("EventSelectors")}
    if trail.get("unread"):
        said = f"trail {trail['TrailARN']} belongs to another account, which alone may say what it records"
        return {**told, "records": Fact.unknown(source, str(trail["unread"]), said)}
    recorded = {kind for kinds in _selected(trail, f"{bucket}/") for kind in kinds} if trail.get("IsLogging") else ()
    return {**told, "records": sorted(recorded)}


def _selected(trail: Json, objects: str) -> Iterator[tuple[str, ...]]:
    for selector in trail.get("EventSelectors") or ():
        resources = [each for each in selector.get("DataResources") or () if each.get("Type") == _OBJECTS]
        if any(objects.startswith(value) for each in resources for value in each.get("Values") or ()):
            yield _BASIC.get(selector.get("ReadWriteType", "All"), ())
    for selector in trail.get("AdvancedEventSelectors") or ():
        fields = selector["FieldSelectors"]
        if all(_admits(field, objects) for field in fields) and any(f["Field"] == "resources.type" for f in fields):
            yield _kinds(fields)


def _admits(field: Json, objects: str) -> bool:
    """Whether the condition holds for every object of the bucket; any other field leaves some requests out."""
    condition = _FIELDS.get(field["Field"])
    return condition is not None and condition(field, objects)


def _places(field: Json, objects: str) -> bool:
    """Conditions of one field must all hold; of the values of one condition, one (of a `Not`, each)."""
    given = {name: values for name, values in field.items() if name != "Field" and values}
    held = {
        "StartsWith": lambda values: any(objects.startswith(value) for value in values),
        "NotStartsWith": lambda values: not any(_overlap(value, objects) for value in values),
        "NotEquals": lambda values: not any(value.startswith(objects) for value in values),
    }
    return all(name in held and held[name](values) for name, values in given.items())


def _overlap(prefix: str, objects: str) -> bool:
    return objects.startswith(prefix) or prefix.startswith(objects)


_FIELDS: Mapping[str, Callable[[Json, str], bool]] = {
    "eventCategory": lambda field, _: "Data" in (field.get("Equals") or ()),
    "resources.type": lambda field, _: _OBJECTS in (field.get("Equals") or ()),
    "readOnly": lambda field, _: bool(field.get("Equals")),
    "resources.ARN": _places,
}


def _kinds(fields: Json) -> tuple[str, ...]:
    """A selector that does not ask for `readOnly` takes both."""
    asked = [field["Equals"] for field in fields if field["Field"] == "readOnly"]
    kinds = {"true": READ, "false": WRITE}
    return tuple(kinds[value] for value in kinds if all(value in values for values in asked))

"""Breaks that count as more than one failure, how many, and why: each of them needs a mend of its own."""

from __future__ import annotations

from collections.abc import Mapping

EACH: Mapping[str, Mapping[str, Mapping[int, str]]] = {
    "Two rules lead to one bucket: each edge is a subject of its own, told, waived and declared by itself.": {
        "a service control policy that denies writing": {2: "tags"},
        "a resource control policy that denies writing": {2: "tags"},
        "a resource control policy that keeps S3 from the role": {2: "tags"},
        "destination gone": {2: "tags"},
        "requester pays": {2: "tags"},
        "customer's keys blocked at the destination": {2: "tags"},
        "replicas not shut off from the public": {2: "tags"},
        "only the source's requests logged": {2: "tags"},
        "destination never versioned": {2: "tags"},
        "destination suspended": {2: "tags"},
        "no ownership controls": {2: "tags"},
        "replicas owned by whoever writes them": {2: "tags"},
        "the source expires, the destination does not": {2: "tags"},
        "the destination expires sooner": {2: "tags"},
        "the destination drops earlier versions sooner": {2: "tags"},
        "both in one Region": {2: "tags"},
        "a Region that is not allowed": {2: "tags"},
        "a Region that one of two declarations allows": {2: "tags"},
        "a recovery point that nothing promises": {2: "tags"},
        "a stranger's destination": {2: "tags"},
        "a destination of nobody known": {2: "tags"},
        "no destination policy": {2: "tags"},
        "dashes in the policy's version": {2: "tags"},
        "dashes in the trust policy's version": {2: "tags"},
        "denied without a VPC endpoint, at the destination": {2: "tags"},
        "denied without a VPC endpoint, at the source": {2: "tags"},
        "denied to all but an administrator": {2: "tags"},
        "denied without an ACL, on everything": {2: "tags"},
        "tags denied at the destination": {2: "tags"},
        "the configuration not readable": {2: "tags"},
        "the bucket not listable": {2: "tags"},
        "objects not readable": {2: "tags"},
        "objects readable by the wider right": {2: "tags"},
        "access lists not readable": {2: "tags"},
        "tags not readable": {2: "tags"},
        "replicas not writable": {2: "tags"},
        "a boundary that lets nothing through": {2: "tags"},
        "a boundary without writing": {2: "tags"},
        "a boundary without tags": {2: "tags"},
    },
    "Each way of a pair is an edge of its own, with a role of its own that is stopped and must be exempted.": {
        "a service control policy that denies writing": {2: "two-way"},
        "a resource control policy that denies writing": {2: "two-way"},
        "a resource control policy that keeps S3 from the role": {2: "two-way"},
        "changes of replicas one way only": {2: "two-way"},
        "denied without a VPC endpoint, at the destination": {2: "two-way"},
        "denied without a VPC endpoint, at the source": {2: "two-way"},
        "denied without an ACL, on everything": {2: "two-way"},
    },
    "Each of two rules that stand against each other is refused; which one to change nobody can say for them.": {
        "an ID twice": {2: "same-account cross-account kms bucket-key object-lock owner-override"},
        "a priority twice": {2: "same-account cross-account kms bucket-key object-lock two-way owner-override tags"},
    },
    "No edge joins the two buckets any more: the lost rule and the grant left behind are each told at their bucket.": {
        "configuration gone": {2: "cross-account kms bucket-key owner-override tags"},
        "no way back": {2: "two-way"},
    },
    "Mended, the rule would still leave out what its filter does not select, or reach only where it leads.": {
        "two predicates without And": {
            2: "same-account cross-account kms bucket-key owner-override tags object-lock",
            3: "two-way",
        },
        "a prefix with a leading slash": {
            2: "same-account cross-account kms bucket-key owner-override tags object-lock",
            3: "two-way",
        },
        "a prefix with a wildcard": {
            2: "same-account cross-account kms bucket-key owner-override tags object-lock",
            3: "two-way",
        },
    },
    "The bucket is not covered, and the way back has another scope: each may be meant without the other.": {
        "a higher rule for other objects": {2: "two-way"},
        "a prefix": {2: "two-way"},
        "a tag filter": {2: "two-way"},
    },
    "A filter on tags leaves out the other objects, and the deletes that a mirror is to follow.": {
        "a tag filter": {2: "same-account"},
    },
    "S3 refuses such a rule, the role may not delete, and a part is left out: each is decided apart.": {
        "delete markers of tagged objects": {
            2: "same-account",
            3: "cross-account kms bucket-key owner-override",
            4: "two-way object-lock tags",
        },
    },
    "What the role and the far bucket grant is of no use only as long as nobody says where the rule should lead.": {
        "the source as its own destination": {2: "same-account"},
        "a destination in another partition": {3: "cross-account"},
        "objects under keys without a replica key": {2: "kms bucket-key"},
    },
    "The broken rule now also differs from the one that overrules it, as it would if both were well formed.": {
        "replication time without metrics": {2: "tags"},
        "replication time of an hour": {2: "tags"},
        "one zone": {2: "tags"},
        "an archive": {2: "tags"},
    },
    "What the old form does with delete markers matters more than the form, and would be hidden below it; and a rule in"
    " the current form may replicate them too, which the role has no right to.": {
        "the old schema": {
            2: "same-account",
            3: "cross-account kms bucket-key object-lock owner-override tags",
            4: "two-way",
        },
    },
    "That replicas do not travel on, and that the further edge is broken in itself, are two things to mend.": {
        "a third bucket behind the destination": {2: "same-account kms bucket-key object-lock"},
    },
    "Both buckets tell one queue: each could be told elsewhere.": {
        "the queue that is told of failures is gone": {2: "two-way"},
        "the queue admits another bucket": {2: "two-way"},
        "the queue is encrypted with a key that AWS manages": {2: "two-way"},
    },
    "The remedy is that the bucket enforces its ownership; then the right to change owners stays without use.": {
        "no change of owner": {2: "owner-override"},
    },
    "Whether deletes should travel, and whether the role may, are decided apart; or a rule beside it differs.": {
        "delete markers replicated without the right to": {2: "object-lock tags"},
    },
    "The bucket's policy and the role's, in two accounts, each grant what is not used.": {
        "the right to delete for nothing": {2: "cross-account kms bucket-key object-lock owner-override", 3: "tags"},
    },
    "Markers, lifecycle and lock of a backup are three settings, and each alone would keep it.": {
        "a backup that follows deletes and forgets": {4: "object-lock"},
    },
    "A bucket in the wrong place needs a key there, or another account, besides.": {
        "both in one Region": {2: "kms bucket-key"},
        "a stranger's destination": {2: "kms bucket-key"},
    },
    "The lock has to be put on the far bucket, and the role let to read it, or a retention be set.": {
        "source locked, destination not": {2: "same-account cross-account kms bucket-key owner-override", 4: "tags"},
        "the destination's lock gone": {2: "object-lock"},
    },
    "The key is not used any more, or not in this way: what the role may do with it beyond need is another thing.": {
        "encryption in the bucket's context": {2: "kms"},
    },
    "The live role has to be let in, and the grant to the other one taken out.": {
        "policy for another role": {2: "cross-account kms bucket-key object-lock owner-override", 3: "tags"},
        "policy for the role without its path": {
            2: "cross-account kms bucket-key object-lock owner-override",
            3: "tags",
        },
        "policy for a role that was deleted": {2: "cross-account kms bucket-key object-lock owner-override", 3: "tags"},
        "policy with a placeholder": {2: "cross-account kms bucket-key object-lock owner-override", 3: "tags"},
    },
    "Whom a statement admits and which actions it spells are two edits of it.": {
        "policy for the whole account, by wildcard": {
            2: "cross-account kms bucket-key object-lock owner-override tags"
        },
    },
    "Public access is not blocked, and a statement is open to all: either may be mended without the other.": {
        "policy open to all": {2: "cross-account kms bucket-key object-lock owner-override", 3: "tags"},
    },
    "S3 has to be let in, and the stranger shut out.": {
        "S3 not trusted": {2: "same-account cross-account kms bucket-key object-lock two-way owner-override tags"},
    },
    "Each account has a bucket, and is asked, of its own.": {
        "a DataSync task to a bucket of none of the accounts": {
            2: "same-account cross-account kms bucket-key object-lock owner-override"
        },
        "no trail": {2: "same-account cross-account kms bucket-key object-lock owner-override"},
    },
    "A job that was cancelled has to be made again, whatever its role may.": {
        "a Batch job cancelled, whose role is the live one": {2: "cross-account kms"},
    },
}
"""Why -> what is broken -> how many failures count in edges of which kinds."""

COUNTED: Mapping[tuple[str, str], int] = {
    (kind, what): number
    for breaks in EACH.values()
    for what, numbers in breaks.items()
    for number, kinds in numbers.items()
    for kind in kinds.split()
}
"""By kind and what is broken; all others are one failure at most."""

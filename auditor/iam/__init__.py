"""Would AWS allow this request? Pure: policies and a request in, a decision with its reasons out; no S3, no I/O."""

from auditor.iam.because import Matched
from auditor.iam.conditions import Condition
from auditor.iam.decide import Decision, decide
from auditor.iam.document import Kind, PolicyError
from auditor.iam.effect import Effect
from auditor.iam.parse import parse
from auditor.iam.policy import Document, Malformed, Policy, Principal, Statement, Unread
from auditor.iam.principal import CANONICAL_USER, SESSION_NAME
from auditor.iam.request import Grant, Policies, Request
from auditor.iam.simulate import simulate
from auditor.iam.worlds import Way
from auditor.iam.write import write

__all__ = [
    "CANONICAL_USER",
    "SESSION_NAME",
    "Condition",
    "Decision",
    "Document",
    "Effect",
    "Grant",
    "Kind",
    "Malformed",
    "Matched",
    "Policies",
    "Policy",
    "PolicyError",
    "Principal",
    "Request",
    "Statement",
    "Unread",
    "Way",
    "decide",
    "parse",
    "simulate",
    "write",
]

"""`auditor.yaml` and accounts files -> `Config`: what to scan, what is intended, how to judge."""

from auditor.config.account import Account, RoleStep
from auditor.config.intent import AllowedRegions, Intent, MustReplicate, Purpose, PurposeRule, RecoveryPoint
from auditor.config.load import load_config
from auditor.config.organization import Organization
from auditor.config.schema import schema
from auditor.config.settings import Config
from auditor.config.starter import STARTER
from auditor.config.waivers import GLOB, AcceptedRisk, load_waivers

__all__ = [
    "GLOB",
    "STARTER",
    "AcceptedRisk",
    "Account",
    "AllowedRegions",
    "Config",
    "Intent",
    "MustReplicate",
    "Organization",
    "Purpose",
    "PurposeRule",
    "RecoveryPoint",
    "RoleStep",
    "load_config",
    "load_waivers",
    "schema",
]

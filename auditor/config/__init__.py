"""`auditor.yaml` and accounts files -> `Config`: what to scan, what is intended, how to judge."""

from auditor.config.account import Account, RoleStep
from auditor.config.intent import Intent, Purpose, PurposeRule
from auditor.config.load import load_config
from auditor.config.schema import schema
from auditor.config.settings import Config
from auditor.config.starter import STARTER

__all__ = ["STARTER", "Account", "Config", "Intent", "Purpose", "PurposeRule", "RoleStep", "load_config", "schema"]

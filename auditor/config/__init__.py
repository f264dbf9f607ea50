"""`auditor.yaml` and accounts files -> `Config`: what to scan, what is intended, how to judge."""

from auditor.config.account import Account, RoleStep
from auditor.config.intent import Intent, Purpose, PurposeRule
from auditor.config.load import load_config
from auditor.config.settings import Config

__all__ = ["Account", "Config", "Intent", "Purpose", "PurposeRule", "RoleStep", "load_config"]

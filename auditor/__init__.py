"""auditor: proves whether S3 replication works, is compliant and has not drifted."""

__version__ = "0.1.0"

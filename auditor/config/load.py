"""`auditor.yaml` and an accounts file in, a checked `Config` out; every mistake has file, line and field."""

from __future__ import annotations

import os
from pathlib import Path

from pydantic import ValidationError

from auditor.config.accounts_file import load_accounts, refuse_twice
from auditor.config.mistakes import mistake
from auditor.config.settings import Config
from auditor.errors import ConfigError, InputError
from auditor.yamlfile import Document, read


def load_config(path: Path | None, accounts: Path | None = None) -> Config:
    """The configuration in `path` (None: all defaults), with the accounts of `accounts` instead of its own.

    Accounts that name no Regions get the configuration's; packs that are folders and the waivers file are found beside
    `path`. Raises ConfigError.
    """
    try:
        config = _read(path) if path else Config()
        if accounts:
            config = config.model_copy(update={"accounts": load_accounts(accounts)})
    except ConfigError:
        raise
    except InputError as error:
        raise ConfigError(error.what, file=error.file, line=error.line, field=error.field) from error
    return config.model_copy(
        update={
            "accounts": tuple(
                account if account.regions else account.model_copy(update={"regions": config.regions})
                for account in config.accounts
            )
        }
    )


def _read(path: Path) -> Config:
    if not path.exists():
        raise ConfigError("no such file; write one with: auditor init", file=path)
    document = read(path)
    config = _checked(document)
    refuse_twice(config.accounts, document)
    found = {"packs": tuple(_found(path.parent, pack) for pack in config.packs)}
    beside = {"waivers": path.parent / config.waivers} if config.waivers else {}
    return config.model_copy(update={**found, **beside})


def _checked(document: Document) -> Config:
    try:
        return Config.model_validate({} if document.value is None else document.value)
    except ValidationError as error:
        raise mistake(error, Config, document) from error


def _found(folder: Path, pack: str) -> str:
    """A pack given as a folder, relative to the configuration; a name stays what it is."""
    is_path = "/" in pack or os.sep in pack or pack.startswith(".")
    return str(folder / pack) if is_path else pack

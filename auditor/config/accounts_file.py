"""An accounts file, YAML or CSV, in; accounts out. Whatever a spreadsheet put into a cell is only text here."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from auditor.config.account import Account
from auditor.config.mistakes import mistake, nearest
from auditor.errors import ConfigError
from auditor.yamlfile import Document, Value, dotted, read

MAX_BYTES = 10_000_000

_COLUMNS = ("id", "name", "role", "external_id", "session_name", "regions", "chain", "partition")


class _Accounts(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    accounts: tuple[Account, ...]


def load_accounts(path: Path) -> tuple[Account, ...]:
    """The accounts in `path`: CSV if it is named so, else YAML (a list, or `accounts:` with one).

    CSV has a header of `id` and any of `name,role,external_id,session_name,regions,chain,partition`; several Regions
    are separated by `;`, as are the roles of a chain, each `ARN` or `ARN|EXTERNAL_ID`. Raises ConfigError.
    """
    if path.suffix.lower() == ".csv":
        return tuple(account for _, account in _unique(path, _from_csv(path)))
    document = read(path)
    if isinstance(document.value, list):
        lines = {("accounts", *place): line for place, line in document.lines.items()}
        document = Document(document.file, {"accounts": document.value}, lines)
    try:
        accounts = _Accounts.model_validate(document.value or {}).accounts
    except ValidationError as error:
        raise mistake(error, _Accounts, document) from error
    refuse_twice(accounts, document)
    return accounts


def refuse_twice(accounts: tuple[Account, ...], document: Document) -> None:
    """Raises ConfigError if an account id stands twice under `accounts` of `document`."""
    first: dict[str, int] = {}
    for index, account in enumerate(accounts):
        place = ("accounts", index, "id")
        if account.id in first:
            raise _twice(account, first[account.id], document.file, document.line(place), dotted(place))
        first[account.id] = document.line(place)


def _unique(path: Path, rows: Iterator[tuple[int, Account]]) -> Iterator[tuple[int, Account]]:
    first: dict[str, int] = {}
    for line, account in rows:
        if account.id in first:
            raise _twice(account, first[account.id], str(path), line, "id")
        first[account.id] = line
        yield line, account


def _twice(account: Account, first: int, file: str, line: int, place: str) -> ConfigError:
    return ConfigError(f"account {account.id} stands twice, first on line {first}", file=file, line=line, field=place)


def _from_csv(path: Path) -> Iterator[tuple[int, Account]]:
    """(line, account) of each row; blank rows are left out."""
    reader = csv.reader(StringIO(_text(path), newline=""), strict=True)
    try:
        columns = _header(path, next(reader, []))
        line = reader.line_num + 1
        for row in reader:
            if any(cell.strip() for cell in row):
                yield line, _account(path, line, columns, row)
            line = reader.line_num + 1
    except csv.Error as error:
        raise ConfigError(f"is not CSV: {error}", file=path, line=reader.line_num) from error


def _text(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
        if len(content) > MAX_BYTES:
            raise ConfigError(f"is longer than {MAX_BYTES} bytes; split it", file=path)
        return content.decode("utf-8-sig")
    except OSError as error:
        raise ConfigError(f"cannot be read: {error.strerror}", file=path) from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"is not UTF-8 (byte {error.start}); save it as CSV UTF-8", file=path) from error


def _header(path: Path, cells: list[str]) -> list[str]:
    columns = [cell.strip().lower() for cell in cells]
    for column in columns:
        if column not in _COLUMNS:
            what = f"there is no such column; {nearest(column, list(_COLUMNS))}"
            raise ConfigError(what, file=path, line=1, field=column or "(blank)")
        if columns.count(column) > 1:
            raise ConfigError("this column stands twice", file=path, line=1, field=column)
    if "id" not in columns:
        raise ConfigError(
            f"this column is missing; the first line names them: {','.join(_COLUMNS)}", file=path, line=1, field="id"
        )
    return columns


def _account(path: Path, line: int, columns: list[str], row: list[str]) -> Account:
    if len(row) > len(columns):
        raise ConfigError(
            f"has {len(row)} cells, the header has {len(columns)}; put a cell with commas in quotes",
            file=path,
            line=line,
        )
    cells = {column: cell.strip() for column, cell in zip(columns, row, strict=False) if cell.strip()}
    try:
        return Account.model_validate({column: _value(column, cell) for column, cell in cells.items()})
    except ValidationError as error:
        raise mistake(error, Account, Document(str(path), cells, {(): line})) from error


def _value(column: str, cell: str) -> Value:
    items = [item.strip() for item in cell.split(";") if item.strip()]
    if column == "regions":
        return items
    if column == "chain":
        steps = [item.partition("|") for item in items]
        return [{"role": role.strip(), **({"external_id": given.strip()} if given else {})} for role, _, given in steps]
    return cell

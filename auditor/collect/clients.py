"""Settings -> clients of AWS's services: one of each service and Region for all accounts, each with the guard on it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import datetime
from threading import Event, Lock

import botocore
from botocore.client import BaseClient
from botocore.config import Config
from botocore.credentials import Credentials, ReadOnlyCredentials
from botocore.exceptions import BotoCoreError, NoCredentialsError
from botocore.session import Session
from botocore.utils import parse_timestamp

from auditor import __version__
from auditor.collect.guard import protect
from auditor.collect.judge import steady
from auditor.collect.s3control import plain_host
from auditor.collect.shortcut import Shortcut
from auditor.collect.sts import Keys
from auditor.collect.trust import bundle
from auditor.collect.wire import Wire, carry
from auditor.errors import UsageError
from auditor.snapshot import Json

_CHECKED_BY_S3 = frozenset({"s3"})
"""Services whose parameters need no second look: S3's are bucket names, which the SDK checks apart from the rest."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How requests are made."""

    connect_timeout: float
    """Seconds."""
    read_timeout: float
    """Seconds."""
    attempts: int
    """How often the SDK tries one request in all, when AWS throttles or fails."""
    connections: int
    """How many may be open to one host at a time."""


@dataclass(frozen=True, slots=True)
class Identity:
    """In whose name requests are signed."""

    credentials: Credentials | None
    """None if there are none: every request then fails before it is sent."""


class Sdk:
    """Makes clients; what is dear to make (a client with its service model) is made once for all accounts.

    AWS_ENDPOINT_URL and the shared configuration files are honoured as by every AWS tool; UsageError if they cannot
    be used at all. Safe in threads.
    """

    def __init__(self, settings: Settings, *, borrowing: bool = False) -> None:
        """One that is `borrowing` never looks for credentials of its own: every session brings them."""
        self.stop = Event()
        """Once set, no client sends anything any more."""
        self._making = Lock()
        self._settings = settings
        self._ambient = None if borrowing else _ambient()
        self._shared: dict[tuple[str, str], BaseClient] = {}
        self._signing, self._acting = Session(), _Acting()
        self._signing.register_component("credential_provider", self._acting)
        self._signing.get_component("response_parser_factory").set_parser_defaults(timestamp_parser=moment)
        if self._ambient is not None:  # models that have been read need not be read twice
            self._signing.register_component("data_loader", self._ambient.get_component("data_loader"))
        trusted = bundle(self._signing.get_config_variable("ca_bundle"))
        self._wire = Wire(settings.connect_timeout, settings.read_timeout, trusted)

    def session(self, credentials: Credentials | None) -> Identity:
        """An identity with credentials of its own, or the one of the surroundings."""
        if credentials is None and self._ambient is not None:
            return Identity(self._ambient.get_credentials())
        return Identity(credentials)

    def client(self, session: Identity, service: str, region: str, keys: Keys | None = None) -> BaseClient:
        """A guarded client of `service` in `region` that signs in the name of `session`, or with `keys`."""
        credentials = Credentials(keys.access_key, keys.secret_key, keys.token) if keys else session.credentials
        with self._making:  # botocore makes clients in one thread at a time
            if (service, region) not in self._shared:
                self._shared[service, region] = self._make(service, region)
        return _bound(self._shared[service, region], credentials)

    def close(self) -> None:
        """Let the connections go that nobody is using."""
        self._wire.close()

    def _make(self, service: str, region: str) -> BaseClient:
        client = self._signing.create_client(service, region_name=region, config=self._config(service))
        if service == "s3control":
            plain_host(client)
        protect(client, self.stop)
        carry(client, self._wire)
        if service == "s3" and self._settings.attempts == 1:
            vars(client)[_PERFORM] = Shortcut(client, getattr(client, _PERFORM), self._acting.get_frozen_credentials)
        return client

    def _config(self, service: str) -> Config:
        return Config(
            user_agent=f"auditor/{__version__} botocore/{botocore.__version__}",
            connect_timeout=self._settings.connect_timeout,
            read_timeout=self._settings.read_timeout,
            retries={"mode": "standard", "total_max_attempts": self._settings.attempts},
            max_pool_connections=self._settings.connections,
            parameter_validation=service not in _CHECKED_BY_S3,
            # one host for each Region: with a host for each bucket every request would connect anew
            s3={"addressing_style": "path", "us_east_1_regional_endpoint": "regional"},
        )


_PERFORM = "_make_api_call"
"""Where the SDK's clients send every operation through; the name is private, and the SDK's own tools replace it too."""

_ACTING: ContextVar[Credentials | None] = ContextVar("acting")
"""Whose credentials sign what this thread sends; set around each call and at no other time."""


class _Acting(Credentials):
    """botocore's credential provider and credentials in one: those of the account that is calling, or an error."""

    def __init__(self) -> None:
        super().__init__("", "")

    def load_credentials(self) -> _Acting:
        """What botocore asks of a provider."""
        return self

    def get_frozen_credentials(self) -> ReadOnlyCredentials:
        """The calling account's keys. A LookupError where no account calls: nothing is ever signed by default."""
        credentials = _ACTING.get()
        if credentials is None:
            raise NoCredentialsError
        return credentials.get_frozen_credentials()


@contextmanager
def _acting(credentials: Credentials | None) -> Iterator[None]:
    before = _ACTING.set(credentials)
    try:
        yield
    finally:
        _ACTING.reset(before)


def _bound(shared: BaseClient, credentials: Credentials | None) -> BaseClient:
    """`shared`, as one account calls it: the same client but for the one method that all its operations end in."""
    client: BaseClient = object.__new__(type(shared))

    perform = getattr(shared, _PERFORM)

    def call(operation: str, params: Json) -> Json:
        with _acting(credentials):
            return perform(operation, params)

    vars(client).update(vars(shared), **{_PERFORM: call})
    return client


def moment(value: str | float) -> datetime:
    """A time as AWS writes it. The SDK tries many spellings, which takes most of the time of reading a long list."""
    try:
        found = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        found = None
    if found is not None and found.tzinfo is not None:
        return found
    said: datetime = parse_timestamp(value)  # type: ignore[arg-type]  # which takes numbers too
    return said


def _ambient() -> Session:
    """The session of the surroundings, tried out; whether its credentials are any good only AWS can say."""
    session = Session()
    try:
        session.create_client("sts", region_name="us-east-1")
    except (BotoCoreError, ValueError) as error:
        said = steady(str(error))
        raise UsageError(
            f"the AWS settings of this environment cannot be used: {said}; mend AWS_* or ~/.aws"
        ) from error
    return session

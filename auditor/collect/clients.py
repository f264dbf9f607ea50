"""Settings -> clients of AWS's services: one way of configuring them, each with the guard on it."""

from __future__ import annotations

from dataclasses import dataclass
from threading import Event, Lock

import botocore
from botocore.client import BaseClient
from botocore.config import Config
from botocore.credentials import DeferredRefreshableCredentials
from botocore.exceptions import BotoCoreError
from botocore.session import Session

from auditor import __version__
from auditor.collect.guard import protect
from auditor.collect.judge import steady
from auditor.collect.s3control import plain_host
from auditor.collect.sts import Keys
from auditor.errors import UsageError


@dataclass(frozen=True, slots=True)
class Settings:
    """How requests are made."""

    connect_timeout: float
    """Seconds."""
    read_timeout: float
    """Seconds."""
    attempts: int
    """How often one request is tried in all, when AWS throttles or fails."""
    connections: int
    """How many may be open to one host at a time."""


class Sdk:
    """Makes clients; what is dear to load (service models, endpoint rules) is loaded once for all accounts.

    AWS_ENDPOINT_URL and the shared configuration files are honoured as by every AWS tool; UsageError if they cannot
    be used at all. Safe in threads.
    """

    def __init__(self, settings: Settings) -> None:
        self.stop = Event()
        """Once set, no client sends anything any more."""
        self._making = Lock()
        self._ambient = _ambient()
        self._config = Config(
            user_agent=f"auditor/{__version__} botocore/{botocore.__version__}",
            connect_timeout=settings.connect_timeout,
            read_timeout=settings.read_timeout,
            retries={"mode": "standard", "total_max_attempts": settings.attempts},
            max_pool_connections=settings.connections,
            # one host for each Region: with a host for each bucket every request would connect anew
            s3={"addressing_style": "path", "us_east_1_regional_endpoint": "regional"},
        )

    def session(self, credentials: DeferredRefreshableCredentials | None) -> Session:
        """A session with credentials of its own, or the one with those of the surroundings."""
        if credentials is None:
            return self._ambient
        session = Session()
        session.register_component("data_loader", self._ambient.get_component("data_loader"))
        session.register_component("credential_provider", _Given(credentials))
        return session

    def client(self, session: Session, service: str, region: str, keys: Keys | None = None) -> BaseClient:
        """A guarded client of `service` in `region`, with the session's credentials or with `keys`."""
        with self._making:  # botocore makes clients in one thread at a time
            client = session.create_client(
                service,
                region_name=region,
                config=self._config,
                aws_access_key_id=keys.access_key if keys else None,
                aws_secret_access_key=keys.secret_key if keys else None,
                aws_session_token=keys.token if keys else None,
            )
        if service == "s3control":
            plain_host(client)
        protect(client, self.stop)
        return client


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


class _Given:
    """botocore's credential provider, in the form it looks for: it holds these credentials and no others."""

    def __init__(self, credentials: DeferredRefreshableCredentials) -> None:
        self._credentials = credentials

    def load_credentials(self) -> DeferredRefreshableCredentials:
        return self._credentials

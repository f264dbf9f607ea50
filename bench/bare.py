"""The bare loop: a file of calls, made one after the other with boto3 as it comes, and nothing kept of the answers."""

import json
import sys
from contextlib import suppress
from pathlib import Path

import boto3
from botocore.exceptions import ClientError

clients = {}
for service, method, parameters in json.loads(Path(sys.argv[1]).read_text()):
    if service not in clients:
        clients[service] = boto3.client(service)
    with suppress(ClientError):
        getattr(clients[service], method)(**parameters)

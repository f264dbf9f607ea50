"""Put before a programme's own modules: S3 Control's host names at our endpoint, `ACCOUNT.127.0.0.1`, are found.

On AWS the name with the account before it resolves. No setting of the SDK leaves the account out, so without this
each of these calls would cost a scanner five vain attempts, which it would not make on AWS.
"""

import re
import socket

_lookup = socket.getaddrinfo


def _ours(host, *others, **named):  # type: ignore[no-untyped-def]
    return _lookup(re.sub(r"^\d{12}\.127\.0\.0\.1$", "127.0.0.1", host or ""), *others, **named)


socket.getaddrinfo = _ours

"""Who may vouch for a server: the SDK's settings -> TLS as the SDK speaks it."""

from __future__ import annotations

import os
import ssl

from botocore.httpsession import create_urllib3_context, get_cert_path


def bundle(configured: str | None) -> str | None:
    """The file of certificates, where the SDK looks for it: as `configured` (AWS_CA_BUNDLE, ca_bundle), else

    REQUESTS_CA_BUNDLE; None for those that come with the SDK.
    """
    return configured or os.environ.get("REQUESTS_CA_BUNDLE")


def context(bundle: str | None) -> ssl.SSLContext:
    """TLS 1.2 or later, certificate and host name verified. Raises OSError if the bundle cannot be read."""
    made: ssl.SSLContext = create_urllib3_context()
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    made.verify_mode = ssl.CERT_REQUIRED
    made.check_hostname = True
    made.set_alpn_protocols(["http/1.1"])
    made.load_verify_locations(bundle or str(get_cert_path(True)))
    return made

"""Connections are kept, checked and counted; failures are the SDK's; what is not plain goes the SDK's own way."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from botocore import exceptions as sdk
from botocore.awsrequest import AWSRequest, AWSResponse
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from auditor.collect.clients import Sdk, Settings
from auditor.collect.plain import plain
from auditor.collect.read import ask
from auditor.collect.wire import Wire
from tests.collect.canned import Asked, Canned, Reply, xml

Serve = Callable[[Callable[[Asked], Reply]], Canned]
ANSWER = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


class _Server:
    """Says, on each connection in turn, what a script holds for it: an answer for each request, then the end."""

    def __init__(self, *scripts: list[bytes], tls: ssl.SSLContext | None = None) -> None:
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{self.listening.getsockname()[1]}"
        self.requests: list[bytes] = []
        self.closed = threading.Event()
        self._scripts, self._tls = scripts, tls
        threading.Thread(target=self._run, daemon=True).start()

    def close(self) -> None:
        self.listening.close()

    def _run(self) -> None:
        for script in self._scripts:
            try:
                connection = self.listening.accept()[0]
                with self._tls.wrap_socket(connection, server_side=True) if self._tls else connection as one:
                    for answer in script:
                        self.requests.append(one.recv(65536))
                        one.sendall(answer)
            except OSError:
                continue
            self.closed.set()


@pytest.fixture
def server() -> Iterator[Callable[..., _Server]]:
    with ExitStack() as stack:
        yield lambda *scripts, **given: stack.enter_context(closing(_Server(*scripts, **given)))


def _get(wire: Wire, url: str, method: str = "GET") -> AWSResponse:
    request = AWSRequest(method=method, url=url, headers={"X-A": "b"}).prepare()
    sent = plain(request)
    assert sent is not None
    return wire.send(request, *sent)


@pytest.fixture
def wire() -> Iterator[Wire]:
    with closing(Wire(5, 5, None)) as made:
        yield made


def test_a_connection_is_kept(server: Callable[..., _Server], wire: Wire) -> None:
    one = server([ANSWER, ANSWER])
    assert [_get(wire, one.url + "/b?versioning").content for _ in range(2)] == [b"ok", b"ok"]
    assert one.requests[0].startswith(b"GET /b?versioning HTTP/1.1\r\n")
    assert b"host: " + one.url[7:].encode() in one.requests[0]


def test_a_connection_that_the_server_closed_is_not_used_again(server: Callable[..., _Server], wire: Wire) -> None:
    one = server([ANSWER], [ANSWER])
    _get(wire, one.url)
    assert one.closed.wait(10)
    assert _get(wire, one.url).content == b"ok"


def test_an_answer_that_is_cut_short_is_a_closed_connection(server: Callable[..., _Server], wire: Wire) -> None:
    one = server([ANSWER[:-1]])
    with pytest.raises(sdk.ConnectionClosedError):
        _get(wire, one.url)


def test_silence_is_a_timeout(server: Callable[..., _Server]) -> None:
    one = server([b"", b""])
    with closing(Wire(5, 0.2, None)) as hasty, pytest.raises(sdk.ReadTimeoutError):
        _get(hasty, one.url)


def test_nobody_listening_is_an_endpoint_that_cannot_be_reached(wire: Wire) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(sdk.EndpointConnectionError):
        _get(wire, f"http://127.0.0.1:{port}")


@pytest.fixture(scope="module")
def identity(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of 127.0.0.1 that vouches for itself, and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "endpoint")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    path = tmp_path_factory.mktemp("tls") / "identity.pem"
    path.write_bytes(certificate.public_bytes(pem) + secret)
    return path


def _tls(identity: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(identity)
    return context


def test_a_server_that_the_bundle_vouches_for_is_believed(server: Callable[..., _Server], identity: Path) -> None:
    one = server([ANSWER, ANSWER], tls=_tls(identity))
    with closing(Wire(5, 5, str(identity))) as wire:
        assert [_get(wire, one.url).content for _ in range(2)] == [b"ok", b"ok"]


def test_a_server_that_nobody_vouches_for_is_refused(
    server: Callable[..., _Server], identity: Path, wire: Wire
) -> None:
    one = server([ANSWER], tls=_tls(identity))
    with pytest.raises(sdk.SSLError):
        _get(wire, one.url)
    assert one.requests == []


def test_a_server_under_another_name_is_refused(server: Callable[..., _Server], identity: Path) -> None:
    one = server([ANSWER], tls=_tls(identity))
    with closing(Wire(5, 5, str(identity))) as wire, pytest.raises(sdk.SSLError):
        _get(wire, one.url.replace("127.0.0.1", "localhost"))


def test_a_bundle_that_cannot_be_read_is_a_failure_of_tls(server: Callable[..., _Server], identity: Path) -> None:
    one = server([ANSWER], tls=_tls(identity))
    with closing(Wire(5, 5, "/nowhere.pem")) as wire, pytest.raises(sdk.SSLError):
        _get(wire, one.url)


def _versioning(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> tuple[list[str], Canned]:
    """Which way a call of a client goes: what `Wire` was asked to send."""
    sent: list[str] = []
    send = Wire.send

    def told(self: Wire, request: object, *args: object) -> AWSResponse:
        sent.append(str(getattr(request, "url", "")))
        return send(self, request, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(Wire, "send", told)
    endpoint = serve(lambda _: Reply(200, xml("VersioningConfiguration")))
    made = Sdk(Settings(5, 5, 1, 1))
    ask(made.client(made.session(None), "s3", "us-east-1"), "get_bucket_versioning", Bucket="b")
    return sent, endpoint


def test_clients_send_by_the_wire(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    sent, endpoint = _versioning(serve, monkeypatch)
    assert len(sent) == len(endpoint.requests) == 1


def test_behind_a_proxy_the_sdk_sends_itself(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        proxy = f"http://127.0.0.1:{nobody.getsockname()[1]}"
    monkeypatch.setenv("http_proxy", proxy)
    with pytest.raises(sdk.ProxyConnectionError):
        _versioning(serve, monkeypatch)


def test_no_proxy_is_honoured(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    sent, _ = _versioning(serve, monkeypatch)
    assert len(sent) == 1


@pytest.mark.parametrize(
    ("url", "headers", "body"),
    [
        ("ftp://host/", {}, b""),
        ("http://user@host/", {}, b""),
        ("http://host/a b", {}, b""),
        ("http://host/", {"X": "a\r\nHost: elsewhere"}, b""),
        ("http://host/", {"X": "\u00e9"}, b""),
        ("http://host/", {"Expect": "100-continue"}, b""),
        ("http://host/", {"Transfer-Encoding": "chunked"}, b""),
    ],
)
def test_what_is_not_plain_is_left_to_the_sdk(url: str, headers: dict[str, str], body: bytes) -> None:
    request = AWSRequest(method="GET", url=url, headers=headers, data=body).prepare()
    assert plain(request) is None


@pytest.mark.parametrize(
    ("url", "place", "host"),
    [
        ("https://a.amazonaws.com/b", ("https", "a.amazonaws.com", 443), "a.amazonaws.com"),
        ("https://host:443/", ("https", "host", 443), "host"),
        ("http://host:8080/", ("http", "host", 8080), "host:8080"),
        ("http://[::1]:8080/", ("http", "::1", 8080), "[::1]:8080"),
    ],
)  # fmt: skip
def test_the_host_is_named_as_it_is_signed(url: str, place: tuple[str, str, int], host: str) -> None:
    sent = plain(AWSRequest(method="GET", url=url).prepare())
    assert sent is not None
    assert sent[0] == place
    assert f"\r\nhost: {host}\r\n".encode() in sent[1]


def test_a_body_is_sent_with_its_length() -> None:
    sent = plain(AWSRequest(method="POST", url="http://host/", data=b"Action=X").prepare())
    assert sent is not None
    head, _, body = sent[1].partition(b"\r\n\r\n")
    assert b"content-length: 8" in head
    assert body == b"Action=X"

"""The mended emulator as a process of its own: `python -m auditor.demo.server --port N` serves AWS's wire format.

Prints its address as the first line of stdout and serves on the loopback interface until it is terminated.
Needs moto's `server` extra.
"""

from __future__ import annotations

import argparse
import sys

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server

from auditor.demo.fidelity import faithful
from auditor.demo.fidelity.missing import over_http


def main(arguments: list[str] | None = None) -> None:
    """Serve until terminated; `--port 0` takes any free port."""
    parser = argparse.ArgumentParser(prog="python -m auditor.demo.server", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="port on 127.0.0.1; 0 takes a free one")
    port = parser.parse_args(arguments).port
    application = over_http(DomainDispatcherApplication(create_backend_app))
    with faithful():
        server = make_server("127.0.0.1", port, application, threaded=True, request_handler=MotoRequestHandler)
        sys.stdout.write(f"http://127.0.0.1:{server.server_port}\n")
        sys.stdout.flush()
        server.serve_forever()


if __name__ == "__main__":
    main()

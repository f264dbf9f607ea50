"""A command that is told to end, by a terminal or a service, tidies up and says so."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from auditor.snapshot import Snapshot

KEYS = {
    "AWS_ACCESS_KEY_ID": "AKIAHUBHUBHUBHUBHUB1",
    "AWS_SECRET_ACCESS_KEY": "secret",
    "AWS_DEFAULT_REGION": "eu-west-1",
}


@pytest.mark.parametrize("told", [signal.SIGINT, signal.SIGTERM])
def test_a_scan_that_is_told_to_end_leaves_a_snapshot_marked_incomplete(tmp_path: Path, told: signal.Signals) -> None:
    (tmp_path / "auditor.yaml").write_text('accounts: [{id: "111111111111", role: audit}]\n', encoding="utf-8")
    command = [str(Path(sys.executable).parent / "auditor"), "collect", "--snapshot", "s"]
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        environment = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "AWS_ENDPOINT_URL": url, **KEYS}
        with subprocess.Popen(command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, text=True) as scan:
            silent.accept()
            scan.send_signal(told)
            _, said = scan.communicate(timeout=60)
    assert (scan.returncode, said.splitlines()[-1]) == (130, "auditor: error: interrupted")
    snapshot = Snapshot.open(tmp_path / "s")
    assert snapshot.meta["complete"] is False
    snapshot.close()

"""The same cases through the engine and, if node and npm are there, through @cloud-copilot/iam-simulate.

Run: python -m bench.iam_peer. The peer is fetched into a temporary folder for the run and is no part of the project.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bench import iam

PEER = "@cloud-copilot/iam-simulate@0.1"

SCRIPT = """
import { runSimulation } from '@cloud-copilot/iam-simulate'
import { readFileSync } from 'node:fs'
const lines = readFileSync(0, 'utf8').trim().split('\\n')
const levels = given => given.map((level, i) => (
  { orgIdentifier: `${i}`, policies: level.map((policy, j) => ({ name: `${j}`, policy })) }))
const full = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Principal: '*', Action: '*', Resource: '*' }] }
const simulation = c => ({
  request: { principal: c.principal, action: c.action, contextVariables: c.context,
             resource: { resource: c.resource, accountId: c.resource_account } },
  identityPolicies: c.identity_policies.map((policy, i) => ({ name: `${i}`, policy })),
  serviceControlPolicies: levels(c.scps), resourceControlPolicies: levels(c.rcps.map(level => [...level, full])),
  resourcePolicy: c.resource_policy ?? undefined,
  permissionBoundaryPolicies: c.permission_boundary ? [{ name: 'b', policy: c.permission_boundary }] : undefined })
let best = Infinity, answered = 0
for (let round = 0; round < 5; round++) {
  answered = 0
  const before = process.cpuUsage()
  for (const line of lines) {
    const c = JSON.parse(line)
    const found = await runSimulation(simulation(c), {})
    answered += found.resultType === 'error' || found.errors ? 0 : 1
    JSON.stringify({ id: c.id, decision: found.overallResult ?? found.result })
  }
  const used = process.cpuUsage(before)
  best = Math.min(best, (used.user + used.system) / 1e6)
}
console.log(JSON.stringify({ seconds: best, answered }))
"""


def rate(cases: Sequence[Mapping[str, Any]]) -> tuple[float, int] | None:
    """Cases a second of the peer, and how many it answered; None if node, npm or the peer cannot be had."""
    if not shutil.which("npm") or not shutil.which("node"):
        return None
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "package.json").write_text('{"private": true, "type": "module"}')
        if subprocess.run(["npm", "install", "--silent", PEER], cwd=folder, check=False).returncode:
            return None
        Path(folder, "peer.js").write_text(SCRIPT)
        lines = "\n".join(map(json.dumps, cases))
        done = subprocess.run(["node", "peer.js"], cwd=folder, input=lines, capture_output=True, text=True, check=True)
    said = json.loads(done.stdout)
    return len(cases) / said["seconds"], said["answered"]


def main() -> None:
    cases = [case for case in iam.of_gold_size(3000) if not str(case["id"]).startswith("malformed/")]
    print(f"ours: {iam.simulate_rate(cases)[0]:,.0f} cases a second")
    found = rate(cases)
    print(f"peer: {found[0]:,.0f} cases a second, {found[1]} answered" if found else "peer: not to be had")


if __name__ == "__main__":
    main()

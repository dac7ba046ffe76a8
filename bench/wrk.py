"""wrk and its measurements."""

import json
import subprocess
from pathlib import Path

SCRIPT = Path(__file__).parent / "requests.lua"


def wrk(address, requests, seconds, clients, mode="repeat", cpu=None):
    """Sends the requests of a file for so many seconds, or until its end; returns the results. Every answer must be a 2xx."""
    pinned = [] if cpu is None else ["taskset", "-c", str(cpu)]
    command = [*pinned, "wrk", "-t", "1", "-c", str(clients), "-d", f"{seconds}s", "-s", SCRIPT, address]
    output = subprocess.run([*command, "--", requests, mode], capture_output=True, text=True, check=False)
    last = (output.stdout.strip().splitlines() or [""])[-1]
    if output.returncode != 0 or not last.startswith("{"):
        raise RuntimeError(f"wrk: {output.stderr} {output.stdout}")
    result = json.loads(last)
    if result["refused"] or result["failed"] or not result["answered"]:
        raise RuntimeError(f"wrk: not every request was answered well: {last}")
    return {**result, "rate": result["answered"] / result["seconds"]}

"""wrk and its measurements."""

import contextlib
import json
import signal
import subprocess
from pathlib import Path

SCRIPT = Path(__file__).parent / "requests.lua"


def wrk(address, requests, seconds, clients, mode="repeat", cpu=None):
    """Sends the requests of a file for so many seconds, or until its end; returns the results. Every answer must be a 2xx."""
    pinned = [] if cpu is None else ["taskset", "-c", str(cpu)]
    command = [*pinned, *_command(address, requests, seconds, clients, mode)]
    output = subprocess.run(command, capture_output=True, text=True, check=False)
    last = (output.stdout.strip().splitlines() or [""])[-1]
    if output.returncode != 0 or not last.startswith("{"):
        raise RuntimeError(f"wrk: {output.stderr} {output.stdout}")
    result = json.loads(last)
    if result["refused"] or result["failed"] or not result["answered"]:
        raise RuntimeError(f"wrk: not every request was answered well: {last}")
    return {**result, "rate": result["answered"] / result["seconds"]}


@contextlib.contextmanager
def flood(address, requests, clients):
    """Sends the requests of a file again and again while the block runs, whatever the answers are. Afterwards the results
    are in the dictionary that the block gets: `statuses` and the number of `changes` of the policy."""
    results = {}
    command = _command(address, requests, 3_600, clients, "flood")
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        yield results
        if process.poll() is not None:
            raise RuntimeError("wrk: the flood ended early")
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=30)
        results.update(json.loads(output.strip().splitlines()[-1]))
    finally:
        process.kill()
        process.wait()


def _command(address, requests, seconds, clients, mode):
    options = ["-t", "1", "-c", str(clients), "-d", f"{seconds}s", "-s", SCRIPT]
    return ["wrk", *options, address, "--", requests, mode]

"""The gate of one tenant while another floods the service, in `make bench`."""

import contextlib
import json
import statistics
import time

import members
import table
import wrk

CLIENTS = 200
SESSIONS = 8
# the neighbour, with a new session for each request
NEIGHBOUR = "2"
FRESH = 20_000
TARGET = 5


def _write_flood(path):
    """In turn wrong proofs, setups, policy changes and long lists, of one owner and of one who has an authenticator."""
    wrong = json.dumps({"mfaType": "GOOGLE_AUTH", "code": "000000"})
    setup = json.dumps({"mfaType": "GOOGLE_AUTH"})
    with open(path, "w", encoding="ascii") as file:
        for session in range(SESSIONS):
            owner, enrolled = (members.token(*who, f"flood-{session}") for who in (("huge.1", "huge"), ("1", "1")))
            file.write(f"POST\t/mfa/verify-login\t{enrolled}\t{wrong}\n")
            file.write(f"POST\t/mfa/setup\t{owner}\t{setup}\n")
            for wish in ("true", "false"):
                file.write(f'POST\t/mfa/organization/enforce\t{owner}\t{{"enforced":{wish}}}\n')
            file.write(f"GET\t/mfa/organization/members?limit=100\t{owner}\t\n")


def row(bench, serve, name):
    """The p99 of the neighbour's gate with the flood, as a multiple of the one without; each answer must be 200."""
    flood, gate = bench.FOLDER / "flood", bench.FOLDER / "neighbour"
    _write_flood(flood)

    def p99(service, beside):
        sessions = (f"{time.monotonic()}-{n}" for n in range(FRESH))
        members.write_gate(gate, [members.token(NEIGHBOUR, NEIGHBOUR, session) for session in sessions])
        with beside:
            time.sleep(1)
            return wrk.wrk(service.address, gate, bench.SECONDS, 1, "once")["p99_ms"]

    pairs = []
    with serve() as service:
        for _ in range(bench.ROUNDS):
            calm = p99(service, contextlib.nullcontext())
            flooded = p99(service, wrk.flood(service.address, flood, CLIENTS))
            bench.say(f"gate beside a flood, {name}: p99 {flooded} ms against {calm} ms")
            pairs.append((calm, flooded))
    calm, flooded = (statistics.median(pair[which] for pair in pairs) for which in (0, 1))
    ratio = statistics.median(flooded / calm for calm, flooded in pairs)
    what = f"p99 of the gate, new tokens, beside {CLIENTS} flooding clients of another tenant, {name}"
    return table.Size(f"{what}: {flooded:.1f} ms instead of {calm:.1f} ms", ratio, TARGET, "times")

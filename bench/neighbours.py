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
# the neighbour, a member without an authenticator, with a new session for each request
NEIGHBOUR = ("2.2", "2")
FRESH = 20_000
TARGET = 5
# the owners whose proofs are wrong, one a round: each has a rate
FIRST_VICTIM = 10
POLICY = {"enforced": False, "allowedMethods": ["GOOGLE_AUTH", "PASSKEY"], "maximumAgeSeconds": 43_200}
# answers of a flood: changes and lists, wrong proofs, and what is beyond the rate
FLOODED = {"200", "400", "429"}


def _write_flood(path, victim):
    """In turn wrong proofs, setups, policy changes and long lists, of one owner and of one who has an authenticator."""
    # a recovery code, because wrong one-time passwords pause their session
    wrong = json.dumps({"mfaType": "GOOGLE_AUTH", "code": "AAAA-BBBB-CCCC-DDDD"})
    setup = json.dumps({"mfaType": "GOOGLE_AUTH"})
    with open(path, "w", encoding="ascii") as file:
        for session in range(SESSIONS):
            owner, enrolled = (members.token(*who, f"flood-{session}") for who in (("huge.1", "huge"), (victim, victim)))
            file.write(f"GET\t/mfa/organization/policy\t{owner}\t\n")
            file.write(f"POST\t/mfa/verify-login\t{enrolled}\t{wrong}\n")
            file.write(f"POST\t/mfa/setup\t{owner}\t{setup}\n")
            for days in (1, 2):
                policy = json.dumps({**POLICY, "gracePeriodDays": days})
                file.write(f"PUT\t/mfa/organization/policy\t{owner}\t{policy}\n")
            file.write(f"GET\t/mfa/organization/members?limit=100\t{owner}\t\n")


def _require_flood(results, name):
    """Fails unless the flood did what it is for."""
    missing = FLOODED - {status for status, count in results["statuses"].items() if count}
    if missing or not results["changes"]:
        raise SystemExit(f"bench: no flood, {name}: {results}, without {sorted(missing)}")


def row(bench, serve, name):
    """The p99 of the neighbour's gate with the flood, as a multiple of the one without; each answer must be 200."""
    flood, gate = bench.FOLDER / "flood", bench.FOLDER / "neighbour"

    def p99(service, beside):
        sessions = (f"{time.monotonic()}-{n}" for n in range(FRESH))
        members.write_gate(gate, [members.token(*NEIGHBOUR, session) for session in sessions])
        with beside as results:
            time.sleep(1)
            measured = wrk.wrk(service.address, gate, bench.SECONDS, 1, "once")["p99_ms"]
        if results is not None:
            _require_flood(results, name)
            bench.say(f"a flood, {name}: {results['statuses']}, {results['changes']} changes of the policy")
        return measured

    pairs = []
    with serve() as service:
        for round in range(bench.ROUNDS):
            _write_flood(flood, str(FIRST_VICTIM + round))
            calm = p99(service, contextlib.nullcontext())
            flooded = p99(service, wrk.flood(service.address, flood, CLIENTS))
            bench.say(f"gate beside a flood, {name}: p99 {flooded} ms against {calm} ms")
            pairs.append((calm, flooded))
    calm, flooded = (statistics.median(pair[which] for pair in pairs) for which in (0, 1))
    ratio = statistics.median(flooded / calm for calm, flooded in pairs)
    what = f"p99 of the gate, new tokens, beside {CLIENTS} flooding clients of another tenant, {name}"
    return table.Size(f"{what}: {flooded:.1f} ms instead of {calm:.1f} ms", ratio, TARGET, "times")

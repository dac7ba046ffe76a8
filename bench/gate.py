"""The gate in `make bench`: its rate against a constant handler, and the memory of its cache.

Both take microseconds per request, so the server has one core and the load generator another.
"""

import http.client
from urllib.parse import urlsplit

import members
import postgres
import table
from wrk import wrk

SERVER_CPU, LOAD_CPU, CLIENTS = 0, 1, 64


def is_there(address):
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=5)
    connection.request("GET", "/mfa/gate")
    return connection.getresponse().status != 404


def tokens(serve, secrets):
    """Two full-access tokens for each owner; their organizations enforce MFA from here on."""
    postgres.psql("""UPDATE organizations SET mfa_enforced = true, mfa_demand_since = now() - interval '1 hour'
                     WHERE id IN (SELECT organization_id FROM authenticators)""")
    bearers = []
    with serve() as service:
        for back in (1, 0):
            members.wait_for_a_fresh_step(20)
            step = members.current_step()
            postgres.psql(f"UPDATE authenticators SET last_step = {step - 2}")
            bearers += members.full_access_tokens(service.address, secrets, step - back)
    return bearers


def ratios(bench, serve, constant, bearers):
    """The rows of the gate: always the same token, and with 1 % new tokens."""
    one, mixed = bench.FOLDER / "gate-one", bench.FOLDER / "gate-mixed"
    members.write_gate(one, bearers[:1])
    members.write_gate(mixed, bearers)

    def rate(started, requests, mode):
        with started as service:
            # the first requests fill the cache and are not measured
            wrk(service.address, one, 1, CLIENTS, cpu=LOAD_CPU)
            return wrk(service.address, requests, bench.SECONDS, CLIENTS, mode, LOAD_CPU)["rate"]

    def row(work, target, requests, mode):
        pairs = bench.rounds(work, lambda: rate(serve(cpu=SERVER_CPU), requests, mode),
                             lambda: rate(constant(cpu=SERVER_CPU), requests, mode))
        return table.Ratio(work, target, pairs)

    return [row("gate, allowed, ES256 full-access token", 0.8, one, "repeat"),
            row("gate, 1 % of the tokens new", 0.65, mixed, "mixed")]


def memory(bench, serve):
    """The memory of one more organization with one cached token."""
    postgres.psql("UPDATE organizations SET mfa_enforced = false WHERE mfa_enforced")
    many = min(bench.ORGANIZATIONS, 60_000)
    first = many // 6
    held = []
    with serve() as service:
        # the first sixth fills buffers that exist anyway
        for name, numbers in (("warm", range(1, first + 1)), ("more", range(first + 1, many + 1))):
            requests = bench.FOLDER / f"gate-{name}"
            members.write_gate(requests, [members.token(str(n), str(n), "bench") for n in numbers])
            answered = wrk(service.address, requests, 20, bench.CLIENTS, "once")["answered"]
            held.append((service.resident_bytes(), answered))
    (before, _), (after, answered) = held
    return [table.Size("memory per organization in the gate's cache", (after - before) / answered, 1024,
                       "bytes", 0)]

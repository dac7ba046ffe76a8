"""Counts for `make bench`: statements, compared with the pgbench scripts, and rows."""

import time

import members
import postgres


def same_statements(what, prepare, call, script, **variables):
    """Checks that the program and the pgbench script send the same statements; returns their number."""
    # statements of background tasks, the rarest of which run every ten seconds
    statements = postgres.Statements()
    time.sleep(11)
    background = set(statements.transactions())

    def said(by):
        prepare()
        statements = postgres.Statements()
        by()
        return [one for transaction in statements.transactions() if transaction not in background for one in transaction]

    # several times, as some statements are rare
    for _ in range(3):
        program = said(call)
        bare = said(lambda: postgres.pgbench(script, None, 1, logged=True, **variables))
        if program == bare:
            return len(program)
    first = next((pair for pair in zip(program, bare) if pair[0] != pair[1]), (len(program), len(bare)))
    raise SystemExit(f"bench: {script} is not what {what} says; first\nprogram: {first[0]}\npgbench: {first[1]}")


def statement_counts(serve, variables):
    """Statements of enforcing, of relaxing, and of a login."""
    counts = {}
    with serve(postgres.logged_url()) as service:
        client, bearer = members.Client(service.address), members.token("1", "1")

        def enforce(wish):
            client.call("POST", "/mfa/organization/enforce", bearer, {"enforced": wish})

        def is_now(enforced):
            # and the owner may undo it
            postgres.psql(f"""UPDATE organizations SET mfa_enforced = {enforced}, mfa_demand_since = now(),
                              undo_subject = '1', undo_session = {session}, undo_since = now(),
                              undo_policy_version = policy_version WHERE id = '1'""")

        enforce(True)
        session = postgres.psql("SELECT quote_nullable(undo_session) FROM organizations WHERE id = '1'")
        for wish in (False, True, False):
            enforce(wish)
        for wish in (True, False):
            counts[wish] = same_statements(f"enforced = {wish}", lambda: is_now(not wish), lambda: enforce(wish),
                                           "enforce.sql", **variables)
        secret = members.enrol(service.address, ["1"])[0]

        def code_is_good():
            postgres.psql(f"UPDATE authenticators SET last_step = {members.current_step() - 2}")

        def login():
            members.full_access_tokens(service.address, {"1": secret}, members.current_step())

        code_is_good()
        login()
        counts["login"] = same_statements("verify-login", code_is_good, login, "verify-login.sql", **variables)
    for table in ("sessions", "attempts", "attempt_counts", "recovery_codes", "authenticators"):
        postgres.psql(f"DELETE FROM {table}")
    return counts


def rows_touched(serve, owner, organization):
    """Rows read and written by one changing call."""
    def visit(calls):
        postgres.psql(f"UPDATE organizations SET mfa_enforced = false WHERE id = '{organization}' AND mfa_enforced")
        time.sleep(1)
        before = postgres.touched()
        with serve(postgres.URL) as service:
            client = members.Client(service.address)
            for call in range(calls):
                client.call("POST", "/mfa/organization/enforce", members.token(owner, organization),
                            {"enforced": call % 2 == 0})
        time.sleep(1)
        return [after - start for after, start in zip(postgres.touched(), before)]

    return [(with_calls - without) / 20 for with_calls, without in zip(visit(20), visit(0))]

"""Hooks of schemathesis: spreads an owner's requests for themselves over many owners, because a member's have a rate, and
counts what the rate rejects all the same. `schemathesis.toml` names this module; `run.py` sets the variables.
"""

import itertools
import os
from pathlib import Path

import schemathesis

OWNERS = itertools.cycle(Path(os.environ["OWNERS_FILE"]).read_text(encoding="utf-8").split())
# those that name an id are the owner's who has it
OPERATIONS = {
    "setUpMfa", "verifyMfaSetup", "setPrimaryMfa", "verifyMfaLogin", "sendMagicLink", "passkeyAuthOptions",
    "completePasskeyRegistration", "completePasskeyRegistration1", "renewRecoveryCodes", "acceptMembership",
}


def is_spread(operation):
    return operation.definition.raw.get("operationId") in OPERATIONS


@schemathesis.hook
def before_call(context, case, kwargs):
    if is_spread(context.operation) and case.headers and "Authorization" in case.headers:
        case.headers["Authorization"] = f"Bearer {next(OWNERS)}"


@schemathesis.hook
def after_call(context, case, response):
    if is_spread(context.operation):
        with open(os.environ["STATUSES_FILE"], "a", encoding="utf-8") as statuses:
            statuses.write(f"{response.status_code}\n")

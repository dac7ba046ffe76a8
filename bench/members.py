"""Members of `make bench`: tokens of the identity provider, and members with MFA."""

import base64
import hashlib
import hmac
import http.client
import json
import struct
import threading
import time
from urllib.parse import urlsplit

SECRET = "the-bench-knows-this-secret-and-nobody-minds"
ISSUER = "https://idp.example"
AUDIENCE = "portcullis"
STEP = 30


def _base64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b"=")


def token(subject, organization, session=None, token_id=None):
    """An HS256 access token of the identity provider, valid for two hours."""
    now = int(time.time())
    claims = {"iss": ISSUER, "aud": AUDIENCE, "sub": subject, "orgId": organization, "iat": now, "exp": now + 7200}
    if session:
        claims["sid"] = session
    if token_id:
        claims["jti"] = token_id
    parts = [_base64url(json.dumps(part).encode()) for part in ({"alg": "HS256", "typ": "JWT"}, claims)]
    signed = b".".join(parts)
    return (signed + b"." + _base64url(hmac.digest(SECRET.encode(), signed, "sha256"))).decode()


def code(secret, step):
    """The one-time password of a step (RFC 6238)."""
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    tag = hmac.digest(key, struct.pack(">Q", step), hashlib.sha1)
    (chosen,) = struct.unpack_from(">I", tag, tag[19] & 15)
    return f"{(chosen & 0x7FFFFFFF) % 1_000_000:06}"


def current_step():
    return int(time.time()) // STEP


def wait_for_a_fresh_step(needed):
    """Waits until codes made now stay valid for that many seconds."""
    left = STEP - time.time() % STEP
    if left < needed:
        time.sleep(left + 0.1)


class Client:
    """One connection to the service."""

    def __init__(self, address):
        self.connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)

    def call(self, method, path, bearer, body=None):
        headers = {"Authorization": f"Bearer {bearer}", "Content-Type": "application/json"}
        self.connection.request(method, path, None if body is None else json.dumps(body), headers)
        answer = self.connection.getresponse()
        data = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{method} {path}: {answer.status} {data.decode(errors='replace')}")
        return json.loads(data) if data else None


def each(address, items, work, clients=4):
    """`work(client, item)` for each item, with some clients at a time; the results in the items' order."""
    results, failures = [None] * len(items), []

    def run(first):
        try:
            client = Client(address)
            for index in range(first, len(items), clients):
                results[index] = work(client, items[index])
        except Exception as failure:  # reported by the waiting thread
            failures.append(failure)

    threads = [threading.Thread(target=run, args=(first,)) for first in range(clients)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    return results


def enrol(address, owners):
    """Enrols these owners with a one-time password; returns the secrets. Uses the code of the previous step."""

    def work(client, owner):
        bearer = token(owner, owner, "bench")
        secret = client.call("POST", "/mfa/setup", bearer, {"mfaType": "GOOGLE_AUTH"})["data"]["secret"]
        while True:
            step = current_step()
            try:
                proof = {"mfaType": "GOOGLE_AUTH", "code": code(secret, step - 1)}
                client.call("POST", "/mfa/verify-setup", bearer, proof)
                return secret
            except RuntimeError:
                # the code expired meanwhile
                if current_step() == step:
                    raise

    return each(address, owners, work)


def full_access_tokens(address, secrets, step):
    """Full-access tokens, one for each owner of `secrets`, for the code of that step."""

    def work(client, owner):
        proof = {"mfaType": "GOOGLE_AUTH", "code": code(secrets[owner], step)}
        answer = client.call("POST", "/mfa/verify-login", token(owner, owner, "bench"), proof)
        return answer["fullAccessToken"]

    return each(address, list(secrets), work)


def write_enforcements(path, owners):
    """Requests that each change a policy: all owners enforce, then all relax."""
    with open(path, "w", encoding="ascii") as file:
        tokens = [token(owner, organization) for owner, organization in owners]
        for wish in ("true", "false"):
            for bearer in tokens:
                file.write(f'POST\t/mfa/organization/enforce\t{bearer}\t{{"enforced":{wish}}}\n')


def write_logins(path, secrets):
    """Requests that each use one code: those of the previous step, then those of the current one."""
    now = current_step()
    bearers = {owner: token(owner, owner, "bench") for owner in secrets}
    with open(path, "w", encoding="ascii") as file:
        for step in (now - 1, now):
            for owner, secret in secrets.items():
                body = json.dumps({"mfaType": "GOOGLE_AUTH", "code": code(secret, step)})
                file.write(f"POST\t/mfa/verify-login\t{bearers[owner]}\t{body}\n")


def write_gate(path, bearers):
    """One request to the gate for each of these tokens."""
    with open(path, "w", encoding="ascii") as file:
        for bearer in bearers:
            file.write(f"GET\t/mfa/gate\t{bearer}\t\n")

"""Runs schemathesis against the built program, and checks that another organization is unchanged afterwards.

Run it with `scripts/schemathesis`. There are three organizations: `acme`, whose owner calls; `globex`, which a client may
provision; and `other`, which no caller belongs to. `schemathesis.toml` configures the requests; their names include those
of `other`.
"""

import json
import os
import secrets
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from string import Template

from one_time_password import code

HERE = Path(__file__).parent
OTHER = "other"
# so many that the rate of a member's requests rejects next to none of theirs
CROWD = [f"owner-{number}" for number in range(60)]
MEMBERS = {
    "acme": "".join(f"{owner},OWNER\n" for owner in CROWD) + "owner,OWNER\nsecond,OWNER\nadministrator,ADMINISTRATORS\nbilling,BILLING\nuser,USER\n",
    "globex": "boss,OWNER\nsecond-boss,OWNER\nworker,USER\n",
    OTHER: "foreign,OWNER\nguest,USER\n",
}


class Program:
    """The program in a folder of its own."""

    def __init__(self, file, folder):
        self.file, self.folder, self.address, self.process = file, folder, None, None
        self.database, self.log = folder / "portcullis.db", folder / "log"
        self.environment = {
            "DATABASE_URL": f"sqlite://{self.database}",
            "PORTCULLIS_BIND": "127.0.0.1:0",
            "PORTCULLIS_ISSUER": "https://idp.example",
            "PORTCULLIS_AUDIENCE": "portcullis",
            "PORTCULLIS_PUBLIC_URL": "https://mfa.example",
            "PORTCULLIS_JWT_SECRET": secrets.token_urlsafe(32),
            "PORTCULLIS_ENCRYPTION_KEY": "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
            "PORTCULLIS_DECIDERS": "decider",
            # so that every method is available; no member has an address, so no mail is sent
            "PORTCULLIS_SMTP_URL": "smtp://127.0.0.1:9",
            "PORTCULLIS_MAIL_FROM": "mfa@example.com",
            "PORTCULLIS_PROVIDER_MFA": "amr=mfa:mfa",
            "RUST_LOG": "error",
        }

    def run(self, *arguments):
        """Runs a command to its end and returns its output."""
        command = [self.file, *arguments]
        environment, folder = self.environment, self.folder
        done = subprocess.run(command, env=environment, cwd=folder, check=True, stdout=subprocess.PIPE, text=True)
        return done.stdout.strip()

    def populate(self):
        """Creates three organizations and their members."""
        self.run("migrate")
        list_of_members = self.folder / "members.csv"
        for organization, members in MEMBERS.items():
            self.run("organization", "create", organization, "--name", organization)
            list_of_members.write_text(f"subject,role\n{members}")
            self.run("member", "import", "--organization", organization, str(list_of_members))

    def token(self, subject, organization, session):
        """A token of a session."""
        return self.run("token", "--subject", subject, "--organization", organization, "--session", session)

    def serve(self):
        """Starts the service and waits until it listens."""
        command = [self.file, "serve"]
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                command, env=self.environment, cwd=self.folder, stdout=subprocess.PIPE, stderr=log, text=True
            )
        for line in self.process.stdout:
            if line.startswith("listening on "):
                self.address = line.removeprefix("listening on ").strip()
                return
        sys.exit("the program did not listen: " + self.log.read_text())

    def ask(self, token, path, body=None):
        """Calls the service and returns the JSON of the answer."""
        headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
        data = None if body is None else json.dumps(body).encode()
        asked = urllib.request.Request(self.address + path, data, headers)
        with urllib.request.urlopen(asked, timeout=30) as answer:
            return json.load(answer)

    def enrol(self, subject, organization):
        """Enrols a one-time password and uses recovery codes in two sessions; returns the token of the first session, the
        id of the authenticator, and the id of the second session."""
        token, elsewhere = (self.token(subject, organization, session) for session in ("sid-1", "sid-2"))
        kind = {"mfaType": "GOOGLE_AUTH"}
        setup = self.ask(token, "/mfa/setup", kind)["data"]
        self.ask(token, "/mfa/verify-setup", kind | {"code": code(setup["secret"], time.time())})
        self.ask(token, "/mfa/verify-login", kind | {"code": setup["backupCodes"][0]})
        first = self.ask(token, "/mfa/sessions")["data"][0]["id"]
        self.ask(elsewhere, "/mfa/verify-login", kind | {"code": setup["backupCodes"][1]})
        sessions = {session["id"] for session in self.ask(token, "/mfa/sessions")["data"]}
        return token, self.ask(token, "/mfa/authenticators")["data"][0]["id"], (sessions - {first}).pop()

    def verified(self, subject, organization):
        """Enrols a one-time password, which verifies the session; returns its token."""
        token, kind = self.token(subject, organization, "sid-1"), {"mfaType": "GOOGLE_AUTH"}
        setup = self.ask(token, "/mfa/setup", kind)["data"]
        self.ask(token, "/mfa/verify-setup", kind | {"code": code(setup["secret"], time.time())})
        return token

    def rows_of_the_other(self):
        """Every row of the other organization, by table."""
        with sqlite3.connect(self.database) as connection:
            tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
            rows = {}
            for (table,) in tables:
                columns = [name for _, name, *_ in connection.execute(f"PRAGMA table_info({table})")]
                of = "id" if table == "organizations" else "organization_id"
                if of in columns:
                    rows[table] = sorted(map(repr, connection.execute(f"SELECT * FROM {table} WHERE {of} = ?", (OTHER,))))
        return rows


def try_everything(program, arguments):
    """Runs schemathesis and returns its exit code."""
    owner, authenticator, session = program.enrol("owner", "acme")
    known = {"OWNER": owner, "AUTHENTICATOR": authenticator, "SESSION": session}
    known["SECOND"], *_ = program.enrol("second", "acme")
    _, known["FOREIGN_AUTHENTICATOR"], known["FOREIGN_SESSION"] = program.enrol("foreign", OTHER)
    machine = ("--scope", "portcullis.provision", "--organization", "globex")
    known["PROVISIONER"] = program.run("token", "--subject", "provisioner", *machine)
    known["DECIDER"] = program.run("token", "--subject", "decider", "--scope", "portcullis.decide")
    owners, statuses = program.folder / "owners", program.folder / "statuses"
    owners.write_text("\n".join(program.verified(owner, "acme") for owner in CROWD))
    before = program.rows_of_the_other()
    assert all(before[table] for table in ("organizations", "memberships", "authenticators", "sessions")), before

    schemathesis = Path(sys.executable).with_name("schemathesis")
    config = program.folder / "schemathesis.toml"
    config.write_text(Template((HERE / config.name).read_text()).substitute(known))
    command = [schemathesis, "--config-file", config, "run", f"{program.address}/openapi.json", *arguments]
    hooks = {"PYTHONPATH": str(HERE), "OWNERS_FILE": str(owners), "STATUSES_FILE": str(statuses)}
    ran = subprocess.run(command, cwd=program.folder, check=False, env=os.environ | hooks)
    assert program.process.poll() is None, "the program ended"

    after = program.rows_of_the_other()
    for table, rows in before.items():
        assert after[table] == rows, f"another tenant's rows were touched in {table}: {set(after[table]) ^ set(rows)}"
    answered = statuses.read_text().split() if statuses.exists() else []
    rejected = answered.count("429")
    print(f"{rejected} of {len(answered)} requests of the owners for themselves were beyond the rate")
    assert rejected * 20 <= len(answered), "the rate hides what is behind it: add owners"
    compared = sum(map(len, before.values()))
    print(f"the {compared} rows of another tenant, in {len(before)} tables, are what they were")
    return ran.returncode


def main():
    with tempfile.TemporaryDirectory(prefix="portcullis-schemathesis.") as folder:
        program = Program(sys.argv[1], Path(folder))
        program.populate()
        program.serve()
        try:
            code_of_exit = try_everything(program, sys.argv[2:])
        finally:
            program.process.terminate()
            program.process.wait(30)
            print(program.log.read_text()[-4000:], end="")
    sys.exit(code_of_exit)


main()

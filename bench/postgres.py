"""The PostgreSQL side of `make bench`: the log of the server, and pgbench."""

import os
import re
import subprocess
import time
from pathlib import Path

HERE = Path(__file__).parent
SERVER = os.environ["PORTCULLIS_TEST_POSTGRES"]
DATABASE = "bench"
URL = SERVER.rsplit("/", 1)[0] + "/" + DATABASE
# set per connection, so that other connections are not slowed down
LOGGING = "-c log_statement=all"


def logged_url():
    """The URL for a service whose statements are logged."""
    return f"{URL}?options={LOGGING.replace(' ', '%20').replace('=', '%3D')}"


def psql(sql, url=URL, **variables):
    """The result of the statements, one line per row."""
    definitions = [argument for name, value in variables.items() for argument in ("-v", f"{name}={value}")]
    command = ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", *definitions, url]
    return subprocess.run(command, input=sql, capture_output=True, text=True, check=True).stdout.strip()


def pgbench(script, seconds, clients, logged=False, **variables):
    """Transactions a second of a script in this folder; without seconds one transaction, for the log."""
    variables = {**variables, "base": time.time_ns() // 1_000_000 * 100_000, "turn": 0}
    definitions = [argument for name, value in variables.items() for argument in ("-D", f"{name}={value}")]
    length = ["-t", "1"] if seconds is None else ["-T", str(seconds)]
    options = ["-n", "-M", "prepared", "-c", str(clients), "-j", "1", *length, "-f", HERE / script, *definitions]
    command = ["pgbench", *options, URL]
    options = {"PGOPTIONS": LOGGING} if logged else {}
    output = subprocess.run(command, env={**os.environ, **options}, capture_output=True, text=True, check=False)
    if output.returncode != 0 or "aborted" in output.stderr:
        raise RuntimeError(f"pgbench {script}: {output.stderr}")
    return float(re.search(r"tps = ([\d.]+)", output.stdout).group(1))


def touched():
    """Rows read and written so far, of the tables of a policy change. Counted after the connections are closed."""
    query = """SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)),
                      sum(n_tup_ins + n_tup_upd + n_tup_del)
               FROM pg_stat_user_tables WHERE relname IN ('organizations', 'memberships', 'audit_entries')"""
    return tuple(int(number) for number in psql(query).split("|"))


class Statements:
    """The server's log of connections with LOGGING, from the creation of this object on."""

    def __init__(self):
        self.log = Path(psql("SHOW data_directory")).parent / "server.log"
        self.start = self.log.stat().st_size

    def transactions(self):
        """The statements without their values, by transaction, in the order of their ends. Open transactions are
        left out."""
        time.sleep(0.2)
        with open(self.log, encoding="utf-8") as file:
            file.seek(self.start)
            text = file.read()
        entry = re.compile(
            r"^[-\d]+ [:.\d]+ \w+ \[(\d+)\] LOG:  (?:statement|execute [^:]*): (.*?)(?=^[-\d]+ [:.\d]+ \w+ \[|\Z)",
            re.MULTILINE | re.DOTALL,
        )
        open_ones, ended = {}, []
        for process, statement in entry.findall(text):
            statement = self.plain(statement)
            if statement.startswith("BEGIN"):
                open_ones[process] = [statement]
            elif process in open_ones:
                open_ones[process].append(statement)
                if statement == "COMMIT":
                    ended.append(tuple(open_ones.pop(process)))
            else:
                ended.append((statement,))
        return ended

    @staticmethod
    def plain(statement):
        """The statement without values: parameters, literals, and the numbers of pgbench."""
        text = re.sub(r"\s+", " ", statement).strip().removesuffix(";")
        text = re.sub(r"'(?:[^']|'')*'", "?", text)
        text = re.sub(r"\$\d+|(?<!\w)\d+(?!\w)|(?<!IS )\bNULL\b", "?", text)
        return re.sub(r"lpad\(\?, \?, \?\)(::bytea)?", "?", text)

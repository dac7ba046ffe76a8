"""The PostgreSQL side of `make bench`: what the server saw, and what it does for pgbench."""

import os
import re
import subprocess
import time
from pathlib import Path

HERE = Path(__file__).parent
SERVER = os.environ["PORTCULLIS_TEST_POSTGRES"]
DATABASE = "bench"
URL = SERVER.rsplit("/", 1)[0] + "/" + DATABASE
# turned on by whoever connects with it, so that nobody else is slowed down
LOGGING = "-c log_statement=all"


def logged_url():
    """For a service whose statements are to stand in the server's log."""
    return f"{URL}?options={LOGGING.replace(' ', '%20').replace('=', '%3D')}"


def psql(sql, url=URL, **variables):
    """What the statements answer, a line for each row."""
    told = [argument for name, value in variables.items() for argument in ("-v", f"{name}={value}")]
    command = ["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", *told, url]
    return subprocess.run(command, input=sql, capture_output=True, text=True, check=True).stdout.strip()


def pgbench(script, seconds, clients, logged=False, **variables):
    """Transactions a second of a script in this folder; without seconds one transaction, for the log."""
    variables = {**variables, "base": time.time_ns() // 1_000_000 * 100_000, "turn": 0}
    told = [argument for name, value in variables.items() for argument in ("-D", f"{name}={value}")]
    length = ["-t", "1"] if seconds is None else ["-T", str(seconds)]
    command = ["pgbench", "-n", "-M", "prepared", "-c", str(clients), "-j", "1", *length, "-f", HERE / script, *told, URL]
    options = {"PGOPTIONS": LOGGING} if logged else {}
    output = subprocess.run(command, env={**os.environ, **options}, capture_output=True, text=True, check=False)
    if output.returncode != 0 or "aborted" in output.stderr:
        raise RuntimeError(f"pgbench {script}: {output.stderr}")
    return float(re.search(r"tps = ([\d.]+)", output.stdout).group(1))


def touched():
    """Rows read and rows written so far, of the tables that a change of policy is about. Counted when those who did it
    have gone."""
    query = """SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)),
                      sum(n_tup_ins + n_tup_upd + n_tup_del)
               FROM pg_stat_user_tables WHERE relname IN ('organizations', 'memberships', 'audit_entries')"""
    return tuple(int(number) for number in psql(query).split("|"))


class Statements:
    """What the server's log says of those who connect with LOGGING, since this was made."""

    def __init__(self):
        self.log = Path(psql("SHOW data_directory")).parent / "server.log"
        self.start = self.log.stat().st_size

    def transactions(self):
        """The statements without their values, by transaction, in the order of their ends. One that was not ended yet is
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
        """The statement without values: a parameter, a literal, and what pgbench makes of a number."""
        text = re.sub(r"\s+", " ", statement).strip().removesuffix(";")
        text = re.sub(r"'(?:[^']|'')*'", "?", text)
        text = re.sub(r"\$\d+|(?<!\w)\d+(?!\w)|(?<!IS )\bNULL\b", "?", text)
        return re.sub(r"lpad\(\?, \?, \?\)(::bytea)?", "?", text)

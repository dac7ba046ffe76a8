"""The statements of a pgbench script in a loop on SQLite: one connection, with the settings of the program.

Python takes a few microseconds per statement, a durable commit some hundred.
"""

import random
import re
import sqlite3
import time
from pathlib import Path

HERE = Path(__file__).parent


def open_database(path):
    connection = sqlite3.connect(path, isolation_level=None, timeout=30)
    for pragma in ("synchronous = FULL", "foreign_keys = ON", "journal_mode = WAL"):
        connection.execute(f"PRAGMA {pragma}")
    connection.create_function("lpad", 3, lambda text, width, pad: str(text).rjust(width, pad), deterministic=True)
    return connection


def load(path, organizations, members):
    """Loads load-sqlite.sql."""
    values = {"organizations": organizations, "members": members, "now": time.time_ns() // 1000}
    connection = open_database(path)
    text = re.sub(r"^--.*\n", "", (HERE / "load-sqlite.sql").read_text(encoding="utf-8"), flags=re.MULTILINE)
    connection.execute("BEGIN IMMEDIATE")
    for statement in filter(str.strip, text.split(";")):
        connection.execute(statement, values)
    connection.execute("COMMIT")
    connection.execute("ANALYZE")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()


def _in_sqlite(sql):
    """The statement as the program sends it to SQLite, which has a single writer and no row locks."""
    if sql.startswith("BEGIN"):
        return "BEGIN IMMEDIATE" if "READ WRITE" in sql else "BEGIN DEFERRED"
    sql = re.sub(r"= ANY\((:\w+)\)", r"IN (\1)", sql.removesuffix(" FOR UPDATE"))
    return re.sub(r"(lpad\([^)]*\))::bytea", r"CAST(\1 AS BLOB)", sql)


def read_script(name):
    """The steps of a pgbench script: (`set`, name, expression), (`sql`, statement, prefix of its result), or (`if`,
    name or `\\endif`, nothing)."""
    steps, statement = [], ""
    for line in (HERE / name).read_text(encoding="utf-8").splitlines():
        if line.startswith("--"):
            continue
        if line.startswith("\\set "):
            _, variable, expression = line.split(" ", 2)
            python = re.sub(r":(\w+)", r"v['\1']", expression)
            steps.append(("set", variable, compile(python, name, "eval")))
        elif line.startswith(("\\if :", "\\endif")):
            steps.append(("if", line.removeprefix("\\if :"), None))
        elif line.startswith("\\gset"):
            steps.append(("sql", _in_sqlite(statement.strip()), line.removeprefix("\\gset").strip()))
            statement = ""
        else:
            statement += line + "\n"
            if line.endswith(";"):
                steps.append(("sql", _in_sqlite(statement.strip()[:-1]), None))
                statement = ""
    return steps


def rate(path, script, seconds, owners):
    """Transactions a second."""
    connection = open_database(path)
    steps = read_script(script)
    now = time.time_ns() // 1000
    v = {"owners": owners, "now": now, "base": now * 1000, "turn": 0, "client_id": 0, "digests": b"login"}
    names = {"__builtins__": {}, "random": random.randint}
    done, began = 0, time.monotonic()
    while time.monotonic() - began < seconds:
        skipping = False
        for kind, first, second in steps:
            if kind == "if":
                skipping = first != "\\endif" and not v[first]
            elif skipping:
                continue
            elif kind == "set":
                v[first] = eval(second, names, {"v": v})  # from our own file
            else:
                cursor = connection.execute(first, v)
                rows = cursor.fetchall()
                if second is not None:
                    for column, value in zip(cursor.description, rows[0]):
                        v[second + column[0].split("(")[0]] = value
        done += 1
    elapsed = time.monotonic() - began
    connection.close()
    return done / elapsed

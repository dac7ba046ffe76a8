"""Starts the programs of `make bench` and measures them from outside."""

import http.client
import os
import subprocess
import time
from urllib.parse import urlsplit

import members

# a public key, for a temporary database
ENCRYPTION_KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="


def environment(database_url):
    return {
        "DATABASE_URL": database_url,
        "PORTCULLIS_BIND": "127.0.0.1:0",
        "PORTCULLIS_ISSUER": members.ISSUER,
        "PORTCULLIS_AUDIENCE": members.AUDIENCE,
        "PORTCULLIS_PUBLIC_URL": "https://mfa.example",
        "PORTCULLIS_JWT_SECRET": members.SECRET,
        "PORTCULLIS_ENCRYPTION_KEY": ENCRYPTION_KEY,
    }


class Service:
    """A running program that prints its address; ends with its block."""

    def __init__(self, command, variables, log, cpu=None):
        if cpu is not None:
            command = ["taskset", "-c", str(cpu), *command]
        self.began = time.monotonic()
        with open(log, "ab") as stderr:
            self.process = subprocess.Popen(
                command, env={"PATH": os.environ["PATH"], **variables}, stdout=subprocess.PIPE, stderr=stderr, text=True
            )
        for line in self.process.stdout:
            if line.startswith("listening on "):
                self.address = line.removeprefix("listening on ").strip()
                return
        raise RuntimeError(f"{command}: ended with {self.process.wait()}; see {log}")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.process.stdout.close()

    def seconds_to_ready(self):
        """From the start of the process to the first 200 of /readyz."""
        deadline = self.began + 30
        while time.monotonic() < deadline:
            connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=5)
            connection.request("GET", "/readyz")
            status = connection.getresponse().status
            connection.close()
            if status == 200:
                return time.monotonic() - self.began
            time.sleep(0.002)
        raise RuntimeError("never ready")

    def resident_bytes(self):
        """The resident memory of the process, with shared libraries."""
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            for line in status:
                if line.startswith("VmRSS:"):
                    return int(line.split()[1]) * 1024
        raise RuntimeError("no VmRSS")

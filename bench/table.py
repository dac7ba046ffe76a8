"""Writes the results of `make bench` into docs/develop/benchmarks.md, between two marks."""

import math
import os
import platform
import statistics
import subprocess
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "develop" / "benchmarks.md"
BEGIN, END = "<!-- begin: written by make bench -->", "<!-- end: written by make bench -->"


class Ratio:
    """A row: a measurement against its limit, in alternating rounds."""

    def __init__(self, work, target, rounds):
        self.work, self.target = work, target
        self.ratios = sorted(measured / limit for measured, limit in rounds)
        self.ratio = statistics.median(self.ratios)
        self.measured = statistics.median(measured for measured, _ in rounds)
        self.limit = statistics.median(limit for _, limit in rounds)

    def met(self):
        return self.ratio >= self.target

    def line(self):
        # rounded down, so that a ratio below its target is never shown as reached
        low, shown, high = (math.floor(ratio * 100) / 100 for ratio in (self.ratios[0], self.ratio, self.ratios[-1]))
        rates = f"{self.measured:,.0f} | {self.limit:,.0f}"
        verdict = "yes" if self.met() else "**no**"
        return f"| {self.work} | {rates} | **{shown:.2f}** | {low:.2f} to {high:.2f} | ≥ {self.target} | {verdict} |"


class Size:
    """A row: a measurement with an upper bound."""

    def __init__(self, work, value, bound, unit, digits=1):
        self.work, self.value, self.bound, self.unit, self.digits = work, value, bound, unit, digits

    def met(self):
        return self.bound is None or self.value < self.bound

    def line(self):
        target = "" if self.bound is None else f"< {self.bound:,} {self.unit}"
        verdict = "" if self.bound is None else "yes" if self.met() else "**no**"
        return f"| {self.work} | **{self.value:,.{self.digits}f} {self.unit}** | {target} | {verdict} |"


def _output_of(*command):
    output = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip()
    return output.splitlines()[0] if output else "unknown"


def _machine():
    with open("/proc/cpuinfo", encoding="utf-8") as file:
        models = [line.split(":")[1].strip() for line in file if line.startswith("model name")]
    gibibytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return f"{os.cpu_count()} × {models[0] if models else platform.machine()}, {gibibytes:.0f} GiB, {platform.system()}"


def render(ratios, sizes, facts, setting):
    """The text between the marks."""
    changed = subprocess.run(["git", "-C", ROOT, "diff", "--quiet", "HEAD", "--", "crates", "bench", "Cargo.lock"],
                             check=False).returncode
    commit = _output_of("git", "-C", str(ROOT), "rev-parse", "--short", "HEAD") + (", with changes" if changed else "")
    programs = [_output_of("rustc", "--version"), _output_of("psql", "--version"), _output_of("wrk", "-v").split("[")[0].strip()]
    versions = ", ".join([*programs, f"Python {platform.python_version()}"])
    lines = [
        f"{time.strftime('%Y-%m-%d', time.gmtime())}, commit {commit}. {_machine()}. {versions}.",
        setting,
        "",
        "| operation | per second | limit | ratio | rounds | target | met |",
        "| --- | ---: | ---: | ---: | --- | --- | --- |",
        *(row.line() for row in ratios),
        "",
        "| quantity | measured | target | met |",
        "| --- | ---: | --- | --- |",
        *(row.line() for row in sizes),
        "",
        "| one request that changes something | statements (enforce, stop) | rows read | rows written | p50 | p99 |",
        "| --- | ---: | ---: | ---: | ---: | ---: |",
        *facts,
    ]
    return "\n".join(lines)


def write(text):
    page = PAGE.read_text(encoding="utf-8")
    before, rest = page.split(BEGIN)
    _, after = rest.split(END)
    PAGE.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{after}", encoding="utf-8")

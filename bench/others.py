"""Processor time of other programs during a measurement."""

import os
import time
from pathlib import Path

import postgres

TICKS = os.sysconf("SC_CLK_TCK")


def _busy():
    """Processor time of all programs, in seconds: everything but idle and waiting for disks."""
    with open("/proc/stat", encoding="ascii") as file:
        user, nice, system, _, _, irq, softirq, *_ = (int(field) for field in file.readline().split()[1:])
    return (user + nice + system + irq + softirq) / TICKS


def _ours():
    """Processor time of this program, of the database server and of their children, running or ended."""
    postmaster = int((Path(postgres.psql("SHOW data_directory")) / "postmaster.pid").read_text().splitlines()[0])
    parents, seconds = {}, {}
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            fields = Path(f"/proc/{name}/stat").read_text().rpartition(")")[2].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        parents[int(name)] = int(fields[1])
        seconds[int(name)] = sum(int(field) for field in fields[11:15]) / TICKS

    def is_ours(process):
        while process > 1:
            if process in (os.getpid(), postmaster):
                return True
            process = parents.get(process, 0)
        return False

    return sum(taken for process, taken in seconds.items() if is_ours(process))


class Others:
    """Measures from its creation: the cores that other programs use."""

    def __init__(self):
        self.ours, self.busy, self.began = _ours(), _busy(), time.monotonic()

    def cores(self):
        elapsed = time.monotonic() - self.began
        return max(0.0, (_busy() - self.busy - (_ours() - self.ours)) / elapsed)


def wait_for_calm(cores, seconds):
    """Waits until other programs use fewer cores than that, at most for so many seconds; returns the seconds left."""
    while seconds > 0:
        watch = Others()
        time.sleep(1.5)
        if watch.cores() <= cores:
            break
        seconds -= 1.5
    return seconds

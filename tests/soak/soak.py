#!/usr/bin/python3
# SPDX-License-Identifier: MIT
"""A virtual year of tenants, faults and kills, and judges who know the truth.

    soak.py [--seed N] [--days N] [--size N] [--keep DIR] --build DIR
    soak.py --positions SEED...     which positions of the switches they visit

The last line says what was found; the lines above it who, and all that happened
to them.  The first names the seed.  The same seed, days and size with --steady
are the same story, as long as nothing in tests/soak/ draws other lots; without
it programs are also killed by the clock, and no two runs are alike.  To find a
cause: the seed once more, --steady, as few --days as still show it, --verbose for
each step, --keep DIR for the databases as they were at the end.  What cannot be
known is spared, counted, and explained in judge_exempt.py; planted.sh shows that
the judges see what they should.  A finding ends as a test: a life in tests/unit,
or in tests/system/found.t."""
import argparse
import os
import random
import re
import shutil
import signal
import sys
import tempfile
import time

sys.dont_write_bytecode = True

from findings import Findings            # noqa: E402
from setting import SWITCHES             # noqa: E402
from story import draw_settings, Story   # noqa: E402
from telling import describe, life_of    # noqa: E402


def arguments():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seed", type=int)
    parser.add_argument("--days", type=int, default=365)
    parser.add_argument("--size", type=int, default=30)
    parser.add_argument("--build", default=".")
    parser.add_argument("--keep", help="where the work goes when it failed")
    parser.add_argument("--calm", action="store_true", help="no faults")
    parser.add_argument("--steady", action="store_true",
                        help="no kills by the clock: a seed is always the same")
    parser.add_argument("--icinga", action="store_true",
                        help="with a real Icinga 2 that sync keeps services in")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--positions", type=int, nargs="+", metavar="SEED")
    return parser.parse_args()


def print_positions(seeds):
    """How often each is visited; how many never are, or are not known here."""
    source = os.path.join(os.path.dirname(os.path.abspath(__file__)),
                          "../graphsim/switches.c")
    with open(source) as file:
        there = set(re.findall(r'^\t\{"([a-z-]+)", AT\(', file.read(), re.M))
    count = {}
    for seed in seeds:
        for setting in draw_settings(random.Random(seed)).values():
            for pair in setting.switches.items():
                count[pair] = count.get(pair, 0) + 1
    missing = there.symmetric_difference(SWITCHES)
    for name, values in sorted(SWITCHES.items()):
        visits = [count.get((name, value), 0) for value in values]
        missing |= {name} if 0 in visits else set()
        print("%s: %s" % (name, ", ".join(
            "%s %d" % pair for pair in zip(values, visits))))
    print("not visited: %s" % (" ".join(sorted(missing)) or "none"))
    return missing


def main():
    options = arguments()
    if options.positions:
        return 1 if print_positions(options.positions) else 0
    options.build = os.path.abspath(options.build)
    seed = options.seed
    if seed is None:
        seed = random.SystemRandom().randrange(1000000)
    # Ended from outside it still ends what it has started.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    began = time.monotonic()
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    work = tempfile.mkdtemp(prefix="soak.", dir=memory)
    findings = Findings()
    story = Story(options, random.Random(seed), work, findings)
    print("seed %d, %d days" % (seed, options.days), flush=True)
    try:
        story.begin()
        story.live()
    finally:
        story.end()
        if findings.count and options.keep:
            shutil.copytree(work, os.path.join(options.keep, str(seed)),
                            dirs_exist_ok=True,
                            ignore=lambda folder, names: [
                                name for name in names
                                if not os.path.isfile(os.path.join(folder, name))
                                and not os.path.isdir(os.path.join(folder, name))])
        shutil.rmtree(work, ignore_errors=True)
    for line in describe(story):
        print(line)
    for line in findings.lines(
            lambda user: life_of(story, user)):
        print(line)
    print("seed %d: %d findings, %d steps, %d s" % (
        seed, findings.count, story.steps, time.monotonic() - began))
    return 1 if findings.count else 0


if __name__ == "__main__":
    sys.exit(main())

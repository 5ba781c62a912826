# SPDX-License-Identifier: MIT
"""What is mutated as a shared library, its tests linked against it, and one
mutant after the other in front of it."""
import concurrent.futures
import hashlib
import math
import os
import re
import resource
import signal
import subprocess
import sys
from pathlib import Path

TOP = Path(__file__).resolve().parent.parent.parent
CORE = TOP / "plugin" / "core"
UNIT = TOP / "tests" / "unit"
CC = os.environ.get("CC", "gcc")
FLAGS = ["-std=gnu17", "-D_GNU_SOURCE", "-w", "-fPIC",
         f"-ffile-prefix-map={TOP}=."]
INCLUDES = [f"-I{path}" for path in (
    TOP, TOP / "plugin", UNIT, CORE, TOP / "plugin/graph",
    TOP / "snmp")]
SANITIZED = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all"]
# Sanitizers make the tests of drawn lives slow, and see nothing new in them.
SLOW_S = 1.0
# What an endless loop may take up before it ends.
MEMORY_BYTES = 2 << 30
# Rules outside of the core that need nothing but it, and their tests.
RULES = {
    "plugin/graph": ("pace",),
    "snmp": ("rate", "value"),
}
TESTS_OF_RULES = ("test_pace", "test_rate", "test_value")


def run(command, text=""):
    return subprocess.run(command, input=text.encode(), check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def must(command):
    done = run(command)
    if done.returncode != 0:
        sys.exit(f"{' '.join(map(str, command))}\n{done.stdout.decode()}")


def digest(*parts):
    whole = hashlib.sha256()
    for part in parts:
        data = part if isinstance(part, bytes) else str(part).encode()
        whole.update(f"{len(data)}:".encode() + data)
    return whole.hexdigest()


class Group:
    """Files that are mutated, the tests that link them, and what both need."""

    def __init__(self, sources, tests, support):
        self.sources = sources
        self.tests = tests
        self.support = support


def core():
    fragment = (TOP / "tests" / "tests.am").read_text()
    shared = re.search(r"^libunit_a_SOURCES = ((?:.*\\\n)*.*)", fragment, re.M)
    return Group(
        sorted(CORE.glob("*.c")),
        re.findall(r"^CORE_TESTS \+= tests/unit/(\w+)$", fragment, re.M),
        [TOP / name for name in
         re.findall(r"tests/unit/\w+\.c", shared.group(1))])


def rules():
    return Group(
        [TOP / folder / f"{name}.c" for folder, names in RULES.items()
         for name in names],
        list(TESTS_OF_RULES), sorted(CORE.glob("*.c")))


def same_program(mutant):
    """Whether the optimizer makes the same of the mutant and of its file."""
    command = [CC, *FLAGS, *INCLUDES, "-O2", "-S", "-x", "c", "-o", "-", "-"]
    mutated, original = (run(command, text) for text in
                         (mutant.text, mutant.path.read_text()))
    return mutated.returncode == 0 and mutated.stdout == original.stdout


class Bench:
    """One way to compile it all: plainly, or with the sanitizers."""

    def __init__(self, folder, group, sanitized=False):
        self.folder = Path(folder)
        self.folder.mkdir()
        way = ["-O0", *(SANITIZED if sanitized else [])]
        self.flags = [*FLAGS, *INCLUDES, *way]
        self.limits = {} if sanitized else {resource.RLIMIT_AS: MEMORY_BYTES}
        self.preload = ""
        if sanitized:
            self.preload = run([CC, "-print-file-name=libasan.so"]
                               ).stdout.decode().strip() + ":"
        self.tests = group.tests
        self.headers = digest(*way, *(
            header.read_bytes()
            for folder in sorted({CORE, *(path.parent
                                          for path in group.sources)})
            for header in sorted(folder.glob("*.h"))))
        self.needs = {}
        self.takes_s = {}
        self.digests = {}
        self.build(group)
        self.offers = {path.name: self.symbols(self.object(path))
                       for path in group.sources}
        if sanitized:
            self.tests = [name for name in self.tests
                          if self.takes_s[name] < SLOW_S]

    def build(self, group):
        sources = [*group.sources, *group.support,
                   *(UNIT / f"{name}.c" for name in group.tests)]
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            list(pool.map(lambda path: must(
                [CC, *self.flags, "-c", "-o", self.object(path), path]),
                sources))
        library = self.folder / "librules.so"
        archive = self.folder / "librules.a"
        support = self.folder / "libsupport.a"
        must(["ar", "cr", archive, *map(self.object, group.sources)])
        must(["ar", "cr", support, *map(self.object, group.support)])
        must([CC, *self.flags, "-shared", "-o", library,
              *map(self.object, group.sources), support, "-lm"])
        # The core's own helpers stand on the core, all else on it alone.
        between = [[support, archive], [archive, support]][
            group.support[0].parent == CORE]
        for name in group.tests:
            self.link(name, between, library, support)

    def object(self, path):
        return self.folder / f"{path.stem}.o"

    @staticmethod
    def symbols(path):
        return set(re.findall(
            r" [TD] (\w+)", run(["nm", path]).stdout.decode()))

    def link(self, name, archives, library, support):
        program = self.folder / name
        parts = [CC, *self.flags, "-o", program, self.folder / f"{name}.o"]
        must([*parts, *archives, "-lcmocka", "-lm"])
        self.digests[name] = digest(program.read_bytes())
        self.needs[name] = self.symbols(program)
        must([*parts, support, library, "-lcmocka", "-lm",
              f"-Wl,-rpath,{self.folder}"])
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        must([program])
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        self.takes_s[name] = after.ru_utime - before.ru_utime + \
            after.ru_stime - before.ru_stime

    def tests_for(self, path, first=""):
        """Those that link the module; its own first, then the quickest."""
        concerned = [name for name in self.tests
                     if self.offers[path.name] & self.needs[name]]
        return sorted(concerned, key=lambda name: (
            name != first, not name.startswith(f"test_{path.stem}"),
            self.takes_s[name]))

    def fails(self, name, library):
        """Whether the test notices; endless loops count as noticed."""
        cpu_s = 2 + math.ceil(5 * self.takes_s[name])
        limits = {**self.limits, resource.RLIMIT_CPU: cpu_s,
                  resource.RLIMIT_CORE: 0}

        def set_limits():
            for what, most in limits.items():
                resource.setrlimit(what, (most, most))

        child = subprocess.Popen(
            [self.folder / name], stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={**os.environ, "LD_PRELOAD": f"{self.preload}{library}",
                 "TZ": "UTC"},
            start_new_session=True, preexec_fn=set_limits)
        try:
            return child.wait(100 * cpu_s) != 0
        except subprocess.TimeoutExpired:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
            return True

    def judge(self, mutant, cache):
        """None: not a program.  Else whether some test noticed."""
        key = digest(self.headers, mutant.path.name, mutant.text)
        verdict, seen_by = cache.get(key)
        names = self.tests_for(mutant.path, verdict)
        everything = digest(*sorted(self.digests[name] for name in names))
        if verdict == "no program":
            return None
        if verdict in names and seen_by == self.digests[verdict]:
            return True
        if verdict == "survived" and seen_by == everything:
            return False
        library = self.folder / f"mutant-{key[:16]}.so"
        try:
            if run([CC, *self.flags, "-shared", "-o", library, "-x", "c", "-"],
                   mutant.text).returncode != 0:
                cache.put(key, "no program", "")
                return None
            for name in names:
                if self.fails(name, library):
                    cache.put(key, name, self.digests[name])
                    return True
            cache.put(key, "survived", everything)
            return False
        finally:
            library.unlink(missing_ok=True)

# SPDX-License-Identifier: MIT
"""The programs under test, run in virtual time and, if asked, disturbed."""
import contextlib
import fcntl
import json
import os
import shutil
import signal
import sqlite3
import struct
import subprocess
import time

from world import instant

F_OFD_SETLK = 37
OTHER = OTHER_GROUP = 65534    # nobody


class Ended:
    """How a run ended.  `fine`: by itself, whatever it found."""

    def __init__(self, code, out, err, took):
        self.code, self.out, self.err, self.took = code, out, err, took
        self.fine = code >= 0


class Programs:
    def __init__(self, builddir, work):
        self.work = work
        self.tenants = []      # in the configuration
        self.steady = False    # nobody is killed by the clock
        self.conf = os.path.join(work, "conf")
        self.state = os.path.join(work, "state")
        self.library = os.path.join(work, "nth_call.so")
        shutil.copy(os.path.join(builddir, "tests/doubles/nth_call.so"),
                    self.library)
        folder = os.path.join(builddir, "plugin")
        self.check_path = os.path.join(folder, "check_mailbox_expiry")
        self.collect_path = os.path.join(folder, "mailbox_expiry_collect")
        # Alone in its folder: it starts no collector of its own.
        os.mkdir(os.path.join(work, "alone"))
        self.handle_path = shutil.copy(
            os.path.join(folder, "handle_mailbox_expiry"),
            os.path.join(work, "alone/handle_mailbox_expiry"))
        os.mkdir(self.state)
        # The monitoring system has a user of its own, if there can be one.
        self.has_others = os.geteuid() == 0
        if self.has_others:
            self._open_to_others()

    def _open_to_others(self):
        """As the manual says: the state directory has a group of readers."""
        for folder in (self.work, os.path.join(self.work, "alone")):
            os.chmod(folder, 0o755)
        os.chown(self.state, -1, OTHER_GROUP)
        os.chmod(self.state, 0o2750)
        inbox = os.path.join(self.state, "inbox")
        os.mkdir(inbox)
        os.chown(inbox, -1, OTHER_GROUP)
        os.chmod(inbox, 0o3770)

    def run(self, arguments, disturb=None, environment=None, limit=120,
            other=False):
        """`disturb`: {"nth": {...} for the preload, "kill_ms": n}."""
        who = {"user": OTHER, "group": OTHER_GROUP, "extra_groups": []} \
            if other and self.has_others else {}
        disturb = disturb or {}
        variables = {"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"):
            if name in os.environ:
                variables[name] = os.environ[name]
        variables.update(environment or {})
        if "nth" in disturb:
            variables.update(disturb["nth"], LD_PRELOAD=self.library)
        began = time.monotonic()
        process = subprocess.Popen(
            arguments, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, env=variables, cwd=self.work, **who)
        try:
            if "kill_ms" in disturb and not self.steady:
                out, err = self._kill_after(process, disturb["kill_ms"])
            else:
                out, err = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.communicate()
            raise RuntimeError("does not end: %s" % " ".join(arguments))
        return Ended(process.returncode, out.decode("utf-8", "replace"),
                     err.decode("utf-8", "replace"), time.monotonic() - began)

    @staticmethod
    def _kill_after(process, milliseconds):
        try:
            return process.communicate(timeout=milliseconds / 1000)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            return process.communicate()

    def collect(self, tenant, at, disturb=None):
        return self.run([self.collect_path, "--config", self.conf, "-T", tenant,
                         "--at", instant(at)], disturb)

    def check(self, at, *more, disturb=None):
        return self.run([self.check_path, "--config", self.conf, "--at",
                         instant(at)] + list(more), disturb)

    def was_deaf(self, tenant):
        """The last collection could not ask each mailbox, and says so."""
        database = sqlite3.connect("file:%s?mode=ro" % os.path.join(
            self.state, tenant + ".db"), uri=True)
        row = database.execute(
            "select degraded from run where outcome = 'complete' "
            "order by id desc limit 1").fetchone()
        database.close()
        return row is not None and "probe:" in (row[0] or "")

    def report(self, at, disturb=None):
        """(Ended, the report or None)"""
        ended = self.check(at, "--output-format", "json", disturb=disturb)
        try:
            return ended, json.loads(ended.out)
        except ValueError:
            return ended, None

    def work_on(self, at, disturb=None):
        return self.run([self.handle_path, "worker", "--config", self.conf,
                         "--at", instant(at), "--once", "-v"], disturb)

    def readable(self, name):
        """A database as the next who writes will find it: what somebody who was
        killed left half done is undone, in a copy.  None: there is none."""
        path = os.path.join(self.state, name)
        if not os.path.exists(path + "-journal"):
            return path if os.path.exists(path) else None
        copy = os.path.join(self.work, "copy-" + name)
        for ending in ("", "-journal"):
            shutil.copy(path + ending, copy + ending)
        database = sqlite3.connect(copy)
        database.execute("select count(*) from sqlite_master").fetchall()
        database.close()
        return copy

    @contextlib.contextmanager
    def no_worker(self):
        """Nobody is to start one on the sly: its lock is held meanwhile."""
        lock = os.open(os.path.join(self.state, "handler.lock"),
                       os.O_RDWR | os.O_CREAT, 0o640)
        try:
            # short type, whence; off_t start, length; pid_t 0
            fcntl.fcntl(lock, F_OFD_SETLK, struct.pack(
                "hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0))
            yield
        finally:
            os.close(lock)

    def ingest(self, at, options, said, disturb=None):
        """As the user of the monitoring system, where there are users."""
        with self.no_worker():
            return self.run(
                [self.handle_path, "ingest", "--config", self.conf, "--at",
                 instant(at)] + options, disturb, said, other=True)

    def by_hand(self, at, options, disturb=None):
        with self.no_worker():
            return self.run([self.handle_path] + options[:1] +
                            ["--config", self.conf, "--at", instant(at)] +
                            options[1:], disturb)

    def reconcile(self, at, disturb=None):
        with self.no_worker():
            return self.run([self.handle_path, "reconcile", "--config",
                             self.conf, "--at", instant(at)], disturb)

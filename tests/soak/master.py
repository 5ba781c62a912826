# SPDX-License-Identifier: MIT
"""A real snmpd, a real snmptrapd and the subagent, restarted and killed."""
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import time

from world import DAY, instant

NEEDED = ("snmpd", "snmptrapd")
SEQUENCE = re.compile(r"mbxNotifySequence\.0 = (\d+)")
PLACES = "/usr/sbin:/sbin:/usr/bin:/bin"
# Told by snmp/ itself; and what ends an alarm.
OWN = ("events-summarized", "collector-stale", "collector-recovered",
       "restore-failed")
CALM = ("restored", "expired", "eased", "mass-loss-over")
FIRST_LOOK = 2 * DAY    # at the latest: it is restarted long before


def free_port():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


class Master:
    def __init__(self, builddir, source, programs, random):
        self.program = os.path.join(builddir, "snmp/mailbox_expiry_agentx")
        self.programs = programs
        self.random = random
        self.work = os.path.join(programs.work, "snmp")
        self.there = os.path.exists(self.program) and all(
            shutil.which(name, path=PLACES) for name in NEEDED)
        self.processes = {}
        self.is_doomed = False
        self.is_stormy = True    # until the end
        if not self.there:
            return
        for name in ("empty", "mibs", "persist", "persist-d", "persist-t"):
            os.makedirs(os.path.join(self.work, name))
        self.trap_port, self.port = free_port(), free_port()
        mibs = os.path.join(source, "tests/fixtures/mibs")
        for name in os.listdir(mibs):
            shutil.copy(os.path.join(mibs, name), os.path.join(self.work, "mibs"))
        with open(os.path.join(self.work, "mibs/MAILBOX-EXPIRY-MIB"), "wb") as mib:
            subprocess.run([self.program, "--print-mib"], stdout=mib, check=True)
        self._write("snmpd.conf", """agentAddress udp:127.0.0.1:%d
master agentx
agentXSocket unix:%s/agentx
agentXTimeout 2
agentXRetries 1
rocommunity public 127.0.0.1
trap2sink 127.0.0.1:%d public
""" % (self.port, self.work, self.trap_port))
        self._write("snmptrapd.conf", "authCommunity log public\n")
        self.restarts = {}

    def _write(self, name, text):
        with open(os.path.join(self.work, name), "w") as file:
            file.write(text)

    def _end_of(self):
        """Some subagents are killed at one of their calls, whenever that is."""
        self.is_doomed = self.is_stormy and self.random.random() < 0.3
        if not self.is_doomed:
            return {}
        self.restarts["agentx by a call"] = \
            self.restarts.get("agentx by a call", 0) + 1
        return {"LD_PRELOAD": self.programs.library,
                "NTH_CALL": str(self.random.randint(1, 3000))}

    def _start(self, name, arguments, mibs, persist, more=None):
        log = open(os.path.join(self.work, name + ".log"), "ab")
        variables = {
            "PATH": PLACES, "LC_ALL": "C", "TZ": "UTC",
            "SNMPCONFPATH": os.path.join(self.work, "empty"),
            "SNMP_PERSISTENT_DIR": os.path.join(self.work, persist),
            "MIBDIRS": os.path.join(self.work, "mibs"), "MIBS": mibs}
        variables.update(more or {})
        for kept in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"):
            if kept in os.environ:
                variables[kept] = os.environ[kept]
        self.processes[name] = subprocess.Popen(
            arguments, stdout=log, stderr=log, stdin=subprocess.DEVNULL,
            env=variables)
        log.close()

    def start(self, name, now):
        if name == "snmpd":
            path = os.path.join(self.work, "agentx")
            if os.path.exists(path):
                os.unlink(path)
            self._start(name, ["snmpd", "-f", "-C", "-c",
                               self.work + "/snmpd.conf", "-Lf",
                               self.work + "/snmpd.out", "-I",
                               "-smux,mteTrigger,mteTriggerConf"], "", "persist-d")
        elif name == "snmptrapd":
            self._start(name, ["snmptrapd", "-f", "-n", "-C", "-c",
                               self.work + "/snmptrapd.conf", "-Lf",
                               self.work + "/traps", "-OQ", "-F", "%v<>\\n",
                               "udp:127.0.0.1:%d" % self.trap_port],
                        "MAILBOX-EXPIRY-MIB:SNMPv2-MIB", "persist-t")
        else:
            self._start(name, [self.program, "--config", self.programs.conf,
                               "--socket", "unix:%s/agentx" % self.work, "--at",
                               instant(now)], "", "persist", self._end_of())

    def start_all(self, now):
        if not self.there:
            return
        for name in ("snmptrapd", "snmpd", "agentx"):
            self.start(name, now)

    def stop(self, name, how=signal.SIGTERM):
        process = self.processes.pop(name, None)
        if process is not None:
            process.send_signal(how)
            process.wait()

    def reload(self):
        """As a service manager does it: once the subagent has said it is ready."""
        agent = self.processes.get("agentx")
        if agent is None:
            return
        until = time.monotonic() + 10
        while not self.is_ready() and time.monotonic() < until:
            time.sleep(0.02)
        agent.send_signal(signal.SIGHUP)

    def is_ready(self):
        """It waits for signals: SIGHUP (1) is blocked, for a signalfd."""
        try:
            with open("/proc/%d/status" % self.processes["agentx"].pid) as status:
                blocked = [line for line in status if line.startswith("SigBlk")]
            return bool(int(blocked[0].split()[1], 16) & 1)
        except (OSError, IndexError):
            return True

    def disturb(self, now, findings):
        """Now and then one of them is restarted, or killed."""
        if not self.there:
            return
        agent = self.processes.get("agentx")
        if agent is not None and agent.poll() is not None:
            if not self.is_doomed:
                findings.add(now, "the subagent stays", "%s: %s" % (
                    agent.returncode, self.tail()))
            del self.processes["agentx"]
        if "agentx" not in self.processes:
            self.start("agentx", now)
        if "snmpd" not in self.processes:
            self.start("snmpd", now)
        draw = self.random.random()
        how = self.random.choice((signal.SIGTERM, signal.SIGKILL))
        if draw < 0.03:
            self.stop("agentx", how)
            self.restarts["agentx"] = self.restarts.get("agentx", 0) + 1
        elif draw < 0.05:
            self.stop("snmpd", how)
            self.restarts["snmpd"] = self.restarts.get("snmpd", 0) + 1

    def tail(self):
        with open(os.path.join(self.work, "agentx.log"), "rb") as log:
            return log.read()[-400:].decode("utf-8", "replace")

    def notices(self):
        path = os.path.join(self.programs.state, "agentx/agentx.db")
        if not os.path.exists(path):
            return None
        database = sqlite3.connect("file:%s?mode=ro" % path, uri=True)
        try:
            return database.execute(
                "select sequence, kind, fate, summary, tenant.name, mailbox, "
                "loss, upn from notice join tenant on tenant.id = notice.tenant "
                "order by sequence").fetchall()
        except sqlite3.DatabaseError:
            return None
        finally:
            database.close()

    def told(self):
        """How often each number came."""
        came = {}
        path = os.path.join(self.work, "traps")
        with open(path, errors="replace") as traps:
            for number in SEQUENCE.findall(traps.read()):
                came[int(number)] = came.get(int(number), 0) + 1
        return came

    def events(self, settings):
        """What of each tenant is to be told, oldest first."""
        count = {}
        for setting in settings:
            path = os.path.join(self.programs.state, setting.name + ".db")
            database = sqlite3.connect("file:%s?mode=ro" % path, uri=True)
            count[setting.name] = database.execute(
                "select event, coalesce(mailbox, 0), coalesce(loss, 0), at "
                "from event order by id").fetchall()
            database.close()
        return count

    def settle(self, now, settings, findings, exempt):
        """All is told, each event once."""
        if not self.there:
            return
        self.is_stormy = False
        if self.is_doomed:
            self.stop("agentx", signal.SIGKILL)
        self.disturb_not()
        for name in ("snmpd", "agentx"):
            if name not in self.processes:
                self.start(name, now)
        until = time.monotonic() + 60
        while time.monotonic() < until and not self._all_told(settings):
            time.sleep(0.2)
        notices = self.notices() or []
        waiting = [row for row in notices if row[2] in (1, 4)]
        if waiting:
            findings.add(now, "snmp: everything is told", "%d wait; %s" % (
                len(waiting), self.tail()))
        came = self.told()
        lost = [row[0] for row in notices if row[2] == 2 and row[0] not in came]
        if lost:
            findings.add(now, "snmp: what is sent arrives", "%d of %d: %s" % (
                len(lost), len(notices), lost[:10]))
        self._each_once(now, settings, notices, findings, exempt)

    def disturb_not(self):
        agent = self.processes.get("agentx")
        if agent is not None and agent.poll() is not None:
            del self.processes["agentx"]

    def _all_told(self, settings):
        notices = self.notices()
        if notices is None or any(row[2] in (1, 4) for row in notices):
            return False
        for name, events in self.events(settings).items():
            if sum(row[4] == name and row[1] not in OWN
                   for row in notices) < len(events):
                return False
        return True

    def _each_once(self, now, settings, notices, findings, exempt):
        rule = "snmp: each event is told once"
        for name, events in self.events(settings).items():
            mine = sorted((row[5], row[6]) for row in notices if row[4] == name and
                          row[1] not in OWN)
            if mine == sorted(row[1:3] for row in events):
                continue
            if self._as_first_seen(events, mine):
                exempt.count("over before anybody looked", rule, name)
                continue
            findings.add(now, rule, "%s: %d, not %d" % (
                name, len(mine), len(events)))

    @staticmethod
    def _as_first_seen(events, mine):
        """Of a tenant that is new to it the subagent tells what stands, once;
        killed before, it may see it only after some events."""
        for count in range(1, len(events) + 1):
            if events[count - 1][3] > events[0][3] + FIRST_LOOK:
                break
            last = {row[1]: row for row in events[:count]}
            told = [row for row in last.values() if row[0] not in CALM]
            if sorted(row[1:3] for row in told + events[count:]) == mine:
                return True
        return False

    def end(self):
        for name in list(self.processes):
            self.stop(name, signal.SIGKILL)

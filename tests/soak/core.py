# SPDX-License-Identifier: MIT
"""The two monitoring systems people look at: an Icinga 2 behind its API and a Nagios
behind its command pipe and status.dat, in virtual time.  Alerts are acknowledged in
them, they are restarted and killed, and what they were told is held against what
handler.db says they were told."""
import errno
import os
import re
import subprocess

from core_api import Api, PASSWORD, USER, WAYS

MINUTE = 60
COMMAND = re.compile(r"\[\d+\] ([A-Z_]+);([^;]*);([^;]*)(?:;(.*))?$")
ACTS = {"ADD_SVC_COMMENT": "comment", "REMOVE_SVC_ACKNOWLEDGEMENT":
        "unacknowledge", "SCHEDULE_FORCED_SVC_CHECK": "check"}
NUMBERS = {1: "comment", 2: "unacknowledge", 3: "check"}
TOLD_WITHIN = 30 * 3600    # of virtual time, while everything is up
SERVICE_LASTS = 5 * 86400   # then status.dat shows it no more


class Alert:
    """A service that is acknowledged."""

    def __init__(self, now, system, wish):
        self.system = system
        self.host, self.name = wish.tenant, wish.name
        self.mailbox = wish.user
        self.author, self.comment = wish.author, wish.words
        self.is_hidden = wish.is_hidden
        self.acked_at = now
        self.is_acked = wish.kind == "acknowledge"
        self.ended_at = None         # taken back, or over
        self.retracted_at = None     # by whoever acknowledged
        self.was_restored = False    # by a core that was killed, from old data
        self.got = {"comment": 0, "unacknowledge": 0, "check": 0}
        self.listed = False          # whoever reconciled has seen it


class Core:
    def __init__(self, programs, random):
        self.programs = programs
        self.random = random
        self.now = 0
        self.alerts = {}    # (system, service) -> Alert
        self.saved = {}     # what a core that is killed finds again
        self.looks = {"icinga2": [], "nagios": []}    # (at, it could be asked)
        self.just_listed = []
        self.unknown = []   # told of a service nobody has
        self.restarts = {}
        self.folder = os.path.join(programs.work, "core")
        os.mkdir(self.folder)
        certificate = os.path.join(self.folder, "api.pem")
        self._certify(certificate)
        self._secret("password", PASSWORD)
        self.api = Api(self, certificate)
        self.api.start()
        self.pipe_path = os.path.join(self.folder, "nagios.cmd")
        self.status_path = os.path.join(self.folder, "status.dat")
        self.pipe = None
        self._open_pipe()

    def _secret(self, name, text):
        path = os.path.join(self.folder, name)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "w") as file:
            file.write(text + "\n")

    @staticmethod
    def _certify(path):
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
             "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2", "-subj",
             "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
             "-keyout", path + ".key", "-out", path], check=True,
            stderr=subprocess.DEVNULL)
        with open(path, "a") as both, open(path + ".key") as key:
            both.write(key.read())

    def lines(self):
        """Of the configuration."""
        return ["[icinga2 soak]", "url = https://localhost:%d" % self.api.port,
                "user = " + USER,
                "password_file = " + os.path.join(self.folder, "password"),
                "ca_file = " + os.path.join(self.folder, "api.pem"),
                "[nagios]", "command_file = " + self.pipe_path,
                "status_file = " + self.status_path, ""]

    # ---- what people do ----------------------------------------------------
    def choose(self):
        """A system that is up, as one that is down shows no button; or None."""
        up = [system for system in ("icinga2", "nagios") if self.is_up(system)]
        return self.random.choice(up) if up else None

    def know(self, now, wish):
        """An alert that somebody acknowledges, or that tells an event."""
        self.alerts[wish.system, wish.name] = Alert(now, wish.system, wish)
        self.drain()

    def is_up(self, system):
        return self.api.runs if system == "icinga2" else self.pipe is not None

    def is_fine(self):
        return self.api.runs and self.api.way == "fine" and self.pipe is not None

    def was_reconciled(self, well):
        """What it found is put down, if it says so."""
        for alert in self.just_listed:
            alert.listed = alert.listed or (
                well and alert.host in self.programs.tenants)
        self.just_listed = []

    def recover(self, older):
        """What was acknowledged long ago is over, one way or another."""
        for alert in self.alerts.values():
            if alert.acked_at < older and alert.is_acked:
                alert.is_acked = False
                alert.ended_at = self.now

    # ---- the API -----------------------------------------------------------
    def listed(self, asked):
        wanted = asked.get("service")
        found = []
        for (system, name), alert in sorted(self.alerts.items()):
            if system != "icinga2" or not (
                    wanted == "%s!%s" % (alert.host, name) if wanted
                    else alert.is_acked):
                continue
            if not wanted:
                self.just_listed.append(alert)
            variables = {"mbx_tenant": alert.host}
            if alert.mailbox:
                variables["mbx_id"] = alert.mailbox
            found.append({"type": "Service", "name": "%s!%s" % (
                alert.host, name), "joins": {}, "meta": {}, "attrs": {
                    "name": name, "host_name": alert.host, "state": 2.0,
                    "state_type": 1.0, "downtime_depth": 0.0,
                    "acknowledgement": 1.0 if alert.is_acked else 0.0,
                    "acknowledgement_expiry": 0.0,
                    "acknowledgement_last_change": alert.acked_at + 0.25,
                    "last_check": float(alert.acked_at), "vars": variables}})
        return found if found or not wanted else None

    def comments(self):
        return [{"type": "Comment", "name": name, "joins": {}, "meta": {},
                 "attrs": {"host_name": alert.host, "service_name": name,
                           "author": alert.author, "text": alert.comment,
                           "entry_type": 4.0,
                           "entry_time": alert.acked_at + 0.2}}
                for (system, name), alert in sorted(self.alerts.items())
                if system == "icinga2" and alert.is_acked]

    def act(self, what, asked):
        host, _, name = str(asked.get("service")).partition("!")
        alert = self.alerts.get(("icinga2", name))
        if alert is None or alert.host != host:
            self.unknown.append(asked.get("service"))
            return 404, None
        self._take(alert, what)
        return 200, [{"code": 200.0, "status": "Successfully done."}]

    def _take(self, alert, what):
        alert.got[what] += 1
        if what == "unacknowledge":
            alert.is_acked = False
            alert.ended_at = self.now

    # ---- the pipe ----------------------------------------------------------
    def _open_pipe(self):
        if os.path.exists(self.pipe_path):
            os.unlink(self.pipe_path)
        os.mkfifo(self.pipe_path, 0o660)
        self.pipe = os.open(self.pipe_path, os.O_RDONLY | os.O_NONBLOCK)

    def drain(self):
        """What was written since; then status.dat is written anew."""
        if self.pipe is None:
            return
        told = b""
        while True:
            try:
                some = os.read(self.pipe, 65536)
            except OSError as error:
                if error.errno != errno.EAGAIN:
                    raise
                some = b""
            if not some:
                break
            told += some
        for line in told.decode("utf-8", "replace").splitlines():
            found = COMMAND.match(line)
            alert = found and self.alerts.get(("nagios", found.group(3)))
            if alert is None or found.group(1) not in ACTS or \
                    alert.host != found.group(2):
                self.unknown.append(line)
            else:
                self._take(alert, ACTS[found.group(1)])
        self._write_status()

    def _write_status(self):
        """Every service it has, acknowledged or not."""
        mine = [alert for (system, _), alert in sorted(self.alerts.items())
                if system == "nagios" and
                alert.acked_at > self.now - SERVICE_LASTS]
        lines = ["info {", "\tcreated=%d" % self.now, "\tversion=4.4.6", "\t}"]
        for alert in mine:
            lines += ["servicestatus {", "\thost_name=" + alert.host,
                      "\tservice_description=" + alert.name,
                      "\tcurrent_state=2", "\tstate_type=1",
                      "\tlast_check=%d" % alert.acked_at, "\tlast_time_ok=0",
                      "\tscheduled_downtime_depth=0",
                      "\tproblem_has_been_acknowledged=%d" % alert.is_acked,
                      "\t_MBX_TENANT=0;" + alert.host]
            if alert.mailbox:
                lines.append("\t_MBX_ID=0;" + alert.mailbox)
            lines.append("\t}")
        for number, alert in enumerate(mine):
            if not alert.is_acked:
                continue
            lines += ["servicecomment {", "\thost_name=" + alert.host,
                      "\tservice_description=" + alert.name,
                      "\tentry_type=4", "\tcomment_id=%d" % (number + 1),
                      "\tentry_time=%d" % alert.acked_at,
                      "\tauthor=" + alert.author,
                      "\tcomment_data=" + alert.comment, "\t}"]
        with open(self.status_path + ".new", "w") as file:
            file.write("\n".join(lines) + "\n")
        os.rename(self.status_path + ".new", self.status_path)

    # ---- what happens to them ----------------------------------------------
    def look(self, now):
        """Time has passed."""
        if now - self.now >= 5 * MINUTE:
            self.saved = {key: alert.is_acked
                          for key, alert in self.alerts.items()}
        self.tick(now)
        self.recover(now - 3 * 86400)

    def retract(self, wish):
        """It was the wrong one: taken back before anything came of it."""
        alert = self.alerts[wish.system, wish.name]
        alert.is_acked = False
        alert.ended_at = alert.retracted_at = self.now
        self.drain()

    def was_fine(self, system, since, until):
        """Could be asked at every look in between."""
        return all(fine for at, fine in self.looks[system]
                   if since <= at <= until)

    def tick(self, now):
        """A Nagios writes its status.dat every ten seconds."""
        self.now = now
        for system, looks in self.looks.items():
            looks.append((now, self.is_up(system) and (
                system == "nagios" or self.api.way == "fine")))
        self.drain()

    def _met(self, what):
        self.restarts[what] = self.restarts.get(what, 0) + 1

    def disturb(self):
        """One is stopped, killed, or comes back; the API answers in its ways."""
        draw = self.random.random()
        self.api.way = "fine"
        if draw < 0.04:
            self._end("icinga2", self.random.random() < 0.5)
        elif draw < 0.07:
            self._end("nagios", self.random.random() < 0.5)
        elif draw < 0.13:
            # To wait for it takes ten seconds that are real.
            self.api.way = self.random.choice(WAYS[1:-2] * 8 + WAYS[1:])
            self._met("icinga2 " + self.api.way)
        elif draw < 0.4:
            self.come_back()

    def _end(self, system, is_kill):
        if not self.is_up(system):
            return
        self._met("%s %s" % (system, "killed" if is_kill else "restarted"))
        if system == "icinga2":
            self.api.stop()
        else:
            self.drain()
            os.close(self.pipe)
            self.pipe = None
            if not is_kill:
                os.unlink(self.pipe_path)
        # Comments are on the disk at once, acknowledgements every five minutes.
        for key, alert in self.alerts.items():
            if is_kill and key[0] == system and key in self.saved and \
                    self.saved[key] != alert.is_acked:
                alert.is_acked = self.saved[key]
                alert.was_restored = True

    def come_back(self):
        if not self.api.runs:
            self.api.start()
        if self.pipe is None:
            self._open_pipe()
            self._write_status()

    def settle(self):
        self.api.way = "fine"
        self.come_back()

    def end(self):
        self.api.stop()
        if self.pipe is not None:
            os.close(self.pipe)
            self.pipe = None

# SPDX-License-Identifier: MIT
"""The configuration: each tenant with switches, rights and a policy of its own."""
import os

from life import tenant_id
from roads import DOORS

READER = ("22222222-2222-4222-8222-222222222222", "the-readers-secret")
WRITER = ("33333333-3333-4333-8333-333333333333", "the-writers-secret")
ROLES = "User.Read.All,LicenseAssignment.Read.All"

# What nobody documents of the real service; the first is what we believe.
SWITCHES = {
    "assigned-date-moves": ("yes", "no", "null"),
    "filter": ("ok", "empty", "partial", "refused"),
    "deleted-shows-plans": ("as-they-were", "deleted", "none"),
    "deleted-shows-licenses": ("yes", "no"),
    "probe-lag": ("0", "6h"),
    "restore-licenses": ("yes", "no", "if-seats"),
    "index-lag": ("0", "30m"),
    "audit": ("yes", "no"),
    "odata-count": ("yes", "no"),
    "audit-detail": ("update-user", "change-license", "none"),
    "audit-lag": ("0", "30m"),
    "audit-retention": ("30", "7"),
    "duplicate-plans": ("no", "yes"),
    "provisioning": ("0", "30m"),
    "resiliency": ("0", "30"),
    "fraction-digits": ("0", "7", "random"),
    "nextlink-last": ("no", "yes"),
    "pretty": ("no", "yes"),
    "escapes": ("no", "yes"),
    "empty-pages": ("no", "yes"),
    "page-size": ("999", "7"),
    "batch-order": ("reversed", "as-asked"),
    "locked-out": ("yes", "no"),
    "inner-error": ("innerError", "innererror"),
    "location-lag": ("0", "2m"),
    "restore-lag": ("0", "2m"),
    "usage-location-required": ("yes", "no"),
    "gzip": ("on", "off"),
    "token-lifetime": ("3599", "600"),
    "write-limit": ("0", "3000", "2"),
    "write-period": ("150", "20"),
    "write-model": ("bucket", "window"),
}
AGES = {"0": 0, "30m": 1800, "6h": 21600, "2m": 120}


def draw_switches(random):
    return {name: random.choice(values) for name, values in SWITCHES.items()}


class Setting:
    """One tenant's."""

    def __init__(self, number, name, random):
        self.number = number
        self.name = name
        self.switches = draw_switches(random)
        self.probe = random.random() < 0.85
        self.audit = random.random() < 0.85
        self.enabled = True
        self.warning = random.choice((10, 10, 14))
        self.critical = random.choice((3, 3, 5))
        self.leavers = random.choice(("warning", "warning", "critical", "ok"))
        self.max_per_ack = random.choice((3, 10))
        self.max_per_hour = random.choice((5, 50))
        self.on_event = random.random() < 0.3
        self.block_sign_in = random.random() < 0.5
        self.group_held = random.choice(("direct", "refuse"))
        self.on_ack_user_deleted = random.choice(("token", "none", "restore"))
        self.restore_skus = random.random() < 0.8
        self.mass_brake = random.choice((3, 50))
        self.dry_run_since = None
        self.killed_since = None
        self.kill_switch = None    # the file, once there is a place for it
        # Whether the operator told us of delayed delicensing.
        self.grace_days = int(self.switches["resiliency"]) * random.choice((0, 1))
        self.listing = random.choice(("auto", "auto", "whole"))

    @property
    def roles(self):
        return ROLES + (",MailboxSettings.Read" if self.probe else "") + (
            ",AuditLog.Read.All" if self.audit else "")

    @property
    def lag(self):
        """So long what is asked may be behind the truth."""
        return max(AGES[self.switches[name]]
                   for name in ("probe-lag", "index-lag", "provisioning"))

    @property
    def probe_lag(self):
        """So long a mailbox goes on answering once it is cut off."""
        return AGES[self.switches["probe-lag"]]

    @property
    def back_lag(self):
        """The same of a mailbox that comes back: it is connected first."""
        return max(self.lag, AGES[self.switches["provisioning"]] +
                   AGES[self.switches["probe-lag"]])

    def lines(self):
        yield "[tenant %s]" % self.name
        yield "tenant_id = %s" % tenant_id(self.number)
        yield "enabled = %s" % ("yes" if self.enabled else "no")
        yield "warning = %d:" % self.warning
        yield "critical = %d:" % self.critical
        yield "leavers = %s" % self.leavers
        yield "max_per_ack = %d" % self.max_per_ack
        yield "max_per_hour = %d" % self.max_per_hour
        yield "on_event = %s" % ("restore" if self.on_event else "none")
        yield "block_sign_in = %s" % ("yes" if self.block_sign_in else "no")
        yield "group_held = %s" % self.group_held
        yield "on_ack_user_deleted = %s" % self.on_ack_user_deleted
        yield "dry_run = %s" % (
            "no" if self.dry_run_since is None else "yes")
        yield "listing = %s" % self.listing
        yield "mass_brake = %d" % self.mass_brake
        if self.restore_skus:
            yield "restore_skus = STANDARDPACK ENTERPRISEPACK"
        yield "extra_grace_days = %d" % self.grace_days
        if self.kill_switch:
            yield "kill_switch = %s" % self.kill_switch

    def describe(self):
        return " ".join(["%s=%s" % pair for pair in sorted(
            self.switches.items())] + ["grace=%d" % self.grace_days, "probe=%s" % self.probe,
                                       "audit-right=%s" % self.audit])


class Configuration:
    """The file; `present` are the settings of the tenants in it."""

    def __init__(self, programs, url, ca_file, other_ca, doors):
        self.programs = programs
        self.url = url
        self.doors = doors
        self.ca_file = ca_file
        self.present = []    # settings, in the order of the file
        self.cores = []      # lines about the monitoring systems
        self.road = None
        for name, secret in (("reader", READER[1]), ("writer", WRITER[1]),
                             ("wrong", "not-the-secret")):
            self._write(os.path.join(programs.work, name), secret + "\n")
        self.other_ca = other_ca    # that signed nothing here

    @staticmethod
    def _write(path, text):
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
                  "w") as file:
            file.write(text)

    def write(self):
        url, ca_file, secret = self.url, self.ca_file, "reader"
        lines = ["[defaults]", "state_dir = " + self.programs.state,
                 "time_limit = 2s", "authors = alice", "deny_authors = robot",
                 "verify_timeout = 8h", "cooldown = 1h"]
        if self.road == "wrong-authority":
            ca_file = self.other_ca
        elif self.road == "no-authority-file":
            ca_file = "/nonexistent/ca.pem"
        elif self.road == "no-name":
            url = "https://graph.invalid"
        elif self.road == "no-port":
            url = "https://localhost:1"
        elif self.road == "bad-proxy":
            lines.append("proxy = http://localhost:1")
        elif self.road == "bad-secret":
            secret = "wrong"
        elif self.road in DOORS:
            url, ca_file = self.doors.url(self.road), self.doors.ca_file
        lines += [
            "graph_url = " + url, "login_url = " + url, "ca_file = " + ca_file,
            "reader_client_id = " + READER[0],
            "reader_client_secret_file = " +
            os.path.join(self.programs.work, secret),
            "writer_client_id = " + WRITER[0],
            "writer_client_secret_file = " +
            os.path.join(self.programs.work,
                         "writer" if secret == "reader" else secret)]
        for setting in self.present:
            lines += setting.lines()
        self.programs.tenants = [setting.name for setting in self.present]
        lines += self.cores
        self._write(self.programs.conf + ".new", "\n".join(lines))
        # It holds no secret, and whoever runs the check reads it.
        os.chmod(self.programs.conf + ".new", 0o644)
        os.rename(self.programs.conf + ".new", self.programs.conf)

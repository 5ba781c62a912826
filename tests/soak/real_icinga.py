# SPDX-License-Identifier: MIT
"""A real Icinga 2 (--icinga), with contrib/icinga2 as it is: `sync` keeps a service
for each mailbox in it while it is restarted and killed, and what it then shows is held
against what the check says.  Its own time is the real one."""
import base64
import json
import os
import signal
import socket
import ssl
import subprocess
import time
import urllib.error
import urllib.request

from world import instant

CHECKED = ("name", "host_name", "state", "vars", "package", "last_check")
CONF = """const NodeName = "localhost"
const ZoneName = NodeName
const TicketSalt = ""
const PluginDir = "/nonexistent"
const MailboxExpiryApiPassword = "the-api-users-password"
include <itl>
object Endpoint NodeName { }
object Zone ZoneName { endpoints = [ NodeName ] }
object IcingaApplication "app" { }
object FileLogger "main-log" { severity = "warning"; path = "%(folder)s/log" }
object ApiListener "api" { bind_host = "127.0.0.1"; bind_port = "%(port)d" }
object ApiUser "root" { password = "root"; permissions = [ "*" ] }
include "%(samples)s/api-user.conf"
include "%(samples)s/check.conf"
"""
HOST = """object Host "%s" {
  check_command = "dummy"
  vars.mbx_tenant = "%s"
}
"""


class RealIcinga:
    def __init__(self, programs, builddir, source, random, tenants):
        self.programs = programs
        self.random = random
        self.handler = os.path.join(builddir, "plugin/handle_mailbox_expiry")
        self.folder = os.path.join(programs.work, "icinga")
        self.process = None
        self.met = {"synchronized": 0, "compared": 0}
        for name in ("etc/zones.d", "data/certs", "data/certificate-requests",
                     "data/api/zones", "data/api/packages",
                     "data/api/zones-stage", "logs", "cache", "spool", "run"):
            os.makedirs(os.path.join(self.folder, name))
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        with open(os.path.join(self.folder, "conf"), "w") as file:
            file.write(CONF % {"folder": self.folder, "port": self.port,
                               "samples": os.path.join(source, "contrib/icinga2")})
            file.write("".join(HOST % (name, name) for name in tenants))
        self._certify()
        self.start()

    def _certify(self):
        certs = os.path.join(self.folder, "data/certs")
        key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
               "-nodes", "-days", "3"]
        self._openssl(certs, "req", "-x509", *key, "-subj", "/CN=Icinga CA",
                      "-keyout", "ca.key", "-out", "ca.crt")
        self._openssl(certs, "req", *key[:-2], "-subj", "/CN=localhost",
                      "-addext", "subjectAltName=DNS:localhost", "-keyout",
                      "localhost.key", "-out", "request")
        self._openssl(certs, "x509", "-req", "-in", "request", "-CA", "ca.crt",
                      "-CAkey", "ca.key", "-CAcreateserial", "-days", "3",
                      "-copy_extensions", "copy", "-out", "localhost.crt")
        self.ca_file = os.path.join(certs, "ca.crt")
        self.context = ssl.create_default_context(cafile=self.ca_file)

    @staticmethod
    def _openssl(folder, *arguments):
        subprocess.run(("openssl",) + arguments, cwd=folder, check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def lines(self):
        """Of the configuration."""
        return ["[icinga2 real]", "url = https://localhost:%d" % self.port,
                "user = mailbox-expiry", "password_file = " + os.path.join(
                    self.programs.work, "core/password"),
                "ca_file = " + self.ca_file, "services = yes", ""]

    # ---- start and end -------------------------------------------------------
    def start(self):
        places = {"ConfigDir": "etc", "DataDir": "data", "LogDir": "logs",
                  "CacheDir": "cache", "SpoolDir": "spool", "InitRunDir": "run",
                  "ZonesDir": "etc/zones.d"}
        arguments = ["icinga2", "daemon", "-c", os.path.join(self.folder, "conf")]
        for name, place in places.items():
            arguments += ["-D", "%s=%s" % (name, os.path.join(self.folder, place))]
        with open(os.path.join(self.folder, "console"), "ab") as console:
            self.process = subprocess.Popen(
                arguments, stdout=console, stderr=console,
                stdin=subprocess.DEVNULL, start_new_session=True, env={
                    "PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C",
                    "ICINGA2_USER": "root", "ICINGA2_GROUP": "root"})
        until = time.monotonic() + 60
        while self.ask("/v1") is None:
            if self.process.poll() is not None or time.monotonic() > until:
                raise RuntimeError("icinga2 did not start: see icinga/console")
            time.sleep(0.1)

    def stop(self, how):
        """All of it: what it started is in its session."""
        if self.process is None:
            return
        if how == signal.SIGKILL:
            os.killpg(self.process.pid, how)
        else:
            self.process.send_signal(how)
        self.process.wait()
        self.process = None

    def end(self):
        self.stop(signal.SIGKILL)

    def ask(self, path, **body):
        """What the API says as somebody who may do everything; None: nothing."""
        request = urllib.request.Request(
            "https://localhost:%d%s" % (self.port, path),
            json.dumps(body).encode(), {
                "Accept": "application/json", "X-HTTP-Method-Override": "GET",
                "Authorization": "Basic " + base64.b64encode(
                    b"root:root").decode()})
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPSHandler(context=self.context))
        try:
            with opener.open(request, timeout=30) as answer:
                return json.loads(answer.read() or b"null")
        except urllib.error.HTTPError:
            return {"results": []}
        except (OSError, ValueError):
            return None

    # ---- a step --------------------------------------------------------------
    def _count(self, what):
        self.met[what] = self.met.get(what, 0) + 1

    def disturb(self):
        draw = self.random.random()
        if self.process is None:
            if draw < 0.5:
                self.start()
        elif draw < 0.06:
            how = self.random.choice((signal.SIGTERM, signal.SIGKILL))
            self._count("stopped" if how == signal.SIGTERM else "killed")
            self.stop(how)

    def live(self, now, disturb, findings):
        """Whoever keeps the services runs; while it runs Icinga may be killed."""
        ended = self.programs.run(
            [self.handler, "sync", "--config", self.programs.conf, "--at",
             instant(now)], disturb)
        if self.process is None or disturb is not None or ended.took > 8:
            return
        if ended.code != 0:
            findings.add(now, "sync: without a fault it succeeds", "%s %s" % (
                ended.code, ended.err[-300:]))
            return
        self._count("synchronized")
        self.compare(now, findings)

    def compare(self, now, findings):
        said = self.programs.check(now, "--no-collect", "--discover", "results")
        answer = self.ask("/v1/objects/services", attrs=list(CHECKED))
        if answer is None:
            findings.add(now, "icinga: it answers", "-")
            return
        shown = {}
        for service in answer["results"]:
            facts = service["attrs"]
            mailbox = (facts["vars"] or {}).get("mbx_id")
            if facts["package"] == "_api" and mailbox:
                shown.setdefault(facts["host_name"], {})[mailbox] = int(
                    facts["state"]) if facts["last_check"] > 0 else "pending"
        for tenant in json.loads(said.out)["tenants"]:
            if not tenant["judged"]:
                continue
            self._count("compared")
            wanted = {service["mbx_id"]: service["exit_status"]
                      for service in tenant["services"]}
            seen = shown.get(tenant["tenant"], {})
            if seen != wanted:
                different = [user for user in set(seen) | set(wanted)
                             if seen.get(user) != wanted.get(user)]
                findings.add(
                    now, "icinga: it shows what the check says",
                    "%s: %s: %s, not %s" % (
                        tenant["tenant"], different[0],
                        seen.get(different[0]), wanted.get(different[0])),
                    different[0])

    def settle(self, now, findings):
        if self.process is None:
            self.start()
        self.live(now, None, findings)



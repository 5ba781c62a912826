# SPDX-License-Identifier: MIT
"""The simulated service: graphsim, its clock, and what it knows to be true."""
import calendar
import http.client
import json
import os
import subprocess
import time

DAY = 86400
HOUR = 3600


def seconds(text):
    """2026-03-02T08:00:00Z as seconds since the epoch; None stays None."""
    if text is None:
        return None
    return calendar.timegm(time.strptime(text, "%Y-%m-%dT%H:%M:%SZ"))


def instant(at):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))


class World:
    """One graphsim.  `now` is its clock; truths are dictionaries by object id."""

    def __init__(self, program, folder, scenario):
        os.makedirs(folder)
        self.folder = folder
        self.program = program
        path = os.path.join(folder, "scenario")
        with open(path, "w") as file:
            file.write(scenario)
        self.log = open(os.path.join(folder, "out"), "wb")
        self.process = subprocess.Popen(
            [program, "--dir", folder, "--scenario", path],
            stdout=self.log, stderr=self.log, stdin=subprocess.DEVNULL)
        self.url = self._wait_for("url")
        host = self._wait_for("plain_url").split("//")[1]
        self.connection = http.client.HTTPConnection(host, timeout=60)
        self.now = seconds(self._ask("GET", "/admin/clock")[1].strip())

    def _wait_for(self, name):
        path = os.path.join(self.folder, name)
        until = time.monotonic() + 30
        while not (os.path.exists(path) and os.path.getsize(path)):
            if time.monotonic() > until or self.process.poll() is not None:
                raise RuntimeError("graphsim did not start")
            time.sleep(0.02)
        with open(path) as file:
            return file.read().strip()

    def _ask(self, method, path, body=None):
        try:
            self.connection.request(method, path, body)
            answer = self.connection.getresponse()
            return answer.status, answer.read().decode()
        except (http.client.HTTPException, OSError):
            # It closed a connection that was idle for long.
            self.connection.close()
            self.connection.request(method, path, body)
            answer = self.connection.getresponse()
            return answer.status, answer.read().decode()

    def command(self, line):
        """False, with the reason, when the simulated world does not allow it."""
        status, text = self._ask("POST", "/admin/command", line)
        return status == 200, text.strip()

    def advance(self, to):
        if to <= self.now:
            return
        status, text = self._ask("POST", "/admin/clock", instant(to))
        if status != 200:
            raise RuntimeError("graphsim refused the time: " + text)
        self.now = to

    def truth(self):
        return json.loads(self._ask("GET", "/admin/truth")[1])

    def seats(self):
        return json.loads(self._ask("GET", "/admin/seats")[1])

    def take_requests(self):
        """What was asked since the last time."""
        requests = json.loads(self._ask("GET", "/admin/requests")[1])
        self._ask("DELETE", "/admin/requests")
        return requests

    def end(self):
        self.process.terminate()
        self.process.wait()
        self.log.close()

# SPDX-License-Identifier: MIT
"""How long the subagent is away from its own duties: from SIGHUP to the first word
about it on NOTIFY_SOCKET.

    agentx_pulse.py SOCKET PID SECONDS

Binds SOCKET, which the subagent was given as NOTIFY_SOCKET, and prints the longest
of many such times in milliseconds; "-": it once never said anything.
"""
import os
import select
import signal
import socket
import sys
import time

GIVE_UP_S = 30


class Pulse:
    def __init__(self, path, pid):
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        if os.path.exists(path):
            os.unlink(path)
        self.socket.bind(path)
        self.pid = int(pid)

    def word(self, until):
        while True:
            left = until - time.monotonic()
            if left <= 0 or not select.select([self.socket], [], [], left)[0]:
                return None
            data = self.socket.recv(256)
            if data:
                return data

    def beat_ms(self):
        """One reload; None: it did not come to it."""
        while select.select([self.socket], [], [], 0)[0]:
            self.socket.recv(256)
        began = time.monotonic()
        os.kill(self.pid, signal.SIGHUP)
        if self.word(began + GIVE_UP_S) is None:
            return None
        took = time.monotonic() - began
        self.word(began + GIVE_UP_S)  # and that it is ready again
        return took * 1000

    def longest_ms(self, seconds):
        """None: it once never said anything."""
        until = time.monotonic() + seconds
        longest = 0.0
        while time.monotonic() < until:
            took = self.beat_ms()
            if took is None:
                return None
            longest = max(longest, took)
            time.sleep(0.02)
        return longest


if __name__ == '__main__':
    worst = Pulse(sys.argv[1], sys.argv[2]).longest_ms(float(sys.argv[3]))
    print('-' if worst is None else round(worst))

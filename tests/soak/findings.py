# SPDX-License-Identifier: MIT
"""What must not be, and was."""
from world import instant

SHOWN = 3    # of each rule


class Findings:
    def __init__(self):
        self.count = 0
        self.of = {}    # rule -> [line]

    def add(self, now, rule, text, user=None):
        self.count += 1
        self.of.setdefault(rule, []).append((
            "%s %s" % (instant(now), text.replace("\n", " | ")), user))

    def lines(self, story_of):
        """`story_of(user)`: lines about somebody."""
        for rule in sorted(self.of):
            yield "not so: %s (%d times)" % (rule, len(self.of[rule]))
            users = []
            for line, user in self.of[rule]:
                if user is None or user not in users:
                    users.append(user)
                    if len(users) <= SHOWN:
                        yield "    " + line[:600]
            for user in users[:SHOWN]:
                for line in story_of(user) if user is not None else ():
                    yield "        " + line[:300]

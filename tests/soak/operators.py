# SPDX-License-Identifier: MIT
"""What people, and event handlers, ask of the handler.

Each wish goes one of the ways there are: the monitoring system's ingest, a command
by hand, or a file in the inbox.  It is found again by its number, in the name of
the service or in the comment."""
import os

from world import DAY

WORDS = ("", "", "please", "#restore", "#restore", "#restore-signin",
         "#restore-all", "#force #restore", "#ack seen it", "#release she left",
         "#relase", "ticket #4711")
AUTHORS = ("alice",) * 9 + ("mallory", "robot", "")


class Wish:
    def __init__(self, number, at, tenant, kind, user, author="", words=""):
        self.number = number
        self.at = at
        self.tenant = tenant
        self.kind = kind        # acknowledge event restore release unrelease ...
        self.user = user        # object id; None: the tenant
        self.author = author
        self.words = words
        self.put_down = False   # it was promised to be kept
        self.maybe = False      # whoever put it down was killed: who knows

    @property
    def name(self):
        return "wish-%d" % self.number

    @property
    def by_hand(self):
        return self.kind not in ("acknowledge", "event")

    def has(self, word):
        return word in self.words.split()

    def text(self):
        return "%s %s %s of %s by %s: %s" % (
            self.name, self.kind, self.user or "all", self.tenant, self.author,
            self.words)


class Operators:
    def __init__(self, random, programs, history, faults):
        self.random = random
        self.programs = programs
        self.history = history
        self.faults = faults
        self.wishes = []
        self.files = 0

    def ask(self, now, settings, report):
        """Now and then somebody wants something."""
        if self.random.random() >= 0.5 or not settings:
            return
        setting = self.random.choice(settings)
        kind = self.random.choice(
            ("acknowledge",) * 16 + ("restore",) * 8 + ("event",) * 6 +
            ("release", "release", "unrelease", "unrelease", "pause") +
            ("resume",) * 4)
        wish = Wish(len(self.wishes) + 1, now, setting.name, kind,
                    self._whom(setting, kind, report))
        if kind == "acknowledge":
            wish.author = self.random.choice(AUTHORS)
            wish.words = self.random.choice(WORDS)
            if wish.user is not None and wish.has("#restore-all"):
                wish.words = "#restore"
        elif kind == "event":
            wish.words = ""
        elif kind == "restore" and self.random.random() < 0.2:
            wish.words = "#restore-signin"
        self.wishes.append(wish)
        self._put(now, wish)
        if self.random.random() < 0.1 and wish.put_down and not wish.by_hand:
            self._file(now, wish)   # the same from another master

    def _whom(self, setting, kind, report):
        if kind in ("pause", "resume"):
            return None
        if kind in ("acknowledge", "event") and self.random.random() < 0.2:
            return None
        listed = [mailbox["user_id"] for mailbox in (report or {}).get(
            "mailboxes", ()) if mailbox["tenant"] == setting.name and
            mailbox["phase"] not in ("restored", "released", "lost", "expired")]
        draw = self.random.random()
        if listed and draw < 0.6:
            return self.random.choice(listed)
        people = self.history.current(setting.name)
        lost = [person for person in people if person[1].doomed]
        return self.random.choice(lost if lost and draw < 0.95 else people)[0]

    def _put(self, now, wish):
        draw = self.random.random()
        if draw < 0.4:
            self._file(now, wish)
            return
        disturb = self.faults.host(12)
        if wish.by_hand:
            options = [wish.kind, "-T", wish.tenant, "--comment",
                       "%s %s" % (wish.name, wish.words)]
            if wish.user is not None:
                options += ["-m", wish.user]
            if wish.kind == "restore":
                options.append("--yes")
            ended = self.programs.by_hand(now, options, disturb)
            # It may have found that there is nothing to be done.
            wish.maybe = True
            wish.output = ended.out + ended.err
            return
        options = ["--source", "nagios", "--host", wish.tenant, "--service",
                   wish.name, "--state", "CRITICAL", "--state-type", "HARD",
                   "--checked-at", str(now), "-T", wish.tenant]
        if wish.kind == "event":
            options.append("--event")
        else:
            options += ["--type", "ACKNOWLEDGEMENT", "--acked-at", str(now)]
        if wish.user is not None:
            options += ["-m", wish.user]
        ended = self.programs.ingest(now, options, wish.author, wish.words,
                                     disturb)
        wish.maybe = True
        # Events that no policy wants are not put down.
        wish.put_down = ended.code == 0 and wish.kind == "acknowledge"

    def _file(self, now, wish):
        self.files += 1
        lines = ["mailbox-expiry-request 1", "kind " + wish.kind,
                 "tenant " + wish.tenant, "made_at %d" % now]
        comment = wish.words
        if wish.by_hand:
            lines.append("system hand")
            comment = ("%s %s" % (wish.name, wish.words)).strip()
        else:
            lines += ["system nagios", "host " + wish.tenant,
                      "service " + wish.name, "state CRITICAL", "hard yes",
                      "checked_at %d" % now]
            if wish.kind == "acknowledge":
                lines.append("acked_at %d" % now)
        if wish.user is not None:
            lines.append("mailbox " + wish.user)
        if wish.author:
            lines.append("author " + wish.author)
        if comment and wish.kind != "event":
            lines.append("comment " + comment)
        inbox = os.path.join(self.programs.state, "inbox")
        os.makedirs(inbox, exist_ok=True)
        path = os.path.join(inbox, ".%d" % self.files)
        with open(path, "w") as file:
            file.write("\n".join(lines) + "\n")
        os.rename(path, os.path.join(
            inbox, "00000000-0000-4000-8000-%012d" % self.files))
        wish.put_down = True


ACK_MAX_AGE = DAY

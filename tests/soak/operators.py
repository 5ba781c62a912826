# SPDX-License-Identifier: MIT
"""What people, and event handlers, ask of the handler.

Each wish goes one of the ways there are: the monitoring system's ingest, a command
by hand, or a file in the inbox.  It is found again by its number, in the name of
the service or in the comment."""
import os
import random as randoms

from world import DAY

WORDS = ("", "", "please", "#restore", "#restore", "#restore-signin",
         "#restore-all", "#force #restore", "#ack seen it", "#release she left",
         "#relase", "ticket #4711")
AUTHORS = ("alice",) * 12 + ("mallory", "robot")


NOBODY = object()


class Wish:
    def __init__(self, number, at, tenant, kind, user, author="", words=""):
        self.number = number
        self.at = at
        self.tenant = tenant
        self.kind = kind        # acknowledge event restore release unrelease ...
        self.user = user        # object id; None: the tenant
        self.author = author
        self.words = words
        self.system = None      # the monitoring system it is said in
        self.is_hidden = False  # who said it, and what, is not passed on
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
    def __init__(self, random, programs, history, faults, core):
        self.random = random
        # Of its own: who asks in vain changes nobody else's lots.
        self.urge = randoms.Random(random.getstate()[1][0])
        self.programs = programs
        self.history = history
        self.faults = faults
        self.core = core
        self.wishes = []
        self.files = 0

    def ask(self, now, settings, report):
        """Some want something, mostly about what was just lost."""
        if not settings:
            return
        for _ in range(self.random.choice((0, 0, 1, 1, 2, 3))):
            setting = self.random.choice(settings)
            kind = self.random.choice(
                ("acknowledge",) * 20 + ("restore",) * 10 + ("event",) * 4 +
                ("release", "unrelease"))
            self._wish(now, setting, kind, self._whom(setting, kind, report))
        self._tell_events(now, settings, report)
        for setting in settings:
            self._insist(now, setting, report)
            self._regret(now, setting, report)
        self._pause(now, settings)

    def _pause(self, now, settings):
        draw = self.random.random()
        if draw < 0.04:
            self._wish(now, self.random.choice(settings),
                       "pause" if draw < 0.01 else "resume", None)

    def let_go_on(self, now, settings):
        """At the end: what a pause holds would stay open."""
        for setting in settings:
            self._wish(now, setting, "resume", None)

    def _tell_events(self, now, settings, report):
        """The core tells each change of state: after a mass loss, of everybody."""
        for setting in settings:
            listed = self._listed(setting, report)
            if len(listed) < 3 or self.random.random() >= 0.08:
                continue
            for user in listed[:8]:
                self._wish(now, setting, "event", user)

    def _insist(self, now, setting, report):
        """On somebody who was let go, or who has to be restored on-premises."""
        whom = [mailbox["user_id"] for mailbox in (report or {}).get(
            "mailboxes", ()) if mailbox["tenant"] == setting.name and
            mailbox["phase"] == "released"]
        whom += [user for user, spell in self.history.current(setting.name)
                 if spell.synced and spell.user == "deleted" and spell.doomed]
        if whom and self.urge.random() < 0.6:
            wish = Wish(len(self.wishes) + 1, now, setting.name, "restore",
                        self.urge.choice(whom))
            self.wishes.append(wish)
            self._file(now, wish)

    def _regret(self, now, setting, report):
        """Acknowledges, and takes that back before anything came of it."""
        listed = self._listed(setting, report)
        systems = [name for name in ("icinga2", "icinga2", "nagios")
                   if self.core.is_up(name)]
        if not listed or not systems or self.urge.random() >= 0.1:
            return
        wish = Wish(len(self.wishes) + 1, now, setting.name, "acknowledge",
                    self.urge.choice(listed), "alice", "#restore")
        wish.system = self.urge.choice(systems)
        self.wishes.append(wish)
        self.core.know(now, wish)
        self._file(now, wish)
        self.core.retract(wish)

    def _wish(self, now, setting, kind, user):
        if user is NOBODY:
            return
        wish = Wish(len(self.wishes) + 1, now, setting.name, kind, user)
        if not wish.by_hand:
            wish.system = self.core.choose()
            if wish.system is None:
                return
        if kind == "acknowledge":
            wish.author = self.random.choice(AUTHORS)
            wish.words = self.random.choice(WORDS)
            if wish.user is not None and wish.has("#restore-all"):
                wish.words = "#restore"
        elif kind == "restore" and self.random.random() < 0.2:
            wish.words = "#restore-signin"
        self.wishes.append(wish)
        self._put(now, wish)
        if self.random.random() < 0.1 and wish.put_down and not wish.by_hand:
            self._file(now, wish)   # the same from another master

    @staticmethod
    def _listed(setting, report):
        return [mailbox["user_id"] for mailbox in (report or {}).get(
            "mailboxes", ()) if mailbox["tenant"] == setting.name and
            mailbox["phase"] not in ("restored", "released", "lost", "expired")]

    def _whom(self, setting, kind, report):
        """An object id; None: all of the tenant; NOBODY: there is no need."""
        listed = self._listed(setting, report)
        people = self.history.current(setting.name)
        lost = [person for person in people if person[1].doomed]
        draw = self.random.random()
        if not (listed or lost) and draw > 0.1:
            return NOBODY
        if kind in ("acknowledge", "event") and self.random.random() < 0.2:
            return None
        if listed and draw < 0.7:
            return self.random.choice(listed)
        return self.random.choice(lost if lost and draw < 0.97 else people)[0]

    def _put(self, now, wish):
        draw = self.random.random()
        if wish.by_hand:
            if draw < 0.4:
                self._file(now, wish)
            else:
                self._by_hand(now, wish)
            return
        # Nagios passes on who and what only where it is told to.
        wish.is_hidden = wish.system == "nagios" and \
            wish.kind == "acknowledge" and self.random.random() < 0.2
        self.core.know(now, wish)
        if wish.kind == "acknowledge" and draw < 0.15:
            return    # told nobody: it is found by looking
        if draw < 0.45:
            self._file(now, wish)
        else:
            self._ingest(now, wish)
        if wish.kind == "acknowledge" and self.random.random() < 0.06:
            self.core.retract(wish)

    def _by_hand(self, now, wish):
        options = [wish.kind, "-T", wish.tenant, "--comment",
                   "%s %s" % (wish.name, wish.words)]
        if wish.user is not None:
            options += ["-m", wish.user]
        if wish.kind == "restore":
            options.append("--yes")
        ended = self.programs.by_hand(now, options, self.faults.host(12))
        # It may have found that there is nothing to be done.
        wish.maybe = True
        wish.output = ended.out + ended.err

    def _ingest(self, now, wish):
        options = ["--source", wish.system, "--instance",
                   "soak" if wish.system == "icinga2" else "", "--host", wish.tenant, "--service",
                   wish.name, "--state", "CRITICAL", "--state-type", "HARD",
                   "--downtime-depth", "0", "--checked-at", str(now), "-T",
                   wish.tenant]
        if wish.kind == "event":
            options.append("--event")
        else:
            options += ["--type", "ACKNOWLEDGEMENT", "--acked-at", str(now)]
        if wish.user is not None:
            options += ["-m", wish.user]
        said = {"MBX_AUTHOR": wish.author, "MBX_COMMENT": wish.words}
        # The monitoring system may be on another host, with another clock.
        ended = self.programs.ingest(
            now + self.faults.clock(), options, {} if wish.is_hidden else said,
            self.faults.host(12))
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
            if wish.system == "icinga2":
                lines.append("instance soak")
            lines += ["system " + wish.system, "host " + wish.tenant,
                      "service " + wish.name, "state CRITICAL", "hard yes",
                      "checked_at %d" % now]
            if wish.kind == "acknowledge":
                lines.append("acked_at %d" % now)
        if wish.user is not None:
            lines.append("mailbox " + wish.user)
        if wish.author and not wish.is_hidden:
            lines.append("author " + wish.author)
            if comment:
                lines.append("comment " + comment)
        elif wish.by_hand and comment:
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

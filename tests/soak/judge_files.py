# SPDX-License-Identifier: MIT
"""The databases: whole at the end, and what they tell happened before the end of
a mailbox."""
import os
import sqlite3

from world import DAY, HOUR

# An alarm is off after these.
OVER = ("eased", "restored", "expired", "lost")


def integrity(programs, now, findings):
    for folder, _, names in os.walk(programs.state):
        for name in names:
            if not name.endswith(".db"):
                continue
            path = os.path.join(folder, name)
            database = sqlite3.connect(path)
            try:
                answer = database.execute("pragma integrity_check").fetchall()
                broken = database.execute("pragma foreign_key_check").fetchall()
                if answer != [("ok",)] or broken:
                    findings.add(now, "no database is corrupt", "%s: %s %s" % (
                        name, answer[:3], broken[:3]))
            except sqlite3.DatabaseError as error:
                findings.add(now, "no database is corrupt", "%s: %s" % (
                    name, error))
            finally:
                database.close()


class EventJudge:
    """Before a mailbox is purged its events were written, where there was a look
    at which they were due."""

    def __init__(self, history, check_judge, findings):
        self.history = history
        self.check_judge = check_judge
        self.findings = findings
        self.counts = {"purges": 0, "events": 0}

    def judge(self, now, setting, looks, programs, releases):
        path = os.path.join(programs.state, setting.name + ".db")
        database = sqlite3.connect("file:%s?mode=ro" % path, uri=True)
        rows = database.execute(
            "select user_id, event, event.at, event.loss from event "
            "join mailbox on mailbox.id = event.mailbox "
            "order by event.id").fetchall()
        database.close()
        self.counts["events"] += len(rows)
        for at, user, spell in self.history.purges:
            if spell.tenant == setting.name:
                self._purge(setting, looks, at, user, spell, rows,
                            releases.get(user, ()))

    def _left_until(self, user, at):
        """Until when it looked like somebody who left; 0: never."""
        until = 0
        for spell, after in zip(self.history.spells[user],
                                self.history.spells[user][1:]):
            if (spell.user == "deleted" or not spell.enabled) and \
                    after.since <= at:
                until = after.since
        return until

    @staticmethod
    def _told(rows, user, unsafe, since, at):
        """What was told of it until it was purged; also before it was lost, if it
        was shown as lost already and that alarm was still on."""
        told = set()
        for who, event, when, _ in rows:
            if who != user or when + HOUR < unsafe or when > at:
                continue
            if when + HOUR < since and event in OVER:
                told.clear()
            else:
                told.add(event)
        return told

    def _purge(self, setting, looks, at, user, spell, rows, releases):
        since = spell.lost_at
        unsafe = self.check_judge.exempt.shown_lost_since(
            setting, user, spell, since)
        if spell.upn in self.check_judge.lives[setting.name].guests or \
                spell.user == "purged" or any(
                    unsafe <= let_go_at <= at for let_go_at, _ in releases):
            return
        if looks.first is None or since < looks.first or at - since < 29 * DAY:
            return
        self.counts["purges"] += 1
        told = self._told(rows, user, unsafe, since, at)
        # One that was made shared may hold a license, as a leaver would.
        leaver = spell.user == "deleted" and self.history.ever(
            user, lambda s: s.purpose == "user") or \
            self.history.ever(user, lambda s: not s.enabled, since)
        # A leaver gives what `leavers` says, and then nothing more is told.
        if leaver and setting.leavers == "ok":
            return
        exempt = self.check_judge.exempt
        for days, event in ((setting.warning, "expiring"),
                            (setting.critical, "critical")):
            if event == "critical" and leaver and setting.leavers != "critical":
                continue
            # Somebody may have purged it before its time.
            due = spell.purge_at or at
            begins = due - days * DAY
            if setting.leavers == "ok" or \
                    event == "critical" and setting.leavers != "critical":
                begins = max(begins, self._left_until(user, at) + setting.lag)
            window = [look for look in looks.at
                      if begins + HOUR < look < at - HOUR]
            if not window:
                continue
            worse = {"expiring": ("expiring", "critical", "overdue"),
                     "critical": ("critical", "overdue")}[event]
            if told.intersection(worse):
                continue
            rule = "%s is told before a purge" % event
            why = exempt.lost(setting, looks, user, spell, since)
            if why is not None:
                exempt.count(why, rule, user)
                continue
            self.findings.add(at, rule, "%s: %s was told of %s" % (
                setting.name, sorted(told), spell.upn), user)

# SPDX-License-Identifier: MIT
"""Whether the monitoring systems were told, in the end, what there was to tell."""
from core import NUMBERS

# Nagios writes its file now and then: what is done at once does not wait for it.
WAITED = 120
# What is written down is by the worker's clock, that may be wrong by as much.
CLOCK = 300
# What the worker says of acknowledgements that do not stand any more.
GONE = ("does not stand any more", "has taken its place")
DENIED = "robot"    # deny_authors: their acknowledgement stays


class CoreJudge:
    def __init__(self, core, operators, writes_judge, findings):
        self.core = core
        self.operators = operators
        self.writes_judge = writes_judge
        self.findings = findings
        self.counts = {"told": 0, "taken back": 0, "ended meanwhile": 0}

    def end(self, now):
        self._messages(now)
        self._retracted(now)
        self._acknowledgements(now)
        for what in self.core.unknown[:3]:
            self.findings.add(now, "core: only what exists is told of", str(what))

    def _retracted(self, now):
        """It is asked about before the first write; what was begun is ended."""
        rows = self.writes_judge.ask(
            "select request.system, request.service, remedy.*, (select min(at) "
            "from journal where remedy = remedy.id and kind = 'intent') as "
            "written_at from remedy join request on request.id = "
            "remedy.request where request.service is not null and "
            "restore_count + assign_count > 0") or ()
        for row in rows:
            alert = self.core.alerts.get((row["system"], row["service"]))
            if alert is None or alert.retracted_at is None or (
                    row["system"] == "nagios" and row["written_at"] <
                    alert.acked_at + WAITED + CLOCK):
                continue
            if self.core.was_fine(row["system"], alert.acked_at,
                                  row["written_at"]):
                self.findings.add(
                    now, "core: what was taken back is not done", "%s: %s" % (
                        row["service"], row["reason"]), row["user_id"])

    def _messages(self, now):
        rows = self.writes_judge.ask("select * from message") or ()
        wanted = {}
        for row in rows:
            text = "%s %s %s" % (row["system"], row["service"],
                                 NUMBERS[row["act"]])
            if row["told_at"] == 0:
                self.findings.add(now, "core: everything is told", "%s: %s" % (
                    text, row["error"]))
            elif row["error"] is not None:
                self.findings.add(now, "core: nothing is given up", "%s: %s" % (
                    text, row["error"]))
            else:
                key = (row["system"], row["service"], NUMBERS[row["act"]])
                wanted[key] = wanted.get(key, 0) + 1
                self.counts["told"] += 1
        for (system, service, act), count in sorted(wanted.items()):
            alert = self.core.alerts.get((system, service))
            if alert is not None and alert.got[act] < count:
                self.findings.add(
                    now, "core: what was told arrived", "%s %s %s: %d of %d" % (
                        system, service, act, alert.got[act], count))

    def _acknowledgements(self, now):
        """Whoever is refused sees the alert again; nobody else does."""
        rows = self.writes_judge.ask(
            "select request.*, (select count(*) from remedy where request = "
            "request.id and remedy.state in ('failed', 'refused')) as failed, "
            "(select count(*) from message where request = request.id and act "
            "= 2) as taken, (select count(*) from journal join remedy on "
            "remedy.id = journal.remedy join request as other on other.id = "
            "remedy.request where journal.request = request.id and "
            "journal.kind = 'decision' and other.id <> request.id and "
            "(other.service is not request.service or other.kind <> "
            "'acknowledge') and remedy.state in ('failed', 'refused')) as "
            "left_failed from request where kind = 'acknowledge'") or ()
        ended = {}
        for row in rows:
            ended.setdefault((row["system"], row["service"]), []).append(row)
        for key, alert in sorted(self.core.alerts.items()):
            mine = ended.get(key, ())
            if alert.listed and not mine:
                self.findings.add(now, "core: what was found is put down",
                                  "%s %s" % key, alert.mailbox)
            for row in mine:
                self._one(now, key, alert, row)

    def _one(self, now, key, alert, row):
        # Left to another request that came to nothing, it comes back, too.
        bad = row["state"] == "refused" or row["failed"] > 0 or \
            row["left_failed"] > 0
        if any(text in (row["reason"] or "") for text in GONE):
            self.counts["ended meanwhile"] += 1
            if alert.ended_at is None and not alert.was_restored:
                self.findings.add(now, "core: what still stands is done",
                                  "%s %s: %s" % (key + (row["reason"],)),
                                  alert.mailbox)
            return
        must = bad and alert.author not in (DENIED, "") and not alert.is_hidden
        if row["taken"]:
            self.counts["taken back"] += 1
        text = "%s %s by %s: %s: %s" % (
            key + (alert.author, row["state"], row["reason"]))
        if must and not row["taken"]:
            self.findings.add(now, "core: whoever is refused sees it again", text,
                              alert.mailbox)
        if row["taken"] and not bad and alert.mailbox:
            self.findings.add(now, "core: what is done stays acknowledged", text,
                              alert.mailbox)
        if row["taken"] and alert.is_acked and not alert.was_restored:
            self.findings.add(now, "core: what is taken back is gone", text,
                              alert.mailbox)

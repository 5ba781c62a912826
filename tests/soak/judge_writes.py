# SPDX-License-Identifier: MIT
"""What was written to Graph, and what became of each wish.

Every write is explained by one wish that the policy allows; the policy is told
here once more, in the words of the manual."""
import os
import re
import sqlite3

from world import DAY, HOUR

WRITE = re.compile(r"/v1\.0/(?:users|directory/deletedItems)/"
                   r"([0-9a-f-]{36})(?:/(.*))?$")
SLACK = 300


class WritesJudge:
    def __init__(self, history, operators, lives, programs, findings, exempt):
        self.history = history
        self.operators = operators
        self.lives = lives
        self.exempt = exempt
        self.programs = programs
        self.findings = findings
        self.waiting = []    # writes that took effect, not yet explained
        self.done = {}       # (remedy, what) -> how often
        self.verified = set()
        self.events_since = {}    # tenant -> since when on_event is as it is
        self.counts = {"writes": 0, "restores": 0, "licenses": 0, "verified": 0}

    def ask(self, query, *values):
        """Rows of handler.db; None while it cannot be read."""
        path = self.programs.readable("handler.db")
        if path is None:
            return []
        # What somebody killed has left is repaired by the next one: until then
        # this cannot be read.
        database = sqlite3.connect("file:%s?mode=ro" % path, uri=True)
        try:
            database.row_factory = sqlite3.Row
            return database.execute(query, values).fetchall()
        except sqlite3.DatabaseError:
            return None
        finally:
            database.close()

    def releases(self):
        """object id -> [(at, revoked_at)]; None while that cannot be read."""
        rows = self.ask("select user_id, at, revoked_at from release")
        if rows is None:
            return None
        found = {}
        for row in rows:
            found.setdefault(row["user_id"], []).append(
                (row["at"], row["revoked_at"]))
        return found

    # ---- after each run of the worker ----------------------------------------
    def take(self, now, wrong, requests, settings, before):
        """What the worker asked in the run that just ended, by a clock that was
        `wrong`; `before`: what was true of everybody when it began."""
        for setting in settings.values():
            on_event, since = self.events_since.get(setting.name, (None, 0))
            if on_event != setting.on_event:
                self.events_since[setting.name] = (setting.on_event, now)
        for request in requests:
            if request["method"] == "DELETE":
                self.findings.add(now, "nothing is ever deleted",
                                  request["path"])
            if request["app"] != "writer" or not request["effect"]:
                continue
            found = WRITE.match(request["path"])
            if found is None:
                self.findings.add(now, "only what is known is written",
                                  "%s %s" % (request["method"], request["path"]))
                continue
            what = found.group(2) or "change"
            self.counts["writes"] += 1
            user = found.group(1)
            spell = before.get(user)
            self.waiting.append((now, wrong, user, what, request["body"], spell))
        self._explain(now, settings)

    def _explain(self, now, settings):
        rows = self.ask(
            "select remedy.*, request.kind, request.service, request.comment "
            "as said, request.closed_at as request_closed from remedy "
            "join request on request.id = remedy.request")
        if rows is None:
            return
        for write in self.waiting:
            self._explain_one(*write, rows, settings)
        self.waiting = []
        self._look_at_verified(now, rows)

    def wish_of(self, row):
        text = row["service"] or row["said"] or ""
        found = re.search(r"wish-(\d+)", text)
        return self.operators.wishes[int(found.group(1)) - 1] if found else None

    def _explain_one(self, at, wrong, user, what, body, spell, rows, settings):
        mine = [row for row in rows if row["user_id"] == user and
                row["opened_at"] <= at + SLACK + max(wrong, 0) and
                (row["closed_at"] == 0 or
                 row["closed_at"] >= at - SLACK + min(wrong, 0))]
        text = "%s of %s (%s)" % (what, user, spell.text() if spell else "-")
        if abs(wrong) > SLACK:
            self.findings.add(at, "nothing is written by a wrong clock", text, user)
        if not mine:
            self.findings.add(at, "every write belongs to a remedy", text, user)
            return
        row = mine[-1]
        wish = self.wish_of(row)
        if wish is None:
            self.findings.add(at, "every write belongs to a wish", text, user)
            return
        text += " for " + wish.text()
        setting = settings[wish.tenant]
        key = (row["id"], what)
        self.done[key] = self.done.get(key, 0) + 1
        if self.done[key] > 1 and what != "change":
            self.findings.add(at, "nothing is written twice", text, user)
        why = self._forbidden(wish, setting, user, what, body, spell, at, row)
        if why is not None:
            self.findings.add(at, "policy: " + why, text, user)

    def _forbidden(self, wish, setting, user, what, body, spell, at, row):
        """Why this must not have been written; None: it may."""
        if setting.dry_run_since is not None and \
                at > setting.dry_run_since:
            return "dry_run writes nothing"
        if setting.killed_since is not None and at > setting.killed_since:
            return "the kill switch stops everything"
        if wish.kind not in ("acknowledge", "event", "restore"):
            return "a %s writes nothing" % wish.kind
        if wish.user not in (None, user):
            return "what is meant is named"
        if self._is_released(user, row["opened_at"]):
            return "what was let go stays"
        if wish.kind == "acknowledge":
            if wish.author != "alice":
                return "only authors may"
            if any(wish.has(word) for word in ("#ack", "#release", "#relase")):
                return "the word asks for something else"
        if wish.kind == "event":
            on_event, since = self.events_since[setting.name]
            if not on_event and row["opened_at"] > since + SLACK:
                return "on_event = none restores nothing"
        if min(row["opened_at"], at) > wish.at + DAY + SLACK:
            return "older than ack_max_age"
        if what == "restore":
            self.counts["restores"] += 1
            if spell.user != "deleted":
                return "only who is deleted is restored"
            if spell.synced:
                return "deleted and synchronized users are refused"
        elif what == "assignLicense":
            self.counts["licenses"] += 1
            if spell.safe and spell.purpose == "user":
                why = "who has a license needs no other"
                if not self.lives[wish.tenant].may_be_suspended(at - DAY):
                    return why
                self.exempt.count("its plan lapsed", why, user)
        elif what == "change":
            if body != {"accountEnabled": False}:
                return "nothing else of a user is changed"
            return None if setting.block_sign_in else \
                "block_sign_in blocks sign-in"
        return self._is_leaver(wish, setting, spell, what)

    def _is_leaver(self, wish, setting, spell, what):
        """Who most likely left comes back by a word only."""
        wants = any(wish.has(word) for word in
                    ("#restore", "#restore-all", "#restore-signin"))
        leaver = spell.purpose == "user" and (
            spell.user == "deleted" or not spell.enabled)
        if wish.by_hand or not leaver:
            return None
        if wish.kind == "event":
            why = "events bring no leaver back"
        elif setting.on_ack_user_deleted == "restore" or wants:
            return None
        else:
            why = "a leaver takes a word"
        # Long after its mailbox had gone, it may have been a shared one.
        if not setting.probe and spell.state == "purged":
            self.exempt.count("taken for shared, nobody may ask", why, spell.id)
            return None
        # Shared when asked last, that is within a week: it needs no word.
        if what == "restore" and self.exempt.was_shared(
                setting, self.looks[setting.name], spell.id, spell,
                spell.deleted_at):
            self.exempt.count("it was shared until then", why, spell.id)
            return None
        # Deleted and blocked, the bin may show no difference to a shared one.
        if spell.user == "deleted" and not spell.enabled and \
                setting.switches["deleted-shows-plans"] != "as-they-were":
            self.exempt.count("blocked, in a bin that hides", why, spell.id)
            return None
        return why

    def _is_released(self, user, at):
        rows = self.ask("select * from release where user_id = ? and at < ? and "
                        "(revoked_at = 0 or revoked_at > ?)", user, at - SLACK, at)
        # Before the write: now it is back.
        since = self.history.doomed_since(user, at - 1)
        return bool(rows) and since is not None and any(
            row["at"] > since for row in rows)

    def _look_at_verified(self, now, rows):
        for row in rows:
            if row["state"] == "verified" and row["id"] not in self.verified:
                self.verified.add(row["id"])
                self.counts["verified"] += 1
                spell = self.history.now(row["user_id"])
                asked = "was not asked" not in (row["reason"] or "")
                if asked and abs(row["closed_at"] - now) < SLACK and \
                        not spell.alive:
                    self.findings.add(
                        now, "verified is what is back", "%s: %s: %s" % (
                            row["upn"], row["reason"], spell.text()),
                        row["user_id"])

    # ---- at the end ---------------------------------------------------------
    def end(self, now):
        rows = self.ask("select * from request order by id")
        if rows is None:
            self.findings.add(now, "handler.db can be read", "-")
            return
        found = {}
        for row in rows:
            wish = self.wish_of({"service": row["service"],
                                 "said": row["comment"]})
            if wish is not None:
                found.setdefault(wish.number, []).append(row)
            if row["state"] not in ("done", "refused"):
                self.findings.add(now, "each request ends",
                                  "%s %s" % (row["id"], row["state"]))
            elif not row["reason"]:
                self.findings.add(now, "each request ends with a reason",
                                  str(row["id"]))
        for wish in self.operators.wishes:
            if wish.put_down and wish.number not in found:
                self.findings.add(now, "no request is lost", wish.text())
        for row in self.ask("select * from remedy where closed_at = 0"):
            self.findings.add(now, "each remedy ends", "%s %s since %d" % (
                row["upn"], row["state"], row["opened_at"]), row["user_id"])
        inbox = os.path.join(self.programs.state, "inbox")
        left = [name for name in os.listdir(inbox) if name[0] != "."] \
            if os.path.isdir(inbox) else []
        if left:
            self.findings.add(now, "the inbox is empty", " ".join(left))
        self._caps(now)

    def became(self):
        """What became of all that was asked, in numbers."""
        rows = self.ask("select 'request ' || state, count(*) from request group "
                        "by 1 union all select 'remedy ' || state, count(*) "
                        "from remedy group by 1")
        return ", ".join("%s %d" % (row[0], row[1]) for row in rows or ())

    def reasons(self):
        """The same in words, the most frequent first."""
        rows = self.ask(
            "select replace(substr(reason, 1, 60), char(10), ' '), count(*) "
            "from request group by 1 order by 2 desc limit 25") or ()
        return ["%d %s" % (row[1], row[0]) for row in rows]

    def _caps(self, now):
        """Remedies that acknowledgements opened, against the limits."""
        rows = self.ask("select remedy.*, request.kind from remedy join request "
                        "on request.id = remedy.request order by opened_at")
        of = {}
        for row in rows:
            if row["kind"] == "acknowledge":
                of.setdefault(row["request"], []).append(row)
        for request, opened in of.items():
            limit = self.limits[opened[0]["tenant"]]
            if len(opened) > limit[0]:
                self.findings.add(now, "max_per_ack", "request %d: %d" % (
                    request, len(opened)))
            # By number: what is done by hand in that second is not counted, nor
            # is what was refused before anything was written.
            recent = [row for row in rows if row["tenant"] == opened[0]["tenant"]
                      and row["state"] not in ("refused", "rehearsed")
                      and opened[0]["opened_at"] - HOUR + SLACK <
                      row["opened_at"] <= opened[-1]["opened_at"]
                      and row["id"] <= opened[-1]["id"]]
            if len(recent) > limit[1]:
                self.findings.add(now, "max_per_hour", "request %d: %d" % (
                    request, len(recent)))



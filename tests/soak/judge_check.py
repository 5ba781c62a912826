# SPDX-License-Identifier: MIT
"""What the check said, held against the truth.

Independent of how the programs reckon: this knows what was true at every
instant, when a collection went well, and what the documents promise."""
from judge_exempt import Exempt, SLACK, WEEKLY
from world import DAY, HOUR, seconds

WORST = {"OK": 0, "WARNING": 1, "UNKNOWN": 2, "CRITICAL": 3}
CODES = {"OK": 0, "WARNING": 1, "CRITICAL": 2, "UNKNOWN": 3}
STALE = 6 * HOUR
# What may be said of a mailbox that is there.
FINE = ("restored", "alive", "excluded")


class Looks:
    """The successful collections of one tenant."""

    def __init__(self):
        self.at = []
        self.deaf = set()    # those that could not ask each mailbox

    @property
    def is_deaf(self):
        """The last one did not hear everybody."""
        return self.last in self.deaf

    def heard_after(self, when, since=None):
        """The first one at or after `when` that heard all it asked; asked in vain
        `since`, a shared one waits for another day."""
        for at in self.at:
            if since is not None and at >= since and at in self.deaf:
                when = max(when, at + DAY)
            elif at >= when and at not in self.deaf:
                return at
        return None

    @property
    def first(self):
        return self.at[0] if self.at else None

    @property
    def last(self):
        return self.at[-1] if self.at else None

    def after(self, when):
        """The first one at or after `when`."""
        for at in self.at:
            if at >= when:
                return at
        return None

    def gap_at(self, when):
        """Between the looks before and after."""
        before = [at for at in self.at if at <= when]
        after = self.after(when)
        return after - max(before) if before and after is not None else 0

    def longest_gap(self, since):
        gaps = [b - a for a, b in zip(self.at, self.at[1:]) if b >= since]
        return max(gaps, default=0)


class CheckJudge:
    def __init__(self, history, lives, findings):
        self.history = history
        self.lives = lives    # by tenant
        self.findings = findings
        self.exempt = Exempt(history, lives)
        self.releases = {}    # object id -> [(at, revoked_at)]
        self.counts = {"reports": 0, "doomed": 0, "alive": 0, "stale": 0}

    def say(self, now, rule, setting, text, user=None):
        self.findings.add(now, rule, "%s: %s" % (setting.name, text), user)

    def report(self, now, ended, report, settings, looks, releases):
        """One report as JSON.  `releases`: object id -> [(at, revoked_at)]"""
        self.releases = releases
        self.counts["reports"] += 1
        if report is None:
            self.findings.add(now, "check: says something", ended.out[:200])
            return
        if ended.code != CODES[report["state"]]:
            self.findings.add(now, "check: the exit status is the state",
                              "%s %s" % (ended.code, report["state"]))
        if ended.err:
            self.findings.add(now, "check: silent on stderr", ended.err[:200])
        tenants = {tenant["tenant"]: tenant for tenant in report["tenants"]}
        said = {}
        for mailbox in report["mailboxes"]:
            said[mailbox["tenant"], mailbox["user_id"]] = mailbox
        worst = "OK"
        for setting in settings:
            if not setting.enabled:
                continue
            told = tenants.get(setting.name)
            if told is None:
                self.say(now, "check: every tenant is judged", setting, "-")
                continue
            worst = max(worst, told["state"], key=WORST.get)
            self._tenant(now, setting, told, looks[setting.name], said)
            if told["problem"] is None:
                self._mailboxes(now, setting, told, looks[setting.name], said)
        if worst != report["state"]:
            self.findings.add(now, "check: the worst state wins",
                              "%s, not %s" % (report["state"], worst))

    def with_wrong_clock(self, now, wrong, ended, report, settings, looks):
        """Data that are old by it, or of its future, are not called OK."""
        if report is None:
            self.findings.add(now, "check: says something", ended.out[:200])
            return
        for setting in settings:
            told = [tenant for tenant in report["tenants"]
                    if tenant["tenant"] == setting.name]
            last = looks[setting.name].last
            if not told or last is None:
                continue
            age = now + wrong - last
            if (age > STALE + SLACK or age < -420) and \
                    WORST[told[0]["state"]] < WORST["UNKNOWN"]:
                self.say(now, "old data, or of the future, are UNKNOWN", setting,
                         "by a wrong clock: %s, %d s" % (
                             told[0]["state"], age))

    def text(self, now, ended, report):
        """The text says the same as the JSON."""
        word = ended.out.split(":")[0]
        if report is not None and word != report["state"] or \
                ended.code != CODES.get(word) or ended.err:
            self.findings.add(now, "check: text and JSON agree",
                              "%s %s" % (ended.code, ended.out[:200]))

    def _tenant(self, now, setting, told, looks, said):
        """How old the data are, and what may be said of them."""
        state = told["state"]
        if looks.last is None:
            if state not in ("UNKNOWN",):
                self.say(now, "never collected is UNKNOWN", setting, state)
            return
        if told["problem"] is not None:
            if state not in ("UNKNOWN", "CRITICAL"):
                self.say(now, "a problem is UNKNOWN", setting, told["problem"])
            return
        collected = seconds(told["collected_at"])
        if abs(collected - looks.last) > SLACK:
            self.say(now, "the data are the last that were collected", setting,
                     "%d, not %d" % (collected, looks.last))
        age = now - collected
        if age > STALE + SLACK or age < -420:
            self.counts["stale"] += 1
            if WORST[state] < WORST["UNKNOWN"]:
                self.say(now, "old data, or of the future, are UNKNOWN", setting,
                         "%s, %d s" % (state, age))
        worst = max([mailbox["state"] for (name, _), mailbox in said.items()
                     if name == setting.name] +
                    [note["state"] for note in told["notes"]],
                    key=WORST.get, default="OK")
        if WORST[state] < WORST[worst]:
            self.say(now, "the worst mailbox is the tenant's state", setting,
                     "%s, not %s" % (state, worst))

    def _mailboxes(self, now, setting, told, looks, said):
        guests = self.lives[setting.name].guests
        for user, spell in self.history.current(setting.name):
            if spell.upn in guests:
                if (setting.name, user) in said:
                    self.say(now, "guests never count", setting, spell.upn)
                continue
            mailbox = said.get((setting.name, user))
            if spell.doomed:
                self.counts["doomed"] += 1
                self._doomed(now, setting, looks, user, spell, mailbox)
            elif spell.alive:
                self.counts["alive"] += 1
                self._alive(now, setting, looks, user, spell, mailbox)

    # ---- lost ---------------------------------------------------------------
    def _doomed(self, now, setting, looks, user, spell, mailbox):
        since = self.history.since(user, lambda s: s.doomed)
        if not self.is_noticed(now, setting, looks, since) or \
                self.is_let_go(user, self.exempt.shown_lost_since(
                    setting, user, spell, since), now):
            return
        complaints = self._complaints_of_gone if spell.user == "purged" \
            else self._complaints
        text = self._text(spell, mailbox, now)
        for rule, more in complaints(now, setting, looks, user, spell, mailbox,
                                     since):
            why = self.exempt.lost(setting, looks, user, spell, since)
            if why is None:
                self.say(now, rule, setting, more + text, spell.id)
            else:
                self.exempt.count(why, rule, user)

    @staticmethod
    def is_noticed(now, setting, looks, since):
        """A look that would have shown it is an hour ago, which is min_age.  What
        a filter leaves out is shown by the whole listing once a week."""
        hides = setting.listing == "auto" and \
            setting.switches["filter"] in ("empty", "partial")
        seen = looks.after(since + SLACK + (
            WEEKLY if hides else setting.lag))
        return seen is not None and now >= seen + HOUR + SLACK

    def _complaints_of_gone(self, now, setting, looks, user, spell, mailbox,
                            since):
        """Its user was purged before its time: lost, for a week."""
        gone = self.history.since(user, lambda s: s.user == "purged")
        seen = looks.after(spell.deleted_at + setting.lag + SLACK)
        first = looks.after(gone)    # which may have noticed already
        noticed = looks.after(gone + setting.lag + SLACK)
        if seen is None or seen >= gone or noticed is None or \
                now > first + 6 * DAY or gone > spell.deleted_at + 28 * DAY:
            return
        # Nobody looked until its deadline: by then it had to be gone.
        if first >= spell.deleted_at + 30 * DAY:
            return
        if mailbox is not None and mailbox["state"] == "CRITICAL":
            return
        rule = "gone before its time is CRITICAL"
        if gone + looks.gap_at(since) >= since + 30 * DAY:
            # It may as well have been lost by then.
            self.exempt.count("lost while nobody looked", rule, user)
            return
        yield rule, ""

    def is_let_go(self, user, since, now):
        """By somebody, in this loss, and it holds."""
        return any(at >= since and (revoked_at == 0 or revoked_at > now)
                   for at, revoked_at in self.releases.get(user, ()))

    def _complaints(self, now, setting, looks, user, spell, mailbox, since):
        """(rule, what to say before the text)"""
        if mailbox is None:
            yield "whoever is lost is known", ""
            return
        if mailbox["phase"] == "released":
            yield "released is what somebody let go", ""
            return
        if mailbox["phase"] == "connected" and \
                looks.last > since + setting.lag + SLACK:
            if looks.is_deaf:
                self.exempt.count("it could not be asked",
                                  "silent is not connected", user)
            else:
                yield "silent is not connected", ""
        witnessed = since > looks.first
        slip = self.exempt.slip(looks, user, spell, since)
        left = spell.purge_at - now + slip
        wanted = "OK"
        if left < setting.critical * DAY:
            wanted = "CRITICAL"
        elif left < setting.warning * DAY:
            wanted = "WARNING"
        wanted = min(wanted, self._cap(setting, looks, user, spell, mailbox,
                                       witnessed), key=WORST.get)
        if WORST[mailbox["state"]] < WORST[wanted]:
            yield "no false OK", "wanted %s: " % wanted
        earliest = seconds(mailbox["deadline"])
        latest = seconds(mailbox["deadline_latest"])
        if earliest is not None and earliest > spell.purge_at + SLACK + slip:
            yield "no deadline is later than the truth", "%d s: " % (
                earliest - spell.purge_at)
        # Where dates do not move, a change between two close looks is missed.
        slack = SLACK if setting.switches["assigned-date-moves"] == "yes" \
            else 30 * HOUR
        if witnessed and latest is not None and latest < spell.purge_at - slack:
            yield "no latest deadline is earlier", "%d s: " % (
                spell.purge_at - latest)

    def _cap(self, setting, looks, user, spell, mailbox, witnessed):
        """The worst that policy, and what can be known, allow."""
        cap = "CRITICAL"
        # A listing lags: the last look may have shown it as it was before, and
        # that may have been short: deleted, and restored right after the look.
        for seen in self.history.between(
                user, looks.last - setting.lag - SLACK, looks.last):
            if mailbox["cause"] == "user-deleted" and seen.user == "deleted" or \
                    mailbox["cause"] == "license-removed" and not seen.enabled:
                cap = setting.leavers.upper()
        # It answered when last asked: at most a probe's lag and a look ago.
        if mailbox["phase"] == "connected" or (not witnessed and mailbox[
                "phase"] in ("undated", "past-unproven")):
            cap = min(cap, "WARNING", key=WORST.get)
        return cap

    # ---- alive --------------------------------------------------------------
    def _alive(self, now, setting, looks, user, spell, mailbox):
        if mailbox is None or mailbox["phase"] in FINE:
            return
        since = self.history.since(user, lambda s: s.safe)
        if since is None:
            # Without a license, and connected: a warning is right.
            since = self.history.since(user, lambda s: s.alive)
            if mailbox["state"] != "CRITICAL":
                return
        if looks.last <= since + setting.back_lag + SLACK:
            return
        rule = "nobody alive is told of" if mailbox["state"] == "OK" else \
            "no false %s" % mailbox["state"]
        why = self.exempt.alive(setting, looks, user, spell, mailbox)
        if why is None:
            self.say(now, rule, setting, self._text(spell, mailbox, now),
                     spell.id)
        else:
            self.exempt.count(why, rule, user)

    @staticmethod
    def _text(spell, mailbox, now):
        if mailbox is None:
            told = "not listed"
        else:
            told = " ".join(str(mailbox[key]) for key in (
                "state", "phase", "cause", "lost_at", "lost_at_latest",
                "deadline", "evidence", "confirmed"))
        left = "" if spell.purge_at is None else " %.1f d left," % (
            (spell.purge_at - now) / DAY)
        return "%s (%s, %s, %s%s) is %s" % (
            spell.upn, spell.state, spell.purpose, spell.user, left, told)

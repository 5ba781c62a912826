# SPDX-License-Identifier: MIT
"""What the check said, held against the truth.

Independent of how the programs reckon: this knows what was true at every
instant, when a collection went well, and what the documents promise."""
from history import WINDOW
from world import DAY, HOUR, seconds

WORST = {"OK": 0, "WARNING": 1, "UNKNOWN": 2, "CRITICAL": 3}
CODES = {"OK": 0, "WARNING": 1, "CRITICAL": 2, "UNKNOWN": 3}
STALE = 6 * HOUR
# Whatever a filter hides, and whatever was shared before: weekly.
WEEKLY = 7 * DAY + 12 * HOUR
SLACK = 120
OVERDUE = 7 * DAY


class Looks:
    """The successful collections of one tenant."""

    def __init__(self):
        self.at = []

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

    def longest_gap(self, since):
        gaps = [b - a for a, b in zip(self.at, self.at[1:]) if b >= since]
        return max(gaps, default=0)


class CheckJudge:
    def __init__(self, history, lives, findings):
        self.history = history
        self.lives = lives    # by tenant
        self.findings = findings
        self.counts = {"reports": 0, "doomed": 0, "alive": 0, "stale": 0}

    def say(self, now, rule, setting, text, user=None):
        self.findings.add(now, rule, "%s: %s" % (setting.name, text), user)

    def report(self, now, ended, report, settings, looks, releases):
        """One report as JSON.  `releases`: object ids that may be let go."""
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
                self._mailboxes(now, setting, told, looks[setting.name], said,
                                releases)
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

    def _mailboxes(self, now, setting, told, looks, said, releases):
        guests = self.lives[setting.name].guests
        for user, spell in self.history.current(setting.name):
            if spell.upn in guests:
                if (setting.name, user) in said:
                    self.say(now, "guests never count", setting, spell.upn)
                continue
            mailbox = said.get((setting.name, user))
            if spell.doomed:
                self.counts["doomed"] += 1
                self._doomed(now, setting, looks, user, spell, mailbox,
                             user in releases)
            elif spell.alive:
                self.counts["alive"] += 1
                self._alive(now, setting, looks, user, spell, mailbox)

    # ---- lost ---------------------------------------------------------------
    def _doomed(self, now, setting, looks, user, spell, mailbox, released):
        since = self.history.since(user, lambda s: s.doomed)
        if looks.last < since + WEEKLY or released or spell.user == "purged":
            return
        witnessed = looks.first is not None and since > looks.first
        text = self._text(spell, mailbox, now)
        left = spell.purge_at - now
        if self._is_beyond_knowing(setting, looks, user, spell, since):
            return
        if mailbox is None:
            self.say(now, "a week later everybody is known", setting, text, spell.id)
            return
        if mailbox["phase"] == "released":
            self.say(now, "released is what somebody let go", setting, text, spell.id)
            return
        cap = "CRITICAL"
        if mailbox["cause"] == "user-deleted" or (
                mailbox["account_enabled"] is False
                and mailbox["cause"] == "license-removed"):
            cap = setting.leavers.upper()
        if not witnessed and mailbox["phase"] in ("undated", "past-unproven"):
            cap = min(cap, "WARNING", key=WORST.get)
        if mailbox["phase"] == "connected":
            # It answered when last asked: at most a probe's lag and a look ago.
            cap = min(cap, "WARNING", key=WORST.get)
            if looks.last > since + setting.lag + SLACK:
                self.say(now, "silent is not connected", setting, text, spell.id)
        left += self.slip(setting, looks, spell)
        wanted = "OK"
        if left < setting.critical * DAY:
            wanted = "CRITICAL"
        elif left < setting.warning * DAY:
            wanted = "WARNING"
        wanted = min(wanted, cap, key=WORST.get)
        if WORST[mailbox["state"]] < WORST[wanted]:
            self.say(now, "no false OK", setting, "wanted %s: %s" % (wanted, text), spell.id)
        self._deadlines(now, setting, looks, spell, mailbox, witnessed, text)

    def _came_back_unseen(self, setting, looks, user, since):
        """Lost, back and lost again between two looks: who should know."""
        back = None
        for spell in self.history.spells[user]:
            if spell.since >= since:
                break
            if not spell.alive:
                back = None
            elif back is None:
                back = spell.since
        was_lost = self.history.ever(user, lambda s: s.doomed) and \
            any(s.doomed and s.since < since for s in self.history.spells[user])
        if back is None or not was_lost:
            return False
        seen = looks.after(back + setting.lag + SLACK)
        return seen is None or seen > since

    def _is_beyond_knowing(self, setting, looks, user, spell, since):
        """What the documents say that cannot be told from Graph."""
        # A shared mailbox is looked at weekly; another clock may run by then.
        if self.history.ever(user, lambda s: s.alive and s.purpose != "user",
                             since - WEEKLY) and spell.purpose == "user":
            return True
        if self._came_back_unseen(setting, looks, user, since):
            return True
        # Deleted and restored without a license while nobody looked.
        first = looks.after(since + setting.lag + SLACK)
        if first is not None and self.history.at(user, since).user == "deleted" \
                and self.history.at(user, first).user == "active":
            return True
        # It outlives its license, and nobody said so or looked meanwhile.
        if int(setting.switches["resiliency"]) > setting.grace_days and \
                looks.longest_gap(since - WINDOW) > 7 * DAY and \
                self.history.ever(user, lambda s: s.alive and
                                  s.leaves_at is not None, since - WINDOW):
            return True
        if setting.probe:
            # The bin shows neither plans nor licenses, and it is synchronized.
            return (spell.upn in self.lives[setting.name].synced and
                    self.history.ever(
                        user, lambda s: s.user == "deleted", since) and
                    setting.switches["deleted-shows-plans"] != "as-they-were"
                    and setting.switches["deleted-shows-licenses"] == "no")
        # Without the right to ask: whatever was ever shared, or came back; and
        # who is in a bin that does not show what was there.
        if self.history.ever(user, lambda s: s.user == "deleted", since) and (
                spell.user == "active" or
                setting.switches["deleted-shows-plans"] != "as-they-were"):
            return True
        return spell.purpose != "user" or self.history.ever(
            user, lambda s: s.alive and s.leaves_at is not None) or \
            self.history.ever(user, lambda s: s.purpose != "user")

    @staticmethod
    def slip(setting, looks, spell):
        """Cut off and then deleted before anybody looked, only that is seen."""
        if spell.deleted_at is None or spell.lost_at >= spell.deleted_at:
            return 0
        seen = looks.after(spell.lost_at + setting.lag + SLACK)
        if seen is not None and seen < spell.deleted_at:
            return 0
        return spell.deleted_at - spell.lost_at

    def _deadlines(self, now, setting, looks, spell, mailbox, witnessed, text):
        earliest = seconds(mailbox["deadline"])
        latest = seconds(mailbox["deadline_latest"])
        if earliest is not None and earliest > spell.purge_at + SLACK + \
                self.slip(setting, looks, spell):
            self.say(now, "no deadline is later than the truth", setting,
                     "%d s: %s" % (earliest - spell.purge_at, text), spell.id)
        # Where dates do not move, a change between two close looks is missed.
        slack = SLACK if setting.switches["assigned-date-moves"] == "yes" \
            else 30 * HOUR
        if witnessed and latest is not None and \
                latest < spell.purge_at - slack:
            self.say(now, "no latest deadline is earlier", setting,
                     "%d s: %s" % (spell.purge_at - latest, text), spell.id)

    # ---- alive --------------------------------------------------------------
    def _alive(self, now, setting, looks, user, spell, mailbox):
        if mailbox is None or mailbox["state"] == "OK":
            return
        text = self._text(spell, mailbox, now)
        if mailbox["cause"] == "subscription":
            return
        since = self.history.since(user, lambda s: s.safe)
        if since is None:
            # Without a license, and connected: a warning is right.
            since = self.history.since(user, lambda s: s.alive)
            if mailbox["state"] == "WARNING":
                return
        # With a plan that is suspended it may be seen as without: what was lost
        # before goes on then, anything else warns.
        life = self.lives[setting.name]
        if mailbox["state"] == "WARNING" and \
                life.may_be_suspended(looks.last - DAY):
            return
        if life.may_be_suspended(looks.last - setting.lag - SLACK) and \
                self.history.ever(user, lambda s: s.doomed,
                                  looks.last - WINDOW):
            return
        if not setting.probe and (spell.purpose != "user" or
                                  spell.leaves_at is not None):
            return  # without the right to ask nobody can know
        if looks.last > since + setting.lag + SLACK:
            self.say(now, "no false %s" % mailbox["state"], setting, text,
                     spell.id)

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

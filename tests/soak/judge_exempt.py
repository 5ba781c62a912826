# SPDX-License-Identifier: MIT
"""What cannot be known, each with its reason.

Asked only where a judge is about to complain, and counted: one that never spares
anybody a finding has no place here."""
from history import WINDOW
from world import DAY, HOUR

SLACK = 120
# Whatever a filter hides, and whatever was shared before: weekly.
WEEKLY = 7 * DAY


class Exempt:
    def __init__(self, history, lives):
        self.history = history
        self.lives = lives    # by tenant
        self.spared = {}      # (why, rule) -> object ids

    def count(self, why, rule, user):
        self.spared.setdefault((why, rule), set()).add(user)

    def text(self):
        return ", ".join("%s (%s) %d" % (why, rule, len(users)) for
                         (why, rule), users in sorted(self.spared.items()))

    def shown_lost_since(self, setting, user, spell, since):
        """Since when it had been shown as lost, to be let go by somebody.  Where
        nobody may ask, a shared one without a license is shown like a user's."""
        unsafe = self.history.unsafe_since(user, since)
        if setting.probe or spell.purpose == "user":
            return unsafe
        shared = self.history.held_since(
            user, lambda s: s.purpose != "user", since)
        return unsafe if shared is None else min(unsafe, shared)

    # ---- who is lost ---------------------------------------------------------
    def lost(self, setting, looks, user, spell, since):
        """Why what is said of somebody lost at `since` may be wrong; or None."""
        for why, holds in (
                ("it could not be asked", self._was_unheard),
                ("it was shared until then", self.was_shared),
                ("it was shared, and nobody looked", self._was_shared_unseen),
                ("back in between, and nobody looked", self._came_back_unseen),
                ("restored without a license, and nobody looked",
                 self._was_restored_unseen),
                ("its subscription was deleted and came back, and nobody looked",
                 self._was_revived_unseen),
                ("brought back by a lapsed plan, and nobody may ask",
                 self._lapsed_unasked),
                ("resiliency, of which nobody told us", self._outlives_unseen),
                ("synchronized, in a bin that hides", self._is_hidden_synced),
                ("once shared, and nobody may ask", self._was_ever_shared),
                ("lost before anybody looked, and nobody may ask",
                 self._lost_unlooked_unasked)):
            if holds(setting, looks, user, spell, since):
                return why
        return None

    def _was_unheard(self, setting, looks, user, spell, since):
        """Each look since then asked somebody in vain."""
        return looks.is_deaf and looks.heard_after(
            since + setting.lag + SLACK) is None

    def was_shared(self, setting, looks, user, spell, since):
        """A shared mailbox is asked weekly; until then it is one."""
        until = None
        for former, after in zip(self.history.spells[user],
                                 self.history.spells[user][1:]):
            if former.alive and former.purpose != "user":
                until = after.since
        if until is None or spell.purpose != "user":
            return False
        asked = looks.heard_after(until + WEEKLY + setting.lag + SLACK, until)
        # In the bin nobody can be asked any more.
        return asked is None or looks.last < asked + HOUR or \
            self.history.at(user, asked).user != "active"

    def _was_shared_unseen(self, setting, looks, user, spell, since):
        """Made shared, then without a license and then a user's again, all between
        two looks: it seems to have been lost with its license."""
        was_shared = False
        for former in reversed([s for s in self.history.spells[user]
                                if s.since < since]):
            if not former.alive:
                break
            # It may have outlived that it was a user's again, too.
            was_shared = was_shared or former.purpose != "user"
        if not was_shared:
            return False
        went = self.history.unlicensed_since(user, since)
        seen = since if went is None else looks.after(
            went + setting.lag + SLACK)
        return seen is None or seen > since

    def _came_back_unseen(self, setting, looks, user, spell, since):
        """Lost, back and lost again between two looks: who should know."""
        back = None
        before = [s for s in self.history.spells[user] if s.since < since]
        for former in before:
            if not former.alive:
                back = None
            elif back is None:
                back = former.since
        was_lost = any(former.doomed for former in before)
        if back is None or not was_lost:
            return False
        seen = looks.after(back + setting.back_lag + SLACK)
        return seen is None or seen > since

    def _was_restored_unseen(self, setting, looks, user, spell, since):
        """Deleted, and restored without a license, while nobody looked; and, maybe,
        deleted again."""
        first = looks.after(since + setting.lag + SLACK)
        return first is not None and \
            self.history.at(user, since).user == "deleted" and any(
                later.user == "active" and since < later.since <= first
                for later in self.history.spells[user])

    def _was_revived_unseen(self, setting, looks, user, spell, since):
        """Its subscription was deleted, and then its user, and came back before
        anybody looked: in the bin its license seems to have been held to the last."""
        return any(later.user == "deleted" for later in self.history.spells[user]
                   if later.since >= since) and any(
            died <= since <= back and not any(
                died + setting.lag <= look <= back for look in looks.at)
            for died, back in self.lives[setting.name].revived)

    def _lapsed_unasked(self, setting, looks, user, spell, since):
        """Lost, with a plan that had lapsed next, and lost again: whether that
        brings a mailbox back nobody knows who may not ask."""
        if setting.probe:
            return False
        former = [s for s in self.history.spells[user] if s.since < since]
        back = [s for s in former if s.alive]
        return bool(back) and any(
            s.doomed for s in former if s.since < back[-1].since) and \
            self.lives[setting.name].may_be_suspended(back[-1].since)

    def _outlives_unseen(self, setting, looks, user, spell, since):
        """It outlived its license, and nobody said so: asked it was not, or not
        for a week."""
        outlived = int(setting.switches["resiliency"]) > setting.grace_days \
            and self.history.ever(user, lambda s: s.alive and
                                  s.leaves_at is not None, since - WINDOW)
        return outlived and (not setting.probe or
                             looks.longest_gap(since - WINDOW) > 7 * DAY)

    def _is_hidden_synced(self, setting, looks, user, spell, since):
        """A synchronized user may have none here, the bin shows no plans, and no
        license, be it that it was gone, and nobody ever looked while it was lost;
        or nobody had looked at all.  Back from there it seems to be lost only
        now."""
        deleted_at = [s.since for s in self.history.spells[user]
                      if s.user == "deleted" and s.since >= since]
        if not spell.synced or not deleted_at:
            return False
        if looks.first < deleted_at[0] and (
                setting.switches["deleted-shows-plans"] != "none" or
                setting.switches["deleted-shows-licenses"] == "yes" and
                since >= deleted_at[0]):
            return False
        return not any(
            former.doomed and former.user == "active" or former.leaves_at
            for look in looks.at
            if look < deleted_at[0] and
            (former := self.history.at(user, look - setting.lag)))

    def _was_ever_shared(self, setting, looks, user, spell, since):
        """A user's again, and without the right to ask nobody knows since when."""
        return not setting.probe and spell.purpose == "user" and \
            self.history.ever(user, lambda s: s.purpose != "user")

    def _lost_unlooked_unasked(self, setting, looks, user, spell, since):
        """Without a license when first seen, and then deleted: a shared one looks
        like that."""
        return not setting.probe and spell.user == "deleted" and \
            since < looks.first

    def slip(self, looks, user, spell, since):
        """Cut off and then deleted before anybody ever looked, only that is seen,
        restored or not."""
        deleted_at = [s.deleted_at for s in self.history.spells[user]
                      if s.since >= since and s.deleted_at is not None]
        if not deleted_at or spell.lost_at >= deleted_at[0] or \
                looks.first is None or looks.first < deleted_at[0]:
            return 0
        return deleted_at[0] - spell.lost_at

    # ---- who is alive --------------------------------------------------------
    def alive(self, setting, looks, user, spell, mailbox):
        """Why somebody who lives may be told of; or None."""
        life = self.lives[setting.name]
        # Who answered is taken to answer for another week.
        if looks.is_deaf and (mailbox["state"] != "CRITICAL" or not any(
                at >= looks.last - WEEKLY and at not in looks.deaf
                for at in looks.at)):
            return "it could not be asked"
        if mailbox["cause"] == "subscription" and \
                life.may_be_suspended(looks.last - DAY):
            return "its subscription lapsed"
        # With a plan that is suspended it may be seen as without: what was lost
        # before goes on then, anything else warns.
        if mailbox["state"] != "CRITICAL" and \
                life.may_be_suspended(looks.last - DAY):
            return "a lapsed plan looks like none"
        if life.may_be_suspended(looks.last - setting.back_lag - SLACK) and \
                self.history.ever(user, lambda s: s.doomed,
                                  looks.last - WINDOW):
            return "a lapsed plan brings nobody back"
        # Its plan went, or goes; one that was born shared never had one.
        if not setting.probe and spell.upn[0] != "s" and (
                spell.purpose != "user" or spell.leaves_at is not None):
            return "without the right to ask"
        return None

# SPDX-License-Identifier: MIT
"""What was true of every mailbox, and since when: the truth, kept for the judges."""
from world import DAY, instant, seconds


class Spell:
    """From `since` on nothing changed for this mailbox."""

    def __init__(self, since, fact):
        self.since = since
        self.id = fact["id"]
        self.tenant = fact["tenant"]
        self.upn = fact["upn"]
        self.user = fact["user"]
        self.enabled = fact["enabled"]
        self.synced = fact["synced"]
        self.state = fact["state"]
        self.purpose = fact["purpose"]
        self.generation = fact["generation"]
        self.lost_at = seconds(fact["disconnected_at"])
        self.leaves_at = seconds(fact["disconnect_at"])
        self.purge_at = seconds(fact["purge_at"])
        self.deleted_at = seconds(fact["user_deleted_at"])

    def key(self):
        facts = dict(self.__dict__)
        del facts["since"]
        return facts

    def text(self):
        return "%s %s %s%s%s%s%s" % (
            self.state, self.purpose, self.user,
            "" if self.enabled else " blocked",
            " synchronized" if self.synced else "",
            " generation %d" % self.generation if self.generation > 1 else "",
            " until " + instant(self.leaves_at) if self.leaves_at else "")

    @property
    def alive(self):
        return self.state == "connected"

    @property
    def safe(self):
        """Alive, and with everything it needs to stay so."""
        return self.alive and self.leaves_at is None and self.user == "active"

    @property
    def doomed(self):
        """Lost, and not yet purged."""
        return self.state in ("disconnected", "soft-deleted")


class History:
    def __init__(self):
        self.spells = {}    # object id -> [Spell], oldest first
        self.purges = []    # (at, object id, Spell before)
        self.licensed = {}  # object id -> [(since, licensed)], oldest first

    def take(self, truth, now):
        """Notes the truth as of `now`; between two looks it changes once."""
        for fact in truth:
            self._note_license(fact["id"], fact["licensed"], now)
            known = self.spells.setdefault(fact["id"], [])
            spell = Spell(now, fact)
            if known and known[-1].key() == spell.key():
                continue
            if known:
                spell.since = self._changed_at(known[-1], spell, now)
                if known[-1].doomed and spell.state == "purged":
                    self.purges.append((spell.since, fact["id"], known[-1]))
            known.append(spell)

    def _note_license(self, user, licensed, now):
        known = self.licensed.setdefault(user, [])
        if not known or known[-1][1] != licensed:
            known.append((now, licensed))

    def unlicensed_since(self, user, when):
        """Since when, at `when`, no plan of its had meant a mailbox; None: one did."""
        found = None
        for since, licensed in self.licensed.get(user, ()):
            if since <= when:
                found = None if licensed else since
        return found

    @staticmethod
    def _changed_at(before, after, now):
        """What happens by itself has its own time."""
        at = now
        if after.state == "purged" and before.purge_at is not None:
            at = min(at, before.purge_at)
        elif after.lost_at is not None and after.lost_at != before.lost_at:
            at = min(at, after.lost_at)
        return max(at, before.since)

    def now(self, user):
        known = self.spells.get(user)
        return known[-1] if known else None

    def everybody(self):
        return {user: known[-1] for user, known in self.spells.items()}

    def at(self, user, when):
        found = None
        for spell in self.spells.get(user, ()):
            if spell.since <= when:
                found = spell
        return found

    def between(self, user, first, last):
        """What was true at some time in between, both ends included."""
        known = self.spells.get(user, ())
        return [spell for spell, following in zip(
            known, list(known[1:]) + [None]) if spell.since <= last and (
                following is None or following.since > first)]

    def since(self, user, holds):
        """Since when `holds(spell)` has been true without a break; None: it is not."""
        since = None
        for spell in reversed(self.spells.get(user, ())):
            if not holds(spell):
                break
            since = spell.since
        return since

    def held_since(self, user, holds, when):
        """Since when, at `when`, `holds(spell)` had been true without a break;
        None: it was not."""
        since = None
        for spell in self.spells.get(user, ()):
            if spell.since > when:
                break
            if not holds(spell):
                since = None
            elif since is None:
                since = spell.since
        return since

    def doomed_since(self, user, when):
        """Since when, at `when`, it had been lost without a break; None: it was not."""
        return self.held_since(user, lambda spell: spell.doomed, when)

    def unsafe_since(self, user, when):
        """Since when, at `when`, its license or its user had been missing."""
        since = when
        for spell in reversed(self.spells.get(user, ())):
            if spell.since <= when:
                if spell.safe:
                    break
                since = spell.since
        return since

    def ever(self, user, holds, after=0):
        known = self.spells.get(user, ())
        for spell, following in zip(known, list(known[1:]) + [None]):
            ended = following.since if following else None
            if (ended is None or ended >= after) and holds(spell):
                return True
        return False

    def current(self, tenant):
        """(object id, Spell) of everybody of a tenant, in order."""
        return sorted((user, known[-1]) for user, known in self.spells.items()
                      if known[-1].tenant == tenant)


WINDOW = 30 * DAY

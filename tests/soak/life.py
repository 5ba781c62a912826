# SPDX-License-Identifier: MIT
"""What happens in a tenant: people come and go, and make mistakes.

Everything is drawn from one random generator, so that a seed is a life."""
from world import DAY, HOUR

SKUS = ("ENTERPRISEPACK", "STANDARDPACK", "SPB")
GROUPS = ("sales", "support")
BY = "by=admin@t.example"


class Life:
    """One tenant's.  `due` are things somebody has made up his mind to do."""

    def __init__(self, name, random, world, history, size):
        self.name = name
        self.random = random
        self.world = world
        self.history = history
        self.size = size
        self.count = 0
        self.due = []       # (at, command)
        self.guests = set()
        self.lapsed = {}    # SKU -> until when it may count as suspended
        self.dead = set()   # SKUs that cannot be given to anybody
        self.deleted = {}   # SKU -> since when its subscription is deleted
        self.revived = []   # (since when it had been, when it came back)
        self.log = []

    # ---- the beginning ------------------------------------------------------
    def scenario(self, number, roles, switches, client, writer):
        lines = [
            "seed %d" % number,
            "tenant %s id=%s domain=%s.example" % (
                self.name, tenant_id(number), self.name),
            "app reader client_id=%s secret=%s roles=%s" % (client + (roles,)),
            "app writer client_id=%s secret=%s roles=%s" % (
                writer + (roles + ",LicenseAssignment.ReadWrite.All,"
                          "User.DeleteRestore.All,User.EnableDisableAccount.All,"
                          "User.ReadWrite.All",)),
        ]
        lines += ["switch %s %s" % pair for pair in sorted(switches.items())]
        lines += ["sku %s seats=%d" % (sku, self.size * 2) for sku in SKUS]
        for _ in range(self.size):
            lines.append(self._hire_line("user"))
        for group in GROUPS:
            members = []
            for _ in range(max(3, self.size // 5)):
                lines.append("user %s" % self._next("m"))
                members.append(self._last())
            lines.append("group %s sku=ENTERPRISEPACK members=%s" % (
                group, ",".join(members)))
        for _ in range(max(2, self.size // 12)):
            lines.append("shared %s" % self._next("s"))
        lines.append("room %s sku=ENTERPRISEPACK" % self._next("r"))
        lines.append("user %s sku=ENTERPRISEPACK guest=yes" % self._next("g"))
        self.guests.add(self._last())
        return lines

    def _next(self, kind):
        self.count += 1
        self.latest = "%s%d@%s.example" % (kind, self.count, self.name)
        return self.latest

    def _last(self):
        return self.latest

    def _hire_line(self, word):
        sync = self.random.random() < 0.15
        name = self._next("u")
        return "%s %s sku=%s%s" % (
            word, name, self.random.choice(SKUS[:2]),
            " sync=on" if sync else "")

    def may_be_suspended(self, since):
        """Some subscription was, at or after `since`."""
        return any(until is None or until >= since
                   for until in self.lapsed.values())

    # ---- every day ----------------------------------------------------------
    def plan(self, since, to):
        """What happens in between, as [(at, command)], oldest first."""
        happens = [item for item in self.due if item[0] <= to]
        self.due = [item for item in self.due if item[0] > to]
        expected = (to - since) / DAY * self.size / 12
        while expected > 0:
            if self.random.random() < expected:
                happens.append((self.random.randint(since, to), None))
            expected -= 1
        return sorted(happens, key=lambda item: item[0])

    def happen(self, command):
        """One thing, now; None: whatever comes to mind."""
        if command is None:
            command = self._invent()
        if command is None or self._is_refused(command):
            return
        ok, why = self.world.command("%s tenant=%s" % (command, self.name))
        self.log.append((self.world.now, command, "" if ok else why))
        word, *rest = command.split()
        if word in ("suspend-sku", "resume-sku") and rest[0] in self.deleted:
            self.revived.append((self.deleted.pop(rest[0]), self.world.now))
        if word == "suspend-sku":
            if rest[1] == "status=Deleted":
                self.deleted[rest[0]] = self.world.now
            self.lapsed[rest[0]] = None
            self.dead.discard(rest[0])
            if rest[1] != "status=Warning":
                self.dead.add(rest[0])
        elif word == "resume-sku":
            self.lapsed[rest[0]] = self.world.now
            self.dead.discard(rest[0])

    def _is_refused(self, command):
        """A license of a subscription that has lapsed is given to nobody."""
        word, *rest = command.split()
        at = {"assign-license": 1, "swap-license": 2, "add-group-license": 1}
        return word in at and rest[at[word]] in self.dead or \
            word in ("hire", "rehire") and any(
                "sku=" + sku in rest for sku in self.dead)

    def later(self, least, most, command):
        self.due.append((
            self.world.now + self.random.randint(least, most), command))

    def _some(self, holds):
        """Somebody of whom `holds(spell)`; or None."""
        people = [spell for _, spell in self.history.current(self.name)
                  if holds(spell)]
        return self.random.choice(people) if people else None

    def _invent(self):
        weights = [
            (16, self._hire), (12, self._leaves), (16, self._lapse),
            (8, self._mistake), (5, self._swap), (5, self._group_mistake),
            (5, self._membership), (5, self._converts), (3, self._unconverts),
            (4, self._shared_goes), (2, self._shared_comes), (5, self._rehire),
            (6, self._admin_restores), (4, self._admin_licenses),
            (3, self._blocks), (1, self._hard_delete), (3, self._shortage),
            (2, self._suspension), (1, self._room_goes),
            (3, self._lapses_then_leaves),
        ]
        draw = self.random.randrange(sum(weight for weight, _ in weights))
        for weight, what in weights:
            draw -= weight
            if draw < 0:
                return what()
        return None

    def _hire(self):
        alive = sum(spell.alive for _, spell in self.history.current(self.name))
        if alive > self.size * 1.5:
            return self._leaves()
        return self._hire_line("hire")

    def _leaves(self):
        who = self._some(lambda s: s.user == "active" and s.purpose == "user")
        if who is None:
            return None
        if self.random.random() < 0.3:
            self.later(HOUR, 40 * DAY, "restore %s %s" % (who.id, BY))
            if self.random.random() < 0.5:
                self.later(40 * DAY, 45 * DAY,
                           "assign-license %s STANDARDPACK %s" % (who.id, BY))
        return "delete %s %s" % (who.id, BY)

    def _lapse(self):
        """The license goes, and nobody notices."""
        who = self._some(lambda s: s.safe and s.purpose == "user")
        return who and "remove-license %s %s" % (who.id, BY)

    def _mistake(self):
        """The license goes, and somebody notices."""
        who = self._some(lambda s: s.safe and s.purpose == "user")
        if who is None:
            return None
        self.later(5 * 60, self.random.choice((HOUR, 5 * DAY, 36 * DAY)),
                   "assign-license %s %s %s" % (
                       who.id, self.random.choice(SKUS), BY))
        return "remove-license %s %s" % (who.id, BY)

    def _lapses_then_leaves(self):
        who = self._some(lambda s: s.safe and s.purpose == "user")
        if who is None:
            return None
        self.later(HOUR, 25 * DAY, "delete %s %s" % (who.id, BY))
        return "remove-license %s %s" % (who.id, BY)

    def _swap(self):
        who = self._some(lambda s: s.safe and s.purpose == "user")
        if who is None:
            return None
        pair = self.random.sample(SKUS[:2], 2)
        if self.random.random() < 0.5:
            return "swap-license %s %s %s %s" % (who.id, pair[0], pair[1], BY)
        self.later(60, 20 * 60, "assign-license %s %s %s" % (
            who.id, pair[1], BY))
        return "remove-license %s %s %s" % (who.id, pair[0], BY)

    def _group_mistake(self):
        group = self.random.choice(GROUPS)
        if self.random.random() < 0.8:
            self.later(10 * 60, 33 * DAY,
                       "add-group-license %s ENTERPRISEPACK %s" % (group, BY))
        return "remove-group-license %s %s" % (group, BY)

    def _membership(self):
        who = self._some(lambda s: s.user == "active" and s.purpose == "user")
        word = self.random.choice(("add-member", "remove-member"))
        return who and "%s %s %s %s" % (
            word, self.random.choice(GROUPS), who.id, BY)

    def _converts(self):
        """As the guides say: first shared, then without a license."""
        who = self._some(lambda s: s.safe and s.purpose == "user")
        if who is None:
            return None
        self.later(60, 3 * DAY, "remove-license %s %s" % (who.id, BY))
        if self.random.random() < 0.3:
            self.later(4 * DAY, 60 * DAY, "delete %s %s" % (who.id, BY))
        return "convert-to-shared %s" % who.id

    def _unconverts(self):
        who = self._some(lambda s: s.alive and s.user == "active"
                         and s.purpose == "shared" and s.upn[0] == "u")
        return who and "convert-to-user %s" % who.id

    def _shared_goes(self):
        who = self._some(lambda s: s.user == "active" and s.purpose == "shared")
        if who is not None and self.random.random() < 0.4:
            self.later(HOUR, 29 * DAY, "restore %s %s" % (who.id, BY))
        return who and "delete %s %s" % (who.id, BY)

    def _shared_comes(self):
        return "shared %s" % self._next("s")

    def _room_goes(self):
        who = self._some(lambda s: s.user == "active" and s.purpose == "room")
        return who and "%s %s %s" % (self.random.choice(
            ("delete", "remove-license")), who.id, BY)

    def _rehire(self):
        who = self._some(lambda s: s.user != "active" and s.purpose == "user"
                         and s.upn[0] != "g")
        return who and "rehire %s sku=%s" % (
            who.upn, self.random.choice(SKUS[:2]))

    def _admin_restores(self):
        who = self._some(lambda s: s.user == "deleted")
        return who and "restore %s %s" % (who.id, BY)

    def _admin_licenses(self):
        who = self._some(lambda s: s.user == "active" and s.doomed)
        return who and "assign-license %s %s %s" % (
            who.id, self.random.choice(SKUS), BY)

    def _blocks(self):
        who = self._some(lambda s: s.user == "active" and s.purpose == "user")
        return who and "set %s enabled=%s" % (
            who.id, "no" if who.enabled else "yes")

    def _hard_delete(self):
        who = self._some(lambda s: s.doomed)
        return who and "hard-delete %s %s" % (who.id, BY)

    def _shortage(self):
        sku = self.random.choice(SKUS)
        self.later(HOUR, 20 * DAY, "set-seats %s %d" % (sku, self.size * 2))
        return "set-seats %s %d" % (sku, self.random.randrange(self.size))

    def _suspension(self):
        sku = self.random.choice(SKUS)
        status = self.random.choice(
            ("Warning", "Suspended", "LockedOut", "Deleted"))
        self.later(HOUR, 20 * DAY, "resume-sku %s" % sku)
        return "suspend-sku %s status=%s" % (sku, status)


def tenant_id(number):
    return "%08d-1111-4111-8111-111111111111" % number

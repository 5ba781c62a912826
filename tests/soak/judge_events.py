# SPDX-License-Identifier: MIT
"""What events did by themselves, in a mass loss above all: mass_brake leaves that to
people."""
from judge_check import CheckJudge
from world import DAY, HOUR

MARGIN = 2 * HOUR    # a day, as far as we know


class PolicyJudge:
    def __init__(self, history, writes_judge, settings, looks, findings):
        self.history = history
        self.writes_judge = writes_judge
        self.settings = settings
        self.looks = looks
        self.findings = findings
        self.counts = {"by event": 0, "braked": 0}

    def end(self, now):
        rows = self.writes_judge.ask(
            "select remedy.*, request.kind from remedy join request on "
            "request.id = remedy.request where request.kind = 'event'") or ()
        for row in rows:
            self.counts["by event"] += 1
            self._one(row)
        rows = self.writes_judge.ask(
            "select count(*) from request where reason like '%mass_brake%'")
        self.counts["braked"] = rows[0][0] if rows else 0

    def _one(self, row):
        setting = self.settings[row["tenant"]]
        at = row["opened_at"]
        lost = self._lost(setting, at)
        if lost >= setting.mass_brake:
            self.findings.add(
                at, "events stop in a mass loss", "%s: %d were lost, mass_brake "
                "= %d: %s" % (row["tenant"], lost, setting.mass_brake,
                              row["upn"]), row["user_id"])

    def _lost(self, setting, at):
        """Who everybody knows was lost within a day, and is not back."""
        looks = self.looks[setting.name]
        count = 0
        for user in self.history.spells:
            spell = self.history.at(user, at)
            since = self.history.doomed_since(user, at)
            count += spell is not None and spell.tenant == setting.name and \
                spell.doomed and spell.user == "active" and \
                spell.purpose == "user" and spell.upn[0] != "g" and \
                since is not None and at - DAY + MARGIN < since and \
                CheckJudge.is_noticed(at, setting, looks, since)
        return count

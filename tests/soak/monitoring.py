# SPDX-License-Identifier: MIT
"""The monitoring systems of one story, and what the timers do for them."""
import os
import random as randoms

from core import Core
from judge_core import CoreJudge
from judge_events import PolicyJudge
from real_icinga import RealIcinga


class Monitoring:
    def __init__(self, story, source, random):
        self.story = story
        self.random = random
        self.programs = story.programs
        self.core = Core(self.programs, randoms.Random(random.random()))
        self.icinga = None
        if story.options.icinga:
            self.icinga = RealIcinga(
                self.programs, story.options.build, source,
                randoms.Random(random.random()), list(story.settings))
        self.judges = []

    def lines(self):
        """Of the configuration."""
        return self.core.lines() + (self.icinga.lines() if self.icinga else [])

    def judge(self, operators, writes_judge):
        story = self.story
        self.judges = [
            CoreJudge(self.core, operators, writes_judge, story.findings),
            PolicyJudge(story.history, writes_judge, story.settings,
                        story.looks, story.findings)]

    def look(self, now):
        """Time has passed."""
        self.core.look(now)
        if not self.story.options.calm:
            self.core.disturb()

    def run_timers(self, now, faults):
        if self.random.random() < 0.6:
            self.reconcile(now, faults.host(12))
        if self.icinga is not None and self.random.random() < 0.7:
            self.icinga.disturb()
            self.icinga.live(now, faults.host(60), self.story.findings)

    def reconcile(self, now, disturb):
        """Every minute, in truth; a worker takes what it finds."""
        wrong = self.story.faults.clock()
        ended = self.programs.reconcile(now + wrong, disturb)
        self.core.was_reconciled(ended.code == 0)
        self.story.say("reconcile", disturb, ended.code,
                       (ended.out + ended.err)[:300])
        interrupted = os.path.exists(os.path.join(
            self.programs.state, "handler.db-journal"))
        # What takes as long waited for a machine that is busy, or for a worker.
        if ended.fine and ended.code and ended.took < 5 and \
                not (disturb or interrupted) and self.is_fine():
            self.story.findings.add(
                now, "reconcile: without a fault it succeeds",
                "%s %s" % (ended.code, ended.err[-300:]))

    def is_fine(self):
        return self.core.is_fine() and (self.icinga is None or
                                        self.icinga.process is not None)

    def settle(self, now):
        for judge in self.judges:
            judge.end(now)
        if self.icinga is not None:
            self.icinga.settle(now, self.story.findings)

    def describe(self):
        yield "cores: %s; api %s" % (self.core.restarts, self.core.api.answered)
        if self.icinga is not None:
            yield "icinga: %s" % self.icinga.met

    def counts(self):
        return {name: count for judge in self.judges
                for name, count in judge.counts.items()}

    def end(self):
        if self.icinga is not None:
            self.icinga.end()
        self.core.end()

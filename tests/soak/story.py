# SPDX-License-Identifier: MIT
"""The loop: time passes, things happen, something fails, all programs run, and
the judges look."""
import os
import random as randoms

from faults import Faults
from history import History
from judge_check import CheckJudge, Looks
from life import Life
from programs import Programs
from setting import Configuration, READER, Setting, WRITER
from world import DAY, HOUR, World, instant

START = "2026-01-01T06:00:00Z"


class Story:
    def __init__(self, options, random, work, findings):
        self.options = options
        self.random = random
        self.work = work
        self.findings = findings
        self.history = History()
        self.steps = 0
        self.collected = {"fine": 0, "failed": 0, "killed": 0}
        self.programs = Programs(options.build, work)
        self.settings = [Setting(number + 1, name, random)
                         for number, name in enumerate(("one", "two"))]
        self.looks = {setting.name: Looks() for setting in self.settings}
        lives = []
        lines = ["now " + START]
        for setting in self.settings:
            life = Life(setting.name, randoms.Random(random.random()), None,
                        self.history, options.size)
            lines += life.scenario(setting.number, setting.roles,
                                   setting.switches, READER, WRITER)
            lives.append(life)
        self.world = World(
            os.path.join(options.build, "tests/graphsim/graphsim"),
            os.path.join(work, "sim"), "\n".join(lines) + "\n")
        for life in lives:
            life.world = self.world
        self.lives = lives
        self.faults = Faults(random, self.world, 0 if options.calm else 0.25)
        self.configuration = Configuration(
            self.programs, self.world.url, os.path.join(work, "sim/ca.pem"))
        self.configuration.present = list(self.settings)
        self.check_judge = CheckJudge(
            self.history, {life.name: life for life in lives}, findings)
        self.releases = set()

    @property
    def now(self):
        return self.world.now

    def live(self):
        self.configuration.write()
        self.look()
        until = self.now + self.options.days * DAY
        while self.now < until:
            self.pass_time()
            self.collect()
            self.check()
            self.steps += 1

    def look(self):
        self.history.take(self.world.truth(), self.now)

    def pass_time(self):
        """Mostly hours; what happens meanwhile happens at its time."""
        draw = self.random.random()
        if draw < 0.15:
            step = self.random.randint(60, HOUR)
        elif draw < 0.9:
            step = self.random.randint(HOUR, 8 * HOUR)
        else:
            step = self.random.randint(8 * HOUR, 60 * HOUR)
        to = self.now + step
        happens = []
        for life in self.lives:
            happens += [(at, life, command)
                        for at, command in life.plan(self.now, to)]
        for at, life, command in sorted(happens, key=lambda item: item[0]):
            self.world.advance(at)
            self.look()
            life.happen(command)
            self.look()
        self.world.advance(to)
        self.look()

    def collect(self):
        for setting in self.configuration.present:
            if not setting.enabled:
                continue
            fault = self.faults.service()
            at = self.now
            ended = self.programs.collect(setting.name, at)
            if fault:
                self.faults.clear()
            if ended.code == 0:
                self.collected["fine"] += 1
                self.looks[setting.name].at.append(at)
            elif ended.fine:
                self.collected["failed"] += 1
            else:
                self.collected["killed"] += 1
            if self.options.verbose:
                print(at, setting.name, fault, ended.code,
                      (ended.out + ended.err).strip()[:200], flush=True)

    def check(self):
        ended, report = self.programs.report(self.now)
        self.check_judge.report(
            self.now, ended, report, self.configuration.present, self.looks,
            self.releases)

    def describe(self):
        for setting in self.settings:
            yield "%s: %s" % (setting.name, setting.describe())
        yield "collected %s; judged %s; %d purges" % (
            self.collected, self.check_judge.counts, len(self.history.purges))

    def story_of(self, user):
        """What happened to somebody, in order."""
        told = [(spell.since, "is " + spell.text())
                for spell in self.history.spells.get(user, ())]
        for life in self.lives:
            told += [(at, "%s %s" % (command, why))
                     for at, command, why in life.log if user in command or
                     command.startswith(("suspend-sku", "resume-sku"))]
        return ["%s %s" % (instant(at), text)
                for at, text in sorted(told, key=lambda item: item[0])]

    def end(self):
        self.world.end()

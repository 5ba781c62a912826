# SPDX-License-Identifier: MIT
"""The loop: time passes, things happen, something fails, all programs run, and
the judges look."""
import os
import random as randoms

from changes import Changes
from faults import Faults
from history import History
from judge_check import CheckJudge, Looks
from judge_files import EventJudge, integrity
from judge_writes import WritesJudge
from life import Life
from master import Master
from monitoring import Monitoring
from operators import Operators
from programs import Programs
from roads import Doors
from setting import Configuration, READER, Setting, WRITER
from world import DAY, HOUR, World, instant

START = "2026-01-01T06:00:00Z"
SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
TENANTS = ("one", "two")


def draw_settings(random):
    return {name: Setting(number + 1, name, random)
            for number, name in enumerate(TENANTS)}


class Story:
    def __init__(self, options, random, work, findings):
        self.options = options
        self.random = random
        self.work_folder = work
        self.findings = findings
        self.running = []    # what is to be ended

    def begin(self):
        options, random = self.options, self.random
        work, findings = self.work_folder, self.findings
        self.history = History()
        self.steps = 0
        self.collected = {"fine": 0, "failed": 0, "killed": 0}
        self.worked = {"fine": 0, "failed": 0, "killed": 0}
        self.met = {}    # faults, and how often
        self.programs = Programs(options.build, work)
        self.programs.steady = options.steady
        self.settings = draw_settings(random)
        self.looks = {name: Looks() for name in TENANTS}
        for setting in self.settings.values():
            setting.kill_switch = os.path.join(work, "stop-" + setting.name)
        self.make_world(work)
        self.faults = Faults(random, self.world, 0 if options.calm else 0.25)
        if options.calm:
            self.faults.host = lambda calls=0: None
            self.faults.road = lambda: None
            self.faults.clock = lambda: 0
        self.doors = Doors(os.path.join(work, "doors"))
        self.running.append(self.doors)
        self.configuration = Configuration(
            self.programs, self.world.url, os.path.join(work, "sim/ca.pem"),
            os.path.join(work, "other/ca.pem"), self.doors)
        # Some tenants are added later.
        self.configuration.present = list(self.settings.values())[
            :1 if random.random() < 0.25 else None]
        self.monitoring = Monitoring(self, SOURCE,
                                     randoms.Random(random.random()))
        self.running.append(self.monitoring)
        self.configuration.cores = self.monitoring.lines()
        self.operators = Operators(randoms.Random(random.random()),
                                   self.programs, self.history, self.faults,
                                   self.monitoring.core)
        self.check_judge = CheckJudge(self.history, self.lives, findings)
        self.writes_judge = WritesJudge(self.history, self.operators, self.lives,
                                        self.programs, findings,
                                        self.check_judge.exempt)
        self.writes_judge.limits = {
            setting.name: (setting.max_per_ack, setting.max_per_hour)
            for setting in self.settings.values()}
        self.writes_judge.looks = self.looks
        self.monitoring.judge(self.operators, self.writes_judge)
        self.event_judge = EventJudge(self.history, self.check_judge, findings)
        self.master = Master(options.build, SOURCE, self.programs,
                             randoms.Random(random.random()))
        self.running.append(self.master)
        self.changes = Changes(self)
        self.releases = {}
        self.last_report = None

    def make_world(self, work):
        lines = ["now " + START]
        self.lives = {}
        for setting in self.settings.values():
            life = Life(setting.name, randoms.Random(self.random.random()), None,
                        self.history, self.options.size)
            lines += life.scenario(setting.number, setting.roles,
                                   setting.switches, READER, WRITER)
            self.lives[setting.name] = life
        self.world = World(
            os.path.join(self.options.build, "tests/graphsim/graphsim"),
            os.path.join(work, "sim"), "\n".join(lines) + "\n")
        self.running.append(self.world)
        # Another simulator's authority signed nothing here.
        other = World(self.world.program, os.path.join(work, "other"),
                      "now %s\n" % START)
        other.end()
        for life in self.lives.values():
            life.world = self.world

    @property
    def now(self):
        return self.world.now

    def say(self, *what):
        if self.options.verbose:
            print(instant(self.now), *what, flush=True)

    def met_with(self, what):
        self.met[what] = self.met.get(what, 0) + 1

    # ---- the year -------------------------------------------------------------
    def live(self):
        self.configuration.write()
        self.master.start_all(self.now)
        self.look()
        until = self.now + self.options.days * DAY
        while self.now < until:
            self.pass_time(self.next_step())
            self.monitoring.look(self.now)
            self.changes.happen()
            self.collect()
            self.check()
            self.operators.ask(self.now, self.enabled(), self.last_report)
            self.work()
            self.monitoring.run_timers(self.now, self.faults)
            self.master.disturb(self.now, self.findings)
            self.steps += 1
        self.come_to_rest()

    def next_step(self):
        """Mostly hours."""
        draw = self.random.random()
        if draw < 0.15:
            return self.random.randint(60, HOUR)
        if draw < 0.9:
            return self.random.randint(HOUR, 8 * HOUR)
        return self.random.randint(8 * HOUR, 60 * HOUR)

    def look(self):
        self.history.take(self.world.truth(), self.now)

    def pass_time(self, step):
        """What happens meanwhile happens at its time."""
        to = self.now + step
        happens = []
        for life in self.lives.values():
            happens += [(at, life, command)
                        for at, command in life.plan(self.now, to)]
        for at, life, command in sorted(happens, key=lambda item: item[0]):
            self.world.advance(at)
            self.look()
            life.happen(command)
            self.look()
        self.world.advance(to)
        self.look()

    def enabled(self):
        return [setting for setting in self.configuration.present
                if setting.enabled]

    # ---- the programs -------------------------------------------------------------
    def count(self, ended, where):
        where["killed" if not ended.fine else
              "failed" if ended.code else "fine"] += 1

    def collect(self):
        for setting in self.enabled():
            if self.random.random() < 0.08:
                continue    # a timer that did not fire
            fault = self.faults.service()
            disturb = self.faults.host()
            wrong = self.faults.clock()
            ended = self.programs.collect(
                setting.name, self.now + wrong, disturb)
            self.faults.clear()
            for what in (fault and "service " + fault.split()[1], wrong and
                         "wrong clock", disturb and "host %s" % (
                             disturb.get("nth", {}).get("NTH_ACTION", "kill"))):
                if what:
                    self.met_with(what)
            self.count(ended, self.collected)
            if ended.code == 0 and "somebody else is" not in ended.out:
                self.looks[setting.name].at.append(self.now + wrong)
                if self.programs.was_deaf(setting.name):
                    self.looks[setting.name].deaf.add(self.now + wrong)
            elif ended.fine and ended.code != 3:
                self.findings.add(self.now, "collector: the exit status is 0 or 3",
                                  "%s %s" % (ended.code, ended.out + ended.err))
            elif wrong == 0 and disturb is None:
                self.look_at_failure(setting, fault, ended)
            self.say(setting.name, fault, disturb, wrong, ended.code,
                     (ended.out + ended.err).strip()[:300])
            self.settle_looks(setting, ended, disturb, self.now + wrong)

    def look_at_failure(self, setting, fault, ended):
        """It fails for a reason, and not for one that is over."""
        if fault or self.configuration.road:
            return
        text = (ended.out + ended.err).strip()
        if ended.took < 1.5:    # else the machine was busy, or slow
            self.findings.add(self.now, "collector: without a fault it succeeds",
                              "%s: %s" % (setting.name, text))

    def settle_looks(self, setting, ended, disturb, at):
        """Killed behind its commit it has collected all the same, `at` that time
        by its own clock."""
        if disturb is None or ended.code == 0:
            return
        ended, report = self.programs.report(self.now)
        for tenant in (report or {}).get("tenants", ()):
            if tenant["tenant"] != setting.name or tenant["problem"]:
                continue
            collected = tenant.get("collected_at")
            looks = self.looks[setting.name]
            if collected and instant(max(looks.last or 0, at - 1)) < \
                    collected <= instant(at + 60):
                looks.at.append(at)
                if self.programs.was_deaf(setting.name):
                    looks.deaf.add(at)

    def check(self):
        wrong = self.faults.clock()
        if wrong:
            # A wrong clock here: it answers, and with old data not OK.
            ended, report = self.programs.report(self.now + wrong)
            self.check_judge.with_wrong_clock(
                self.now, wrong, ended, report, self.enabled(), self.looks)
        disturb = self.faults.host(3)
        if disturb:
            self.programs.check(self.now, disturb=disturb)
        ended, report = self.programs.report(self.now)
        self.last_report = report
        self.check_judge.report(self.now, ended, report,
                                self.configuration.present, self.looks,
                                self.releases)
        if self.random.random() < 0.1:
            self.check_judge.text(self.now, self.programs.check(self.now), report)

    def work(self):
        """The worker, and again where something is due soon."""
        for turn in range(4):
            fault = self.faults.service(writes=True)
            disturb = self.faults.host(self.random.choice((40, 150, 400)))
            wrong = self.faults.clock() if turn == 0 else 0
            self.world.take_requests()
            self.monitoring.core.tick(self.now)
            before = self.history.everybody()
            ended = self.programs.work_on(self.now + wrong, disturb)
            self.faults.clear()
            self.count(ended, self.worked)
            self.say("worker", fault, disturb, wrong, ended.code,
                     (ended.out + ended.err).strip()[:600])
            self.look()
            self.writes_judge.take(self.now, wrong, self.world.take_requests(),
                                   self.settings, before)
            self.monitoring.core.drain()
            if ended.fine and ended.code and not (
                    fault or disturb or self.configuration.road or wrong):
                self.findings.add(self.now, "worker: without a fault it succeeds",
                                  "%s %s" % (ended.code, ended.err[-300:]))
            if not self.is_busy() or self.random.random() < 0.4:
                break
            self.pass_time(self.random.choice((5, 30, 70, 400, 1200)))
        self.note_releases()

    def is_busy(self):
        rows = self.writes_judge.ask(
            "select count(*) from remedy where closed_at = 0")
        return bool(rows) and rows[0][0] > 0

    def note_releases(self):
        releases = self.writes_judge.releases()
        if releases is not None:
            self.releases = releases

    # ---- the end ------------------------------------------------------------------
    def come_to_rest(self):
        """No more faults: what was begun ends."""
        self.faults.often = 0
        for name in ("host", "road", "clock"):
            setattr(self.faults, name, {
                "host": lambda calls=0: None, "road": lambda: None,
                "clock": lambda: 0}[name])
        self.configuration.road = None
        self.monitoring.core.settle()
        for setting in self.settings.values():
            if setting not in self.configuration.present:
                self.configuration.present.append(setting)
        self.changes.let_go_on()
        self.changes.write()
        self.operators.let_go_on(self.now, self.enabled())
        for _ in range(6):
            self.pass_time(5 * HOUR)
            self.monitoring.core.look(self.now)
            self.collect_each()
            self.check()
            for _ in range(3):
                self.work()
                self.pass_time(600)
        self.writes_judge.end(self.now)
        self.monitoring.settle(self.now)
        for setting in self.settings.values():
            self.event_judge.judge(self.now, setting, self.looks[setting.name],
                                   self.programs, self.releases)
        self.master.settle(self.now, list(self.settings.values()), self.findings,
                           self.check_judge.exempt)
        integrity(self.programs, self.now, self.findings)
        self.became = self.writes_judge.became()
        self.reasons = self.writes_judge.reasons()

    def collect_each(self):
        for setting in self.enabled():
            ended = self.programs.collect(setting.name, self.now)
            if ended.code:
                self.look_at_failure(setting, None, ended)
            else:
                self.looks[setting.name].at.append(self.now)

    def end(self):
        for one in reversed(self.running):
            one.end()

# SPDX-License-Identifier: MIT
"""What the operator changes in the configuration, and whoever breaks it."""
import os


class Changes:
    """Of one story."""

    def __init__(self, story):
        self.story = story
        self.configuration = story.configuration

    def happen(self):
        """Now and then one thing."""
        story = self.story
        draw = story.random.random()
        setting = story.random.choice(list(story.settings.values()))
        before = (self.configuration.road, draw < 0.06)
        if draw < 0.01:
            self._toggle_tenant()
        elif draw < 0.02 or (setting.dry_run_since and draw < 0.06):
            setting.dry_run_since = None if setting.dry_run_since \
                else story.now
        elif draw < 0.03 or (setting.killed_since and draw < 0.06):
            self._toggle_kill_switch(setting)
        elif draw < 0.04:
            setting.on_event = not setting.on_event
        self.configuration.road = story.faults.road()
        if self.configuration.road:
            story.met_with("road " + self.configuration.road)
        if before != (self.configuration.road, False):
            self.write()

    def write(self):
        self.configuration.write()
        self.story.master.reload()

    def let_go_on(self):
        """At the end: what a kill switch holds would stay open."""
        for setting in self.story.settings.values():
            if setting.killed_since is not None:
                self._toggle_kill_switch(setting)

    def _toggle_tenant(self):
        """The second one is taken out of the configuration, or comes back."""
        second = list(self.story.settings.values())[1]
        if second in self.configuration.present:
            self.configuration.present.remove(second)
        else:
            self.configuration.present.append(second)
        self.story.met_with("tenant added or removed")

    def _toggle_kill_switch(self, setting):
        if setting.killed_since is None:
            with open(setting.kill_switch, "w"):
                setting.killed_since = self.story.now
        else:
            os.unlink(setting.kill_switch)
            setting.killed_since = None

# SPDX-License-Identifier: MIT
"""What is printed of a story once it is over."""
from world import instant


def describe(story):
    for setting in story.settings.values():
        yield "%s: %s" % (setting.name, setting.describe())
    yield "collector %s, worker %s" % (story.collected, story.worked)
    yield "met: " + ", ".join("%s %d" % item for item in sorted(
        story.met.items()))
    yield "judged: %s, %s, %s, %d wishes, %d purges%s" % (
        story.check_judge.counts, story.writes_judge.counts,
        {**story.event_judge.counts, **story.monitoring.counts()},
        len(story.operators.wishes),
        len(story.history.purges),
        ", restarts %s" % story.master.restarts if story.master.there
        else ", without snmpd")
    yield from story.monitoring.describe()
    yield "spared: " + (story.check_judge.exempt.text() or "nobody")
    yield "asked: " + story.became
    if story.options.verbose:
        yield from story.reasons


def life_of(story, user):
    """What happened to somebody, in order."""
    told = [(spell.since, "is " + spell.text())
            for spell in story.history.spells.get(user, ())]
    for life in story.lives.values():
        told += [(at, "%s %s" % (command, why))
                 for at, command, why in life.log if user in command or
                 command.startswith(("suspend-sku", "resume-sku"))][-25:]
    told += [(wish.at, wish.text()) for wish in story.operators.wishes
             if wish.user == user]
    return ["%s %s" % (instant(at), text)
            for at, text in sorted(told, key=lambda item: item[0])]

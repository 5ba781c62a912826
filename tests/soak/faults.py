# SPDX-License-Identifier: MIT
"""What goes wrong: with the service, on the way there, on this host."""

from roads import ROADS

# graphsim's faults, and how the requests are chosen that they hit.
SERVICE = (
    "429 retry-after=17", "429 retry-after=2.128", "429 retry-after=none",
    "429 retry-after=date:30", "500", "502", "503", "503 retry-after=1", "504",
    "throttle-part part=yes", "401-expired", "page-token", "garbage", "deep",
    "wrong-types", "nulls", "foreign-nextlink to=https://localhost:1/x",
    "nextlink-loop", "redirect to=https://localhost:1/x", "truncate",
    "truncate chunked=yes", "slow delay-ms=300", "drop", "lost-answer",
    "lost-answer part=yes", "clock-skew 100000", "clock-skew -4000",
    "count-violation", "endless", "hang", "huge-page", "seat-taken",
    "slow bytes-per-second=2000",
)
WRITES = (
    "429 retry-after=17 method=POST path=*assignLicense",
    "503 method=POST path=*assignLicense",
    "lost-answer method=POST path=*assignLicense",
    "drop method=POST path=*assignLicense",
    "count-violation method=POST path=*assignLicense",
    "lost-answer method=POST path=*restore",
    "drop method=POST path=*restore",
    "500 method=POST path=*restore",
    "truncate method=POST path=*restore",
    "lost-answer method=PATCH",
    "hang method=POST path=*assignLicense",
    "seat-taken method=POST path=*assignLicense",
    "lost-answer part=yes", "throttle-part part=yes",
    "429 retry-after=none method=POST path=*restore",
)
ERRORS = ("ENOSPC", "EIO", "EDQUOT", "EROFS")


class Faults:
    """Draws what goes wrong next; `armed` says what does."""

    def __init__(self, random, world, often=0.25):
        self.random = random
        self.world = world
        self.often = often

    def service(self, writes=False):
        """Arms a fault of the service; its name or None."""
        if self.random.random() >= self.often:
            return None
        kinds = WRITES if writes and self.random.random() < 0.6 else SERVICE
        fault = self.random.choice(kinds)
        lasting = self.random.random() < 0.3
        # What makes a run wait for its limit is enough once.
        lasting = lasting and fault.split()[0] not in ("hang", "endless", "slow")
        line = "fault %s count=%s skip=%d" % (
            fault, "-1" if lasting else self.random.choice("123"),
            self.random.choice((0, 0, 0, 1, 2, 3, 5, 8)))
        if "path=" not in line and self.random.random() < 0.6:
            line += " path=" + self.random.choice((
                "/v1.0/users", "/v1.0/directory", "/v1.0/subscribedSkus",
                "/v1.0/auditLogs", "/v1.0/$batch", "*oauth2*"))
        ok, why = self.world.command(line)
        if not ok:
            raise RuntimeError("%s: %s" % (line, why))
        return line

    def clear(self):
        self.world.command("clear-faults")

    def host(self, calls=60):
        """What befalls the program itself: killed, or its disk fails."""
        draw = self.random.random()
        if draw < 0.80:
            return None
        if draw < 0.88:
            return {"nth": {"NTH_CALL": str(self.random.randint(1, calls))}}
        if draw < 0.94:
            return {"nth": {
                "NTH_CALL": "%d%s" % (self.random.randint(1, calls),
                                      self.random.choice(("", "+", "+"))),
                "NTH_ACTION": self.random.choice(ERRORS),
                "NTH_ONLY": "files"}}
        return {"kill_ms": self.random.randint(1, 120)}

    def road(self):
        """What is wrong with the configuration for the time being, or None."""
        return self.random.choice(ROADS) if self.random.random() < 0.04 else None

    def clock(self):
        """How wrong this host's clock is for one run, in seconds."""
        if self.random.random() >= 0.06:
            return 0
        return self.random.choice((
            -200, 200, -1000, 1000, 7200, -7200, 86400, -86400, 40 * 86400,
            -40 * 86400, 400 * 86400))

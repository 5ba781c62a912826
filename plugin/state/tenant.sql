-- SPDX-License-Identifier: MIT
-- TENANT.db: what is known of one Microsoft 365 tenant.
--
-- One writing program, mailbox_expiry_collect; everybody else reads.  Instants
-- are UTC seconds since the epoch, 0 means unknown.  Enumerations are the numbers
-- of the C headers named beside them; the views spell them out:
--     sqlite3 -readonly contoso.db 'select * from mailboxes'

-- Facts about the tenant that outlive runs.  One row.
CREATE TABLE tenant (
  id                  INTEGER PRIMARY KEY CHECK (id = 1),
  name                TEXT NOT NULL,
  simulated           INTEGER NOT NULL,  -- 1: the clock was given with --at
  born_at             INTEGER NOT NULL,
  dates_move          INTEGER NOT NULL DEFAULT 0,  -- enum tri, core/user.h
  history_accepted_at INTEGER NOT NULL DEFAULT 0,
  tenant_id           TEXT,                        -- as configured; NULL: not yet complete
  plans               TEXT NOT NULL DEFAULT '',    -- mailbox plans looked for
  mass_announced      INTEGER NOT NULL DEFAULT 0,  -- enum check_state; 0: none is on
  audit_covers_from   INTEGER NOT NULL DEFAULT 0,  -- the audit was read back to
  certificate_expires_at INTEGER NOT NULL DEFAULT 0  -- of the reader; 0: none
) STRICT;

-- One row an attempt; the last few hundred are kept.
CREATE TABLE run (
  id               INTEGER PRIMARY KEY AUTOINCREMENT,
  started_at       INTEGER NOT NULL,  -- the instant its data stand for
  ended_at         INTEGER NOT NULL DEFAULT 0,
  outcome          TEXT NOT NULL CHECK (outcome IN ('running', 'complete', 'failed')),
  code             INTEGER NOT NULL DEFAULT 0,  -- enum error_code, core/error.h
  error            TEXT,
  progress         TEXT,              -- what it is doing, while running
  listing          TEXT,              -- whole | filtered
  filter_agreed    INTEGER,           -- 1/0: compared with a whole listing
  filter_note      TEXT,              -- why it is not trusted
  probed           INTEGER NOT NULL DEFAULT 0,  -- 1: mailboxes were asked
  probed_daily     INTEGER NOT NULL DEFAULT 0,  -- 1: also the silent ones
  probed_weekly    INTEGER NOT NULL DEFAULT 0,  -- 1: also the shared ones
  degraded         TEXT,              -- optional sources that failed, one a line
  not_before       INTEGER NOT NULL DEFAULT 0,  -- Graph asked for quiet
  clock_offset_s   INTEGER,           -- Graph's clock minus ours
  requests         INTEGER NOT NULL DEFAULT 0,
  pages            INTEGER NOT NULL DEFAULT 0,
  bytes            INTEGER NOT NULL DEFAULT 0
) STRICT;

-- The SKUs of the tenant, and those that were held.
CREATE TABLE sku (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  sku_id         TEXT NOT NULL UNIQUE,
  part_number    TEXT,
  subscribed     INTEGER NOT NULL DEFAULT 0,  -- 0: no longer in the tenant
  gives_mailbox  INTEGER NOT NULL DEFAULT 0,
  free_seats     INTEGER NOT NULL DEFAULT 0,
  enabled_seats  INTEGER NOT NULL DEFAULT 0,
  warning_seats  INTEGER NOT NULL DEFAULT 0,
  consumed_seats INTEGER NOT NULL DEFAULT 0
) STRICT;

-- One row a user that ever was in danger; id is for good.  What every check reads
-- stands once more in "hot", which SQLite keeps: one column is fetched five times
-- as fast as eighteen.
CREATE TABLE mailbox (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  hot             TEXT NOT NULL GENERATED ALWAYS AS (
    cause || ' ' || place || ' ' || plans || ' ' || lost_earliest || ' ' ||
    lost_latest || ' ' || counts_from || ' ' || first_seen_at || ' ' ||
    absent_at || ' ' || deleted_at || ' ' || probe || ' ' || answered_at ||
    ' ' || silent_at || ' ' || restored_at || ' ' || gone_at || ' ' ||
    account_enabled || ' ' || confirmed || ' ' || sources || ' ' || sku
  ) STORED,
  cause           INTEGER NOT NULL,  -- enum cause, core/tenant.h
  place           INTEGER NOT NULL,  -- enum place, core/mailbox.h
  plans           INTEGER NOT NULL,  -- enum plans, core/mailbox.h
  lost_earliest   INTEGER NOT NULL,
  lost_latest     INTEGER NOT NULL,
  counts_from     INTEGER NOT NULL,
  first_seen_at   INTEGER NOT NULL,
  absent_at       INTEGER NOT NULL,
  deleted_at      INTEGER NOT NULL,
  probe           INTEGER NOT NULL,  -- enum probe_answer, core/user.h
  answered_at     INTEGER NOT NULL,
  silent_at       INTEGER NOT NULL,
  restored_at     INTEGER NOT NULL,
  gone_at         INTEGER NOT NULL,
  account_enabled INTEGER NOT NULL,  -- enum tri
  confirmed       INTEGER NOT NULL,
  sources         INTEGER NOT NULL,  -- enum source, core/mailbox.h
  sku             INTEGER NOT NULL,  -- sku.id, 0: not known
  user_id         TEXT NOT NULL UNIQUE,
  loss            INTEGER NOT NULL,
  announced       INTEGER NOT NULL,  -- enum event, core/transition.h
  synced          INTEGER NOT NULL,  -- enum tri
  has_license     INTEGER NOT NULL,
  plan_disabled   INTEGER NOT NULL,
  ever_alive      INTEGER NOT NULL,
  plan_at         INTEGER NOT NULL,
  audit_at        INTEGER NOT NULL,
  actor_kind      INTEGER NOT NULL,  -- enum actor_kind, core/audit.h
  actor           TEXT,
  upn             TEXT,
  display_name    TEXT,
  mail            TEXT,
  usage_location  TEXT
) STRICT;

-- What happened, in order; relayed by the SNMP subagent, each once.
CREATE TABLE event (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  run        INTEGER NOT NULL REFERENCES run (id),
  at         INTEGER NOT NULL,
  event      TEXT NOT NULL,     -- core/transition.c
  severity   INTEGER NOT NULL,  -- enum check_state
  mailbox    INTEGER REFERENCES mailbox (id),  -- NULL: the tenant
  loss       INTEGER,
  deadline   INTEGER,
  text       TEXT
) STRICT;

CREATE VIEW mailboxes AS
SELECT mailbox.id, user_id, upn,
  CASE cause WHEN 0 THEN 'none' WHEN 1 THEN 'license-removed'
    WHEN 2 THEN 'user-deleted' WHEN 3 THEN 'shared-deleted'
    ELSE 'subscription' END AS cause,
  CASE place WHEN 0 THEN 'active' WHEN 1 THEN 'deleted' ELSE 'gone' END AS place,
  CASE plans WHEN 0 THEN 'none' WHEN 1 THEN 'alive' WHEN 2 THEN 'suspended'
    ELSE 'deleted' END AS plans,
  CASE probe WHEN 0 THEN 'never' WHEN 1 THEN 'user' WHEN 2 THEN 'shared'
    WHEN 3 THEN 'not-found' ELSE 'none' END AS probe,
  loss,
  datetime(nullif(lost_earliest, 0), 'unixepoch') AS lost_earliest,
  datetime(nullif(lost_latest, 0), 'unixepoch') AS lost_latest,
  datetime(nullif(restored_at, 0), 'unixepoch') AS restored,
  datetime(nullif(gone_at, 0), 'unixepoch') AS gone,
  confirmed, sku.part_number AS sku, actor
FROM mailbox LEFT JOIN sku ON sku.id = mailbox.sku;

PRAGMA application_id = 1296188760;  -- 'MBEX'
PRAGMA user_version = 1;

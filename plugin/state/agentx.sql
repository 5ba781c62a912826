-- SPDX-License-Identifier: MIT
-- agentx.db: what the SNMP subagent has told and is still to tell.
--
-- One writing program, mailbox_expiry_agentx.  Instants are UTC seconds since the
-- epoch, 0 means unknown.  Enumerations are the words or numbers of the C headers
-- named beside them:
--     sqlite3 -readonly agentx.db 'select * from notice'

CREATE TABLE agentx (
  id             INTEGER PRIMARY KEY CHECK (id = 1),
  simulated      INTEGER NOT NULL,
  born_at        INTEGER NOT NULL,
  handler_born   INTEGER NOT NULL DEFAULT 0,  -- of the handler.db the next is of; -1: none
                                              -- was there; 0: not looked yet
  handler_event  INTEGER NOT NULL DEFAULT 0   -- the last event taken from it
) STRICT;

-- Tenants, under the number SNMP knows them by.  One whose database was begun anew
-- gets another: its mailboxes have other numbers, too.
CREATE TABLE tenant (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  name       TEXT NOT NULL,
  born_at    INTEGER NOT NULL,   -- of TENANT.db; 0: not yet seen
  event      INTEGER NOT NULL DEFAULT -1,  -- the last one taken; -1: not looked yet
  stale      INTEGER NOT NULL DEFAULT 0,   -- 1: its old data were told of; the
                                           -- same in all rows of a name
  UNIQUE (name, born_at)
) STRICT;

-- Every event that is or was to be told, in order; the newest are kept.  A new file
-- begins at the seconds since the epoch of that moment.
CREATE TABLE notice (
  sequence   INTEGER PRIMARY KEY AUTOINCREMENT,
  kind       TEXT NOT NULL,      -- core/notice.c
  fate       INTEGER NOT NULL,   -- enum notice_fate
  summary    INTEGER NOT NULL DEFAULT 0,  -- the notice that tells of this one
  tenant     INTEGER NOT NULL REFERENCES tenant (id),
  at         INTEGER NOT NULL,
  state      INTEGER NOT NULL,   -- enum check_state
  mailbox    INTEGER NOT NULL,   -- mailbox.id of TENANT.db; 0: the tenant
  loss       INTEGER NOT NULL,
  user_id    TEXT,
  cause      INTEGER NOT NULL,   -- enum cause
  upn        TEXT,
  deadline   INTEGER NOT NULL,
  text       TEXT,
  count      INTEGER NOT NULL,   -- of a summary
  first      INTEGER NOT NULL
) STRICT;
CREATE INDEX notice_waiting ON notice (fate, sequence) WHERE fate IN (1, 4);

-- Alarms told of by a notification of their own and not yet ended: what ends them
-- is told by one of its own, too.
CREATE TABLE alarm (
  tenant     INTEGER NOT NULL REFERENCES tenant (id),
  mailbox    INTEGER NOT NULL,
  loss       INTEGER NOT NULL,
  PRIMARY KEY (tenant, mailbox, loss)
) STRICT, WITHOUT ROWID;

PRAGMA application_id = 1296188737;  -- 'MBEA'
PRAGMA user_version = 1;

-- SPDX-License-Identifier: MIT
-- handler.db: what was asked of the handler, what it decided, what it did.
--
-- One writing program, the worker of handle_mailbox_expiry; everybody else reads.
-- Instants are UTC seconds since the epoch, 0 means unknown or not yet.
-- Enumerations are the words of the C headers named beside them:
--     sqlite3 -readonly handler.db 'select * from journal'

CREATE TABLE handler (
  id         INTEGER PRIMARY KEY CHECK (id = 1),
  simulated  INTEGER NOT NULL,
  born_at    INTEGER NOT NULL   -- older acknowledgements are not acted on
) STRICT;

-- Tenants that are paused; '' is all of them.
CREATE TABLE pause (
  tenant     TEXT PRIMARY KEY,
  since      INTEGER NOT NULL,
  author     TEXT,
  comment    TEXT
) STRICT;

-- Every file that was in the inbox, refused ones too.
CREATE TABLE request (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  file        TEXT NOT NULL,
  owner       INTEGER NOT NULL,  -- uid of the file
  received_at INTEGER NOT NULL,
  text        TEXT,              -- as it came, core/request.h; NULL: unreadable
  kind        TEXT,              -- core/request.c
  system      TEXT,
  instance    TEXT,
  tenant      TEXT,
  host        TEXT,
  service     TEXT,
  author      TEXT,
  comment     TEXT,
  acked_at    INTEGER NOT NULL DEFAULT 0,
  state       TEXT NOT NULL CHECK (state IN
                ('new', 'working', 'done', 'refused')),
  reason      TEXT,              -- of its state, for people
  closed_at   INTEGER NOT NULL DEFAULT 0,
  reported_at INTEGER NOT NULL DEFAULT 0  -- its outcome is in "message"
) STRICT;
CREATE INDEX request_object ON request (host, service, received_at);
CREATE INDEX request_open ON request (state) WHERE state IN ('new', 'working');

-- What is done about one mailbox; core/remedy.h.
CREATE TABLE remedy (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  request       INTEGER NOT NULL REFERENCES request (id),
  tenant        TEXT NOT NULL,
  user_id       TEXT NOT NULL,
  upn           TEXT,
  cause         TEXT NOT NULL,
  loss          INTEGER NOT NULL,
  lost_earliest INTEGER NOT NULL,
  lost_latest   INTEGER NOT NULL,
  deadline_earliest INTEGER NOT NULL,
  deadline_latest   INTEGER NOT NULL,
  force         INTEGER NOT NULL,
  block         INTEGER NOT NULL,
  by_group      INTEGER NOT NULL,
  sku           TEXT,
  sku_is_asked  INTEGER NOT NULL,
  assigned      TEXT,
  restore_result INTEGER NOT NULL DEFAULT 0,  -- enum write_result
  restore_sent_at INTEGER NOT NULL DEFAULT 0,
  restore_count INTEGER NOT NULL DEFAULT 0,
  locate_result INTEGER NOT NULL DEFAULT 0,
  locate_sent_at INTEGER NOT NULL DEFAULT 0,
  locate_count  INTEGER NOT NULL DEFAULT 0,
  assign_result INTEGER NOT NULL DEFAULT 0,
  assign_sent_at INTEGER NOT NULL DEFAULT 0,
  assign_count  INTEGER NOT NULL DEFAULT 0,
  block_result  INTEGER NOT NULL DEFAULT 0,
  block_sent_at INTEGER NOT NULL DEFAULT 0,
  block_count   INTEGER NOT NULL DEFAULT 0,
  state         TEXT NOT NULL,   -- enum remedy_state
  reason        TEXT,
  opened_at     INTEGER NOT NULL,
  due_at        INTEGER NOT NULL,
  closed_at     INTEGER NOT NULL DEFAULT 0,
  looks         INTEGER NOT NULL DEFAULT 0
) STRICT;
-- "Done once" is a constraint.
CREATE UNIQUE INDEX remedy_once ON remedy (tenant, user_id) WHERE closed_at = 0;
CREATE INDEX remedy_due ON remedy (due_at) WHERE closed_at = 0;
CREATE INDEX remedy_user ON remedy (tenant, user_id);
CREATE INDEX remedy_hour ON remedy (tenant, opened_at);

-- What was read, decided, sent and answered, in order; never changed.
CREATE TABLE journal (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  at          INTEGER NOT NULL,
  request     INTEGER REFERENCES request (id),
  remedy      INTEGER REFERENCES remedy (id),
  kind        TEXT NOT NULL CHECK (kind IN
                ('request', 'decision', 'read', 'intent', 'answer', 'outcome',
                 'told', 'note')),
  text        TEXT NOT NULL,
  status      INTEGER,           -- HTTP, of an answer
  graph_request_id TEXT
) STRICT;
CREATE INDEX journal_remedy ON journal (remedy);

-- Mailboxes somebody let go: one loss each.
CREATE TABLE release (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant        TEXT NOT NULL,
  user_id       TEXT NOT NULL,
  upn           TEXT,
  lost_earliest INTEGER NOT NULL,
  lost_latest   INTEGER NOT NULL,
  at            INTEGER NOT NULL,
  request       INTEGER REFERENCES request (id),
  author        TEXT,
  comment       TEXT,
  revoked_at    INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX release_tenant ON release (tenant) WHERE revoked_at = 0;

-- What the monitoring systems are still to be told; kept once told.
CREATE TABLE message (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  request  INTEGER NOT NULL REFERENCES request (id),
  system   TEXT NOT NULL,
  instance TEXT,
  host     TEXT NOT NULL,
  service  TEXT NOT NULL,
  act      INTEGER NOT NULL,     -- enum alert_act, alert/alert.h
  text     TEXT,
  made_at  INTEGER NOT NULL,
  due_at   INTEGER NOT NULL,
  tries    INTEGER NOT NULL DEFAULT 0,
  told_at  INTEGER NOT NULL DEFAULT 0,
  error    TEXT                  -- of the last try, or why it was given up
) STRICT;
CREATE INDEX message_due ON message (due_at) WHERE told_at = 0;

-- For the SNMP subagent, each relayed once.
CREATE TABLE event (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  at         INTEGER NOT NULL,
  event      TEXT NOT NULL,      -- restore-failed
  severity   INTEGER NOT NULL,   -- enum check_state
  tenant     TEXT NOT NULL,
  user_id    TEXT,
  remedy     INTEGER REFERENCES remedy (id),
  deadline   INTEGER,
  text       TEXT
) STRICT;

PRAGMA application_id = 1296188744;  -- 'MBEH'
PRAGMA user_version = 1;

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
  owner       INTEGER NOT NULL,  -- uid of the file
  received_at INTEGER NOT NULL,
  made_at     INTEGER NOT NULL,  -- as the file says, never in the future
  acked_at    INTEGER NOT NULL DEFAULT 0,
  state       TEXT NOT NULL CHECK (state IN
                ('new', 'working', 'done', 'refused')),
  closed_at   INTEGER NOT NULL DEFAULT 0,  -- once done or refused
  file        TEXT NOT NULL,
  kind        TEXT,              -- core/request.c; NULL: no request at all
  system      TEXT,
  instance    TEXT,
  tenant      TEXT,
  host        TEXT,
  service     TEXT,
  author      TEXT,
  comment     TEXT,
  reason      TEXT,              -- of its state, for people
  text        TEXT,              -- as it came, core/request.h; NULL: unreadable
  CHECK ((closed_at = 0) = (state IN ('new', 'working')))
) STRICT;
CREATE INDEX request_file ON request (file);
CREATE INDEX request_object ON request (host, service);
CREATE INDEX request_open ON request (state) WHERE closed_at = 0;

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
  state         TEXT NOT NULL CHECK (state IN
                  ('open', 'verifying', 'verified', 'failed', 'refused',
                   'rehearsed')),
  reason        TEXT,
  opened_at     INTEGER NOT NULL,
  due_at        INTEGER NOT NULL,
  closed_at     INTEGER NOT NULL DEFAULT 0,
  looks         INTEGER NOT NULL DEFAULT 0,
  CHECK ((closed_at = 0) = (state IN ('open', 'verifying')))
) STRICT;
-- "Done once" is a constraint.
CREATE UNIQUE INDEX remedy_once ON remedy (tenant, user_id) WHERE closed_at = 0;
-- With what was sent: on another page than the row, so that each vouches for the
-- other (journal_damage.c).
CREATE INDEX remedy_due ON remedy (due_at, restore_count, locate_count,
  assign_count, block_count) WHERE closed_at = 0;
CREATE INDEX remedy_user ON remedy (tenant, user_id);
CREATE INDEX remedy_hour ON remedy (tenant, opened_at);
CREATE INDEX remedy_request ON remedy (request);
CREATE INDEX remedy_verified ON remedy (tenant, closed_at)
  WHERE state = 'verified';

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

-- Mailboxes somebody let go: one loss each, as it was known then (core/loss.h).
CREATE TABLE release (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  tenant        TEXT NOT NULL,
  user_id       TEXT NOT NULL,
  lost_earliest INTEGER NOT NULL,
  lost_latest   INTEGER NOT NULL,
  first_seen_at INTEGER NOT NULL,
  at            INTEGER NOT NULL,
  revoked_at    INTEGER NOT NULL DEFAULT 0,
  request       INTEGER REFERENCES request (id),
  upn           TEXT,
  author        TEXT,
  comment       TEXT
) STRICT;
-- Also tells readers whether all that hold are there.
CREATE INDEX release_user ON release (tenant, user_id) WHERE revoked_at = 0;

-- What the monitoring systems are still to be told; kept once told.
CREATE TABLE message (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  request  INTEGER NOT NULL REFERENCES request (id),
  act      INTEGER NOT NULL,     -- enum alert_act, alert/alert.h
  made_at  INTEGER NOT NULL,
  due_at   INTEGER NOT NULL,
  tries    INTEGER NOT NULL DEFAULT 0,
  told_at  INTEGER NOT NULL DEFAULT 0,  -- or given up
  system   TEXT NOT NULL,
  instance TEXT,
  host     TEXT NOT NULL,
  service  TEXT NOT NULL,
  text     TEXT,
  error    TEXT                  -- of the last try; once told: why it was not
) STRICT;
CREATE INDEX message_due ON message (due_at) WHERE told_at = 0;
CREATE INDEX message_object ON message (host, service) WHERE told_at = 0;

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

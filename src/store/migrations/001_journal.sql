CREATE TABLE local_schema (
  version INTEGER NOT NULL PRIMARY KEY,
  name TEXT NOT NULL
) STRICT;

CREATE TABLE journal_event (
  seq INTEGER NOT NULL PRIMARY KEY,
  time INTEGER NOT NULL,
  actor TEXT NOT NULL,
  kind TEXT NOT NULL,
  subject TEXT NOT NULL,
  prev BLOB NOT NULL,
  body TEXT NOT NULL,
  hash BLOB NOT NULL
) STRICT;
CREATE INDEX journal_event_kind ON journal_event (kind, seq);
CREATE INDEX journal_event_subject ON journal_event (subject, seq);
CREATE INDEX journal_event_actor ON journal_event (actor, seq);
CREATE INDEX journal_event_time ON journal_event (time, seq);

CREATE TABLE journal_private (
  seq INTEGER NOT NULL REFERENCES journal_event (seq),
  field TEXT NOT NULL,
  slot INTEGER NOT NULL,
  box BLOB NOT NULL,
  PRIMARY KEY (seq, field)
) STRICT;

CREATE TABLE journal_head (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  size INTEGER NOT NULL,
  last_hash BLOB NOT NULL,
  frontier BLOB NOT NULL,
  checkpoint TEXT NOT NULL
) STRICT;

CREATE TABLE journal_tile (
  level INTEGER NOT NULL,
  number INTEGER NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY (level, number)
) STRICT;

CREATE TABLE journal_checkpoint (
  size INTEGER NOT NULL,
  time INTEGER NOT NULL,
  text TEXT NOT NULL,
  PRIMARY KEY (size, time)
) STRICT;

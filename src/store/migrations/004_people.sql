CREATE TABLE unit (
  code TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  parent TEXT NOT NULL,
  since TEXT NOT NULL,
  until TEXT NOT NULL,
  ended_by TEXT NOT NULL,
  successor TEXT NOT NULL
) STRICT;
CREATE INDEX unit_parent ON unit (parent);

CREATE TABLE unit_history (
  unit TEXT NOT NULL REFERENCES unit (code),
  seq INTEGER NOT NULL,
  what TEXT NOT NULL,
  day TEXT NOT NULL,
  until TEXT NOT NULL,
  name TEXT NOT NULL,
  kind TEXT NOT NULL,
  parent TEXT NOT NULL,
  other TEXT NOT NULL,
  basis TEXT NOT NULL,
  PRIMARY KEY (unit, seq)
) STRICT;
CREATE INDEX unit_history_day ON unit_history (unit, day);
CREATE INDEX unit_history_parent ON unit_history (parent, day);

CREATE TABLE person (
  id TEXT NOT NULL PRIMARY KEY,
  name TEXT NOT NULL,
  unit TEXT NOT NULL REFERENCES unit (code),
  post TEXT NOT NULL,
  since TEXT NOT NULL,
  until TEXT NOT NULL,
  why TEXT NOT NULL
) STRICT;
CREATE INDEX person_unit ON person (unit);

CREATE TABLE person_post (
  person TEXT NOT NULL REFERENCES person (id),
  seq INTEGER NOT NULL,
  unit TEXT NOT NULL REFERENCES unit (code),
  post TEXT NOT NULL,
  since TEXT NOT NULL,
  until TEXT NOT NULL,
  basis TEXT NOT NULL,
  PRIMARY KEY (person, seq)
) STRICT;
CREATE INDEX person_post_unit ON person_post (unit, since);

CREATE TABLE duty (
  seq INTEGER NOT NULL PRIMARY KEY,
  person TEXT NOT NULL REFERENCES person (id),
  unit TEXT NOT NULL REFERENCES unit (code),
  duty TEXT NOT NULL,
  mode TEXT NOT NULL,
  decision TEXT NOT NULL,
  since TEXT NOT NULL,
  until TEXT NOT NULL
) STRICT;
CREATE INDEX duty_person ON duty (person);
CREATE INDEX duty_unit ON duty (unit, duty);

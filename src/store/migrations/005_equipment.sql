CREATE TABLE machine (
  code TEXT NOT NULL PRIMARY KEY,
  unit TEXT NOT NULL REFERENCES unit (code),
  purpose TEXT NOT NULL,
  network TEXT NOT NULL,
  label TEXT NOT NULL,
  since TEXT NOT NULL,
  until TEXT NOT NULL,
  reason TEXT NOT NULL
) STRICT;
CREATE INDEX machine_unit ON machine (unit);

CREATE TABLE machine_history (
  machine TEXT NOT NULL REFERENCES machine (code),
  seq INTEGER NOT NULL,
  what TEXT NOT NULL,
  day TEXT NOT NULL,
  until TEXT NOT NULL,
  unit TEXT NOT NULL REFERENCES unit (code),
  purpose TEXT NOT NULL,
  network TEXT NOT NULL,
  label TEXT NOT NULL,
  basis TEXT NOT NULL,
  PRIMARY KEY (machine, seq)
) STRICT;
CREATE INDEX machine_history_unit ON machine_history (unit, day);

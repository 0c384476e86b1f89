CREATE TABLE scan_fact (
  seq INTEGER NOT NULL PRIMARY KEY,
  scan TEXT NOT NULL REFERENCES scan (id),
  fact TEXT NOT NULL,
  name TEXT NOT NULL,
  said TEXT NOT NULL,
  count INTEGER NOT NULL,
  amount INTEGER NOT NULL,
  milliseconds INTEGER NOT NULL,
  path TEXT NOT NULL
) STRICT;
CREATE INDEX scan_fact_scan ON scan_fact (scan, seq);

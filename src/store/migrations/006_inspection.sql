CREATE TABLE inspection_key (
  id TEXT NOT NULL PRIMARY KEY,
  team TEXT NOT NULL,
  public_key TEXT NOT NULL,
  valid_until TEXT NOT NULL,
  issued INTEGER NOT NULL,
  issued_by TEXT NOT NULL,
  revoked INTEGER NOT NULL,
  revoked_by TEXT NOT NULL,
  grounds TEXT NOT NULL
) STRICT;

CREATE TABLE scan (
  id TEXT NOT NULL PRIMARY KEY,
  seq INTEGER NOT NULL,
  machine TEXT NOT NULL,
  unit TEXT NOT NULL,
  authority TEXT NOT NULL,
  team TEXT NOT NULL,
  signing_key TEXT NOT NULL,
  signed INTEGER NOT NULL,
  started INTEGER NOT NULL,
  finished INTEGER NOT NULL,
  files INTEGER NOT NULL,
  members INTEGER NOT NULL,
  bytes INTEGER NOT NULL,
  findings INTEGER NOT NULL,
  hints INTEGER NOT NULL,
  unread INTEGER NOT NULL,
  seconds INTEGER NOT NULL,
  keep_as TEXT NOT NULL,
  report TEXT NOT NULL,
  names TEXT NOT NULL,
  jail TEXT NOT NULL,
  stopped INTEGER NOT NULL,
  imported INTEGER NOT NULL,
  imported_by TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX scan_report ON scan (report);
CREATE INDEX scan_machine ON scan (machine, seq);
CREATE INDEX scan_machine_started ON scan (machine, started);
CREATE INDEX scan_unit ON scan (unit, started);
CREATE INDEX scan_seq ON scan (seq);

CREATE TABLE scan_detail (
  scan TEXT NOT NULL PRIMARY KEY REFERENCES scan (id),
  host TEXT NOT NULL,
  matched TEXT NOT NULL,
  trust TEXT NOT NULL,
  signer TEXT NOT NULL,
  content TEXT NOT NULL,
  software TEXT NOT NULL,
  made INTEGER NOT NULL,
  exposures INTEGER NOT NULL,
  links INTEGER NOT NULL,
  special INTEGER NOT NULL,
  gone INTEGER NOT NULL,
  restarts INTEGER NOT NULL,
  milliseconds INTEGER NOT NULL,
  roots TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX scan_detail_content ON scan_detail (content);

CREATE TABLE finding (
  id TEXT NOT NULL PRIMARY KEY,
  scan TEXT NOT NULL REFERENCES scan (id),
  number INTEGER NOT NULL,
  level TEXT NOT NULL,
  confidence INTEGER NOT NULL,
  hint INTEGER NOT NULL,
  declassified INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  size INTEGER NOT NULL,
  modified INTEGER NOT NULL,
  extension TEXT NOT NULL,
  depth INTEGER NOT NULL,
  cut INTEGER NOT NULL,
  path TEXT NOT NULL,
  members TEXT NOT NULL,
  reasons TEXT NOT NULL,
  met TEXT NOT NULL,
  recorded INTEGER NOT NULL,
  decision TEXT NOT NULL,
  decided INTEGER NOT NULL,
  decided_seq INTEGER NOT NULL,
  decided_by TEXT NOT NULL,
  grounds TEXT NOT NULL,
  measure TEXT NOT NULL,
  same_as TEXT NOT NULL
) STRICT;
CREATE INDEX finding_scan ON finding (scan, hint, decision, confidence);
CREATE INDEX finding_sha256 ON finding (sha256, decided_seq);
CREATE INDEX finding_decision ON finding (decision, hint, recorded);
CREATE INDEX finding_same_as ON finding (same_as);

CREATE TABLE unread_count (
  scan TEXT NOT NULL REFERENCES scan (id),
  grade TEXT NOT NULL,
  count INTEGER NOT NULL,
  partial INTEGER NOT NULL,
  listed INTEGER NOT NULL,
  PRIMARY KEY (scan, grade)
) STRICT;

CREATE TABLE unread_file (
  seq INTEGER NOT NULL PRIMARY KEY,
  scan TEXT NOT NULL REFERENCES scan (id),
  grade TEXT NOT NULL,
  partial INTEGER NOT NULL,
  detail TEXT NOT NULL,
  extension TEXT NOT NULL,
  depth INTEGER NOT NULL,
  cut INTEGER NOT NULL,
  path TEXT NOT NULL,
  members TEXT NOT NULL
) STRICT;
CREATE INDEX unread_file_scan ON unread_file (scan, grade, seq);

CREATE TABLE exposure (
  seq INTEGER NOT NULL PRIMARY KEY,
  scan TEXT NOT NULL REFERENCES scan (id),
  exposure TEXT NOT NULL,
  what TEXT NOT NULL,
  first_seen TEXT NOT NULL,
  last_seen TEXT NOT NULL,
  source TEXT NOT NULL,
  certainty TEXT NOT NULL,
  path TEXT NOT NULL
) STRICT;
CREATE INDEX exposure_scan ON exposure (scan, exposure, seq);

CREATE TABLE account (
  name TEXT NOT NULL PRIMARY KEY,
  person TEXT NOT NULL,
  password TEXT NOT NULL,
  totp TEXT NOT NULL,
  created INTEGER NOT NULL,
  closed INTEGER NOT NULL
) STRICT;

CREATE TABLE account_role (
  account TEXT NOT NULL REFERENCES account (name),
  role TEXT NOT NULL,
  seq INTEGER NOT NULL,
  PRIMARY KEY (account, role)
) STRICT;

CREATE TABLE account_password_used (
  account TEXT NOT NULL REFERENCES account (name),
  seq INTEGER NOT NULL,
  password TEXT NOT NULL,
  PRIMARY KEY (account, seq)
) STRICT;

CREATE TABLE local_session (
  token BLOB NOT NULL PRIMARY KEY,
  account TEXT NOT NULL,
  opened INTEGER NOT NULL,
  seen INTEGER NOT NULL
) STRICT;
CREATE INDEX local_session_account ON local_session (account);

CREATE TABLE local_throttle (
  account TEXT NOT NULL PRIMARY KEY,
  failures INTEGER NOT NULL,
  until INTEGER NOT NULL
) STRICT;

CREATE TABLE local_preference (
  account TEXT NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (account, name)
) STRICT;

-- name: account_insert
INSERT INTO account (name, person, password, totp, created, closed)
VALUES (:subject, :person, :password, '', :time, 0)
-- name: role_insert
INSERT INTO account_role (account, role, seq) VALUES (:subject, :role, :seq) ON CONFLICT DO NOTHING
-- name: role_delete
DELETE FROM account_role WHERE account = :subject AND role = :role
-- name: password_update
UPDATE account SET password = :password WHERE name = :subject
-- name: password_memory
INSERT INTO account_password_used (account, seq, password) VALUES (:subject, :seq, :password)
-- name: totp_update
UPDATE account SET totp = :secret WHERE name = :subject
-- name: totp_clear
UPDATE account SET totp = '' WHERE name = :subject
-- name: account_close
UPDATE account SET closed = :time WHERE name = :subject
-- name: account_get
SELECT name, person, password, totp, created, closed FROM account WHERE name = :name
-- name: account_list
-- scan: all accounts of one site are shown, some hundreds
SELECT name, person, totp, created, closed FROM account ORDER BY closed, name
-- name: roles
SELECT role FROM account_role WHERE account = :account ORDER BY role
-- name: accounts_with_role
SELECT COUNT(*) FROM account_role r JOIN account a ON a.name = r.account WHERE r.role = :role AND a.closed = 0
-- name: session_insert
INSERT INTO local_session (token, account, opened, seen) VALUES (:token, :account, :opened, :seen)
-- name: session_get
SELECT account, opened, seen FROM local_session WHERE token = :token
-- name: session_touch
UPDATE local_session SET seen = :seen WHERE token = :token
-- name: session_delete
DELETE FROM local_session WHERE token = :token
-- name: sessions_expire
-- scan: open sessions, some dozens
DELETE FROM local_session WHERE opened < :opened OR seen < :seen
-- name: throttle_get
SELECT failures, until FROM local_throttle WHERE account = :account
-- name: throttle_set
INSERT INTO local_throttle (account, failures, until) VALUES (:account, :failures, :until)
ON CONFLICT (account) DO UPDATE SET failures = excluded.failures, until = excluded.until
-- name: throttle_delete
DELETE FROM local_throttle WHERE account = :account
-- name: preference_get
SELECT value FROM local_preference WHERE account = :account AND name = :name
-- name: preference_set
INSERT INTO local_preference (account, name, value) VALUES (:account, :name, :value)
ON CONFLICT (account, name) DO UPDATE SET value = excluded.value
-- name: passwords_used
SELECT password FROM account_password_used WHERE account = :account ORDER BY seq DESC LIMIT 3

-- name: site_insert
INSERT INTO site (id, key, agency, agency_code, superior, tier, premises, profile, demo, created)
VALUES (:subject, :key, :agency, :agency_code, :superior, :tier, :premises, :profile, :demo, :time)
-- name: site_get
-- scan: one row
SELECT id, key, agency, agency_code, superior, tier, premises, profile, demo, created FROM site
-- name: setting_set
INSERT INTO setting (name, value, seq) VALUES (:subject, :value, :seq)
ON CONFLICT (name) DO UPDATE SET value = excluded.value, seq = excluded.seq
-- name: setting_get
SELECT value FROM setting WHERE name = :name
-- name: backup_made
INSERT INTO backup (seq, time, what, entries, bytes, hash) VALUES (:seq, :time, 'made', :entries, :bytes, :hash)
-- name: backup_restored
INSERT INTO backup (seq, time, what, entries, bytes, hash) VALUES (:seq, :time, 'restored', :entries, 0, :hash)
-- name: backup_last
-- scan: the last rows by primary key
SELECT time, entries, bytes FROM backup WHERE what = 'made' ORDER BY seq DESC LIMIT 1
-- name: backup_file_put
INSERT INTO local_backup_file (name, content) VALUES (:name, :content)
-- name: backup_file_list
SELECT name, content FROM local_backup_file ORDER BY name

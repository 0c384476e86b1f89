-- name: schema_version
SELECT COALESCE(MAX(version), 0) FROM local_schema
-- name: schema_add
INSERT INTO local_schema (version, name) VALUES (:version, :name)

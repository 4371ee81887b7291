-- Times are Unix milliseconds, UTC.

CREATE TABLE meta (
    name  TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE counters (
    name  TEXT    NOT NULL PRIMARY KEY,
    value INTEGER NOT NULL
) WITHOUT ROWID;

INSERT INTO meta (name, value) VALUES ('installation', lower(hex(randomblob(16))));
INSERT INTO counters (name, value) VALUES ('keys_revision', 0);

CREATE TABLE keys (
    id                  TEXT    NOT NULL PRIMARY KEY,
    revision            INTEGER NOT NULL,
    name                TEXT    NOT NULL,
    org                 TEXT    NOT NULL,
    team                TEXT    NOT NULL,
    user                TEXT    NOT NULL,
    hash                BLOB    NOT NULL CHECK (length(hash) = 32),
    previous_hash       BLOB    CHECK (length(previous_hash) = 32),
    previous_until      INTEGER,
    hint                TEXT    NOT NULL,
    models              TEXT    NOT NULL,
    labels              TEXT    NOT NULL,
    expires_at          INTEGER,
    enabled             INTEGER NOT NULL CHECK (enabled IN (0, 1)),
    requests_per_minute INTEGER CHECK (requests_per_minute > 0),
    passthrough         INTEGER NOT NULL CHECK (passthrough IN (0, 1)),
    capture_content     INTEGER NOT NULL CHECK (capture_content IN (0, 1)),
    billing             TEXT    NOT NULL DEFAULT 'none',
    created_at          INTEGER NOT NULL,
    rotated_at          INTEGER,
    changed_at          INTEGER NOT NULL,
    revoked_at          INTEGER
) WITHOUT ROWID;

CREATE UNIQUE INDEX keys_hash ON keys (hash);
CREATE UNIQUE INDEX keys_org_name ON keys (org, name) WHERE revoked_at IS NULL;
CREATE INDEX keys_revision ON keys (revision);
CREATE INDEX keys_revoked ON keys (revoked_at) WHERE revoked_at IS NOT NULL;

CREATE TABLE provider_secrets (
    name        TEXT    NOT NULL PRIMARY KEY,
    version     INTEGER NOT NULL CHECK (version > 0),
    master_key  TEXT    NOT NULL,
    wrapped_key BLOB    NOT NULL,
    content     BLOB    NOT NULL,
    changed_at  INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX provider_secrets_master_key ON provider_secrets (master_key);

CREATE TABLE audit (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    at          INTEGER NOT NULL,
    actor       TEXT    NOT NULL,
    action      TEXT    NOT NULL,
    target      TEXT    NOT NULL,
    org         TEXT    NOT NULL,
    address     TEXT    NOT NULL,
    tls         TEXT    NOT NULL,
    certificate TEXT    NOT NULL,
    request_id  TEXT    NOT NULL,
    before      TEXT,
    after       TEXT
);

CREATE INDEX audit_target ON audit (target, id);
CREATE INDEX audit_org ON audit (org, id);

CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
CREATE TRIGGER audit_is_not_removed BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;

-- Providers and models that were added by API. Their secrets lie sealed in provider_secrets, under registry/ID.

INSERT INTO counters (name, value) VALUES ('registry_revision', 0);

CREATE TABLE registry (
    id            TEXT    NOT NULL PRIMARY KEY,
    revision      INTEGER NOT NULL,
    kind          TEXT    NOT NULL CHECK (kind IN ('provider', 'model')),
    name          TEXT    NOT NULL,
    document      TEXT    NOT NULL,
    token_hash    BLOB    CHECK (length(token_hash) = 32),
    created_at    INTEGER NOT NULL,
    changed_at    INTEGER NOT NULL
) WITHOUT ROWID;

CREATE UNIQUE INDEX registry_kind_name ON registry (kind, name);

-- Written every few seconds at most, and without a revision: nobody reads the registry again because of a heartbeat.
CREATE TABLE registry_heartbeats (
    id     TEXT    NOT NULL PRIMARY KEY,
    at     INTEGER NOT NULL,
    missed INTEGER NOT NULL CHECK (missed IN (0, 1))
) WITHOUT ROWID;

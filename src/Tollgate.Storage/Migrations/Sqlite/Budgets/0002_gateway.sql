-- What this gateway is known by where several count budgets together: its part stays its own over restarts.
CREATE TABLE gateway (
    id TEXT NOT NULL PRIMARY KEY
) WITHOUT ROWID;

INSERT INTO gateway (id) VALUES (lower(hex(randomblob(8))));

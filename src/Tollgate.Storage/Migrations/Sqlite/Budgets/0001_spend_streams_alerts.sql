-- Times are Unix milliseconds, UTC. Money is nano-USD.

-- What was spent. from_ms is the first moment of the period.
CREATE TABLE spend (
    meter    TEXT    NOT NULL,
    subject  TEXT    NOT NULL,
    from_ms  INTEGER NOT NULL,
    name     TEXT    NOT NULL,
    nano_usd INTEGER NOT NULL,
    PRIMARY KEY (meter, subject, from_ms)
) WITHOUT ROWID;

CREATE INDEX spend_from ON spend (from_ms);

-- Which records are in those sums: the counts taken of each loop of each process, as ranges.
CREATE TABLE streams (
    stream INTEGER PRIMARY KEY,
    taken  TEXT    NOT NULL,
    at_ms  INTEGER NOT NULL
);

-- And which amendments.
CREATE TABLE amended (
    id BLOB NOT NULL PRIMARY KEY CHECK (length(id) = 16)
) WITHOUT ROWID;

CREATE TABLE alerts (
    number  INTEGER PRIMARY KEY AUTOINCREMENT,
    budget  TEXT    NOT NULL,
    scope   TEXT    NOT NULL,
    subject TEXT    NOT NULL,
    name    TEXT    NOT NULL,
    period  TEXT    NOT NULL,
    from_ms INTEGER NOT NULL,
    percent INTEGER NOT NULL,
    spent   INTEGER NOT NULL,
    amount  INTEGER NOT NULL,
    at_ms   INTEGER NOT NULL,
    told    INTEGER NOT NULL DEFAULT 0 CHECK (told IN (0, 1)),
    UNIQUE (budget, subject, from_ms, percent)
);

CREATE INDEX alerts_untold ON alerts (told) WHERE told = 0;

-- Captured content of one UTC day; it goes earlier than the requests. chunks = JSON array.
CREATE TABLE contents (
    number INTEGER PRIMARY KEY,
    id BLOB NOT NULL UNIQUE,
    request TEXT NOT NULL,
    response TEXT NOT NULL,
    chunks TEXT NOT NULL,
    truncated INTEGER NOT NULL
);

-- How each request found its target, packed (ExplainCodec), and how many microseconds it waited in a queue.
ALTER TABLE requests ADD COLUMN queued INTEGER NOT NULL DEFAULT 0;
ALTER TABLE requests ADD COLUMN explain BLOB;

-- How each request found its target, packed by the gateway and in base64, and how many microseconds it waited in a queue.
-- A constant default rewrites no row, and partitions follow their parent.
ALTER TABLE requests
    ADD COLUMN queue_us bigint NOT NULL DEFAULT 0,
    ADD COLUMN explain text COLLATE "C" NOT NULL DEFAULT '';

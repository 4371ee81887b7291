-- Finished requests, their captured content, and totals by hour and by day. A day's rows are a partition of their own: the first 48 bits
-- of an id are the time in milliseconds, so the id alone says where a row belongs.

CREATE TABLE requests (
    id uuid NOT NULL,
    time timestamptz NOT NULL,
    revision bigint NOT NULL,
    request_id text COLLATE "C" NOT NULL,
    trace_id text COLLATE "C" NOT NULL,
    node text COLLATE "C" NOT NULL,
    client_address text COLLATE "C" NOT NULL,
    method text COLLATE "C" NOT NULL,
    path text COLLATE "C" NOT NULL,
    surface text COLLATE "C" NOT NULL,
    key_name text COLLATE "C" NOT NULL,
    org text COLLATE "C" NOT NULL,
    team text COLLATE "C" NOT NULL,
    user_name text COLLATE "C" NOT NULL,
    app text COLLATE "C" NOT NULL,
    provider text COLLATE "C" NOT NULL,
    model text COLLATE "C" NOT NULL,
    model_served text COLLATE "C" NOT NULL,
    status bigint NOT NULL,
    error_class text COLLATE "C" NOT NULL,
    fault text COLLATE "C" NOT NULL,
    attempts bigint NOT NULL,
    streamed boolean NOT NULL,
    cancelled boolean NOT NULL,
    tokens_in bigint NOT NULL,
    tokens_cached bigint NOT NULL,
    tokens_cache_write bigint NOT NULL,
    tokens_cache_write_1h bigint NOT NULL,
    tokens_out bigint NOT NULL,
    tokens_reasoning bigint NOT NULL,
    tokens_audio_in bigint NOT NULL,
    tokens_audio_out bigint NOT NULL,
    tokens_image_in bigint NOT NULL,
    tokens_image_out bigint NOT NULL,
    tokens_total bigint NOT NULL,
    usage_source text COLLATE "C" NOT NULL,
    cost_nanousd bigint NOT NULL,
    price_state text COLLATE "C" NOT NULL,
    request_bytes bigint NOT NULL,
    response_bytes bigint NOT NULL,
    events bigint NOT NULL,
    ttft_us bigint NOT NULL,
    ttfa_us bigint NOT NULL,
    total_us bigint NOT NULL,
    upstream_us bigint NOT NULL,
    overhead_us bigint NOT NULL,
    group_id uuid NOT NULL,
    PRIMARY KEY (id)
) PARTITION BY RANGE (id);

CREATE INDEX requests_request_id ON requests (request_id);

CREATE TABLE request_contents (
    id uuid NOT NULL,
    request text NOT NULL,
    response text NOT NULL,
    response_chunks text[] NOT NULL,
    truncated boolean NOT NULL,
    PRIMARY KEY (id)
) PARTITION BY RANGE (id);

-- What totals are grouped by. The id is a digest of the rest.
CREATE TABLE request_groups (
    id uuid PRIMARY KEY,
    key_name text COLLATE "C" NOT NULL,
    org text COLLATE "C" NOT NULL,
    team text COLLATE "C" NOT NULL,
    user_name text COLLATE "C" NOT NULL,
    app text COLLATE "C" NOT NULL,
    provider text COLLATE "C" NOT NULL,
    model text COLLATE "C" NOT NULL,
    surface text COLLATE "C" NOT NULL,
    status bigint NOT NULL,
    error_class text COLLATE "C" NOT NULL
);

CREATE TABLE request_hours (
    bucket timestamptz NOT NULL,
    group_id uuid NOT NULL,
    requests bigint NOT NULL,
    errors bigint NOT NULL,
    unpriced bigint NOT NULL,
    tokens_in bigint NOT NULL,
    tokens_cached bigint NOT NULL,
    tokens_cache_write bigint NOT NULL,
    tokens_out bigint NOT NULL,
    tokens_reasoning bigint NOT NULL,
    cost_nanousd bigint NOT NULL,
    duration_us bigint NOT NULL,
    ttft_us bigint NOT NULL,
    ttft_count bigint NOT NULL,
    PRIMARY KEY (bucket, group_id)
) WITH (fillfactor = 70);

CREATE TABLE request_days (LIKE request_hours INCLUDING ALL) WITH (fillfactor = 70);

-- Days before this one are gone, and their records with them: a late one is not written any more.
CREATE TABLE request_log_state (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    first_day date NOT NULL
);

INSERT INTO request_log_state (first_day) VALUES ('1970-01-01');

CREATE FUNCTION tollgate_day_id(day date) RETURNS uuid LANGUAGE sql IMMUTABLE STRICT AS $$
    SELECT (lpad(to_hex((day - DATE '1970-01-01')::bigint * 86400000), 12, '0') || repeat('0', 20))::uuid
$$;

-- Looks into the catalogue itself: to_regclass may answer from before the lock was waited for.
CREATE FUNCTION tollgate_has_partition(parent text, child text) RETURNS boolean LANGUAGE sql STRICT AS $$
    SELECT EXISTS (SELECT FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = parent::regclass AND c.relname = child)
$$;

-- Makes room for a day; false where that day is gone already. Replicas may ask at once.
CREATE FUNCTION tollgate_add_day(day date) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    parent text;
    child text;
BEGIN
    IF EXISTS (SELECT FROM request_log_state WHERE first_day > day) THEN
        RETURN false;
    END IF;

    FOREACH parent IN ARRAY ARRAY['requests', 'request_contents'] LOOP
        child := parent || '_' || to_char(day, 'YYYYMMDD');
        IF NOT tollgate_has_partition(parent, child) THEN
            PERFORM pg_advisory_xact_lock(7166001);
            IF NOT tollgate_has_partition(parent, child) THEN
                EXECUTE format('CREATE TABLE %I (LIKE %I INCLUDING DEFAULTS INCLUDING STORAGE)', child, parent);
                EXECUTE format(
                    'ALTER TABLE %I ATTACH PARTITION %I FOR VALUES FROM (%L) TO (%L)',
                    parent, child, tollgate_day_id(day), tollgate_day_id(day + 1));
            END IF;
        END IF;
    END LOOP;

    RETURN true;
END
$$;

-- Drops whole days, oldest first; captured content may go before its requests. Says how many partitions went.
CREATE FUNCTION tollgate_drop_days(requests_before date, contents_before date) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    part record;
    dropped integer := 0;
BEGIN
    PERFORM pg_advisory_xact_lock(7166001);
    UPDATE request_log_state SET first_day = requests_before WHERE first_day < requests_before;
    FOR part IN
        SELECT c.oid::regclass AS name
        FROM pg_inherits i
        JOIN pg_class c ON c.oid = i.inhrelid
        WHERE (i.inhparent = 'requests'::regclass AND c.relname < 'requests_' || to_char(requests_before, 'YYYYMMDD'))
           OR (i.inhparent = 'request_contents'::regclass AND c.relname < 'request_contents_' || to_char(contents_before, 'YYYYMMDD'))
        ORDER BY right(c.relname, 8)
    LOOP
        EXECUTE format('DROP TABLE %s', part.name);
        dropped := dropped + 1;
    END LOOP;

    RETURN dropped;
END
$$;

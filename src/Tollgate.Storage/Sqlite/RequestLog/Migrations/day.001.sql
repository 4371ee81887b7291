-- One UTC day of requests. Every row belongs to a group: its hour and its ten dimensions, which the row therefore does not repeat.

-- Texts that repeat. 0 is the empty text, 1 is "other". Where a column may hold a text or its number, an INTEGER is the number.
CREATE TABLE texts (
    id INTEGER PRIMARY KEY,
    value TEXT NOT NULL UNIQUE
);
INSERT INTO texts (id, value) VALUES (0, ''), (1, 'other');

-- The rollup: sums over the rows of each group. id = hour of the day << 24 | number; minutes = bit per minute that may have rows.
CREATE TABLE groups (
    id INTEGER PRIMARY KEY,
    key INTEGER NOT NULL,
    org INTEGER NOT NULL,
    team INTEGER NOT NULL,
    user INTEGER NOT NULL,
    app INTEGER NOT NULL,
    provider INTEGER NOT NULL,
    model INTEGER NOT NULL,
    surface INTEGER NOT NULL,
    status INTEGER NOT NULL,
    error INTEGER NOT NULL,
    minutes INTEGER NOT NULL,
    requests INTEGER NOT NULL,
    errors INTEGER NOT NULL,
    unpriced INTEGER NOT NULL,
    input INTEGER NOT NULL,
    cached INTEGER NOT NULL,
    cache_write INTEGER NOT NULL,
    output INTEGER NOT NULL,
    reasoning INTEGER NOT NULL,
    cost INTEGER NOT NULL,
    duration INTEGER NOT NULL,
    ttft INTEGER NOT NULL,
    ttft_count INTEGER NOT NULL
);
-- Groups are some thousands an hour: indexes on them cost next to nothing, and spare indexes on the rows.
CREATE INDEX groups_key ON groups (key);
CREATE INDEX groups_org ON groups (org);
CREATE INDEX groups_team ON groups (team);
CREATE INDEX groups_user ON groups (user);
CREATE INDEX groups_app ON groups (app);
CREATE INDEX groups_provider ON groups (provider);
CREATE INDEX groups_model ON groups (model);
CREATE INDEX groups_surface ON groups (surface);
CREATE INDEX groups_status ON groups (status);
CREATE INDEX groups_error ON groups (error);

-- id = record id, in the order of time. own = JSON array of the eight texts where the group says "other" instead of one of them.
CREATE TABLE requests (
    id BLOB PRIMARY KEY,
    grp INTEGER NOT NULL,
    rid INTEGER,
    request_id TEXT NOT NULL,
    revision INTEGER NOT NULL,
    trace NOT NULL,
    node NOT NULL,
    address NOT NULL,
    method NOT NULL,
    path NOT NULL,
    served NOT NULL,
    fault INTEGER NOT NULL,
    attempts INTEGER NOT NULL,
    flags INTEGER NOT NULL,
    input INTEGER NOT NULL,
    cached INTEGER NOT NULL,
    cache_write INTEGER NOT NULL,
    cache_write_1h INTEGER NOT NULL,
    output INTEGER NOT NULL,
    reasoning INTEGER NOT NULL,
    audio_in INTEGER NOT NULL,
    audio_out INTEGER NOT NULL,
    image_in INTEGER NOT NULL,
    image_out INTEGER NOT NULL,
    total_tokens INTEGER NOT NULL,
    usage_source INTEGER NOT NULL,
    cost INTEGER NOT NULL,
    price_state INTEGER NOT NULL,
    request_bytes INTEGER NOT NULL,
    response_bytes INTEGER NOT NULL,
    events INTEGER NOT NULL,
    ttft INTEGER NOT NULL,
    ttfa INTEGER NOT NULL,
    duration INTEGER NOT NULL,
    upstream INTEGER NOT NULL,
    overhead INTEGER NOT NULL,
    own TEXT
) WITHOUT ROWID;
-- rid = ten minutes of the day << 32 | hash of the request id: inserts stay together, a search tries 144 places a day.
CREATE INDEX requests_rid ON requests (rid) WHERE rid IS NOT NULL;

-- What a closed day's groups come to, packed: grain 1 = by hour and all dimensions, 2 = without hours,
-- 9 = hours alone, 10 to 19 = by hour and one dimension, 20 to 29 = by one dimension;
-- 256 to 511 = request ids by hash: the ten minutes in which to look for each. Any later write to the day removes them.
CREATE TABLE summaries (
    grain INTEGER PRIMARY KEY,
    block BLOB NOT NULL
);

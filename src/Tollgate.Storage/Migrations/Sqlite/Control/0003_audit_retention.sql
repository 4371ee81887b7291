-- Entries before a mark may go. Whoever prunes sets the mark and takes it back within the transaction that removes them and tells of it, so
-- that at any other time the trail can only grow.

INSERT INTO counters (name, value) VALUES ('audit_pruned_before', 0);

DROP TRIGGER audit_is_not_removed;
CREATE TRIGGER audit_is_not_removed BEFORE DELETE ON audit
WHEN OLD.at >= (SELECT value FROM counters WHERE name = 'audit_pruned_before')
BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;

CREATE INDEX audit_at ON audit (at);

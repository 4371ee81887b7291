-- Totals of days whose rows are gone. day = days since 1970; block = a packed summary of the whole day.
CREATE TABLE days (
    day INTEGER PRIMARY KEY,
    block BLOB NOT NULL
);

-- The studio's records. Every table is STRICT; every record has an opaque id that stays its own through export and import.
-- `version` comes from one counter that only rises: a change names the version that it saw.
-- `entry` is the counter when a record was entered: the order of records of one second.

CREATE TABLE counter (only INTEGER PRIMARY KEY CHECK (only = 1), version INTEGER NOT NULL, vacuum_due INTEGER NOT NULL) STRICT;
INSERT INTO counter VALUES (1, 0, 0);

-- The client that is being erased, within the transaction that erases: opens what is else immutable.
CREATE TABLE erasing (client_id TEXT PRIMARY KEY) STRICT;

CREATE TABLE clients (
    id TEXT PRIMARY KEY,
    version INTEGER NOT NULL,
    code TEXT NOT NULL,
    code_folded TEXT NOT NULL UNIQUE, -- so that k-07 and K-07 are one client
    created_at TEXT NOT NULL,
    created_on TEXT NOT NULL,
    notes TEXT NOT NULL,
    health_note TEXT NOT NULL
) STRICT;

CREATE TABLE consents (
    id TEXT PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES clients (id),
    kind TEXT NOT NULL CHECK (kind IN ('treatment', 'photo_keep', 'photo_show', 'photo_publish', 'research')),
    given_on TEXT,
    withdrawn_on TEXT,
    note TEXT NOT NULL,
    UNIQUE (client_id, kind)
) STRICT;

CREATE TABLE readings (
    id TEXT PRIMARY KEY,
    entry INTEGER NOT NULL,
    version INTEGER NOT NULL,
    client_id TEXT REFERENCES clients (id), -- NULL: not attached yet
    detached INTEGER NOT NULL CHECK (detached IN (0, 1)), -- taken off the client's list; still goes when the client is erased
    role TEXT NOT NULL,
    taken_on TEXT,
    name TEXT NOT NULL,
    said TEXT NOT NULL CHECK (json_valid(said)),
    sha256 TEXT NOT NULL,
    source BLOB NOT NULL,
    summary TEXT NOT NULL CHECK (json_valid(summary)), -- of what was read from it; made anew from the source whenever needed
    added_at TEXT NOT NULL
) STRICT;
CREATE INDEX readings_of_client ON readings (client_id);
CREATE INDEX readings_by_content ON readings (sha256);
CREATE TRIGGER reading_source_stays BEFORE UPDATE OF id, source, sha256, name, added_at ON readings
BEGIN SELECT RAISE(ABORT, 'the source of a reading is immutable'); END;

CREATE TABLE drafts (
    id TEXT PRIMARY KEY,
    client_id TEXT NOT NULL REFERENCES clients (id),
    zone TEXT NOT NULL,
    version INTEGER NOT NULL,
    mix TEXT NOT NULL CHECK (json_valid(mix)),
    mixture TEXT CHECK (mixture IS NULL OR json_valid(mixture)),
    saved_at TEXT NOT NULL,
    UNIQUE (client_id, zone)
) STRICT;

CREATE TABLE cards (
    id TEXT PRIMARY KEY,
    entry INTEGER NOT NULL,
    client_id TEXT NOT NULL REFERENCES clients (id),
    code TEXT NOT NULL, -- the client's, when the card was issued
    issued_at TEXT NOT NULL,
    kind TEXT NOT NULL,
    zone TEXT NOT NULL,
    headline TEXT NOT NULL,
    line_version TEXT NOT NULL,
    model_version TEXT NOT NULL,
    mix TEXT NOT NULL CHECK (json_valid(mix)),
    mixture TEXT CHECK (mixture IS NULL OR json_valid(mixture)),
    card TEXT NOT NULL CHECK (json_valid(card)),
    card_text TEXT NOT NULL,
    html TEXT NOT NULL,
    sha256 TEXT NOT NULL -- of all that was issued
) STRICT;
CREATE INDEX cards_of_client ON cards (client_id);
CREATE TRIGGER card_is_immutable BEFORE UPDATE ON cards
BEGIN SELECT RAISE(ABORT, 'a card is immutable once issued'); END;
CREATE TRIGGER card_goes_with_its_client BEFORE DELETE ON cards
WHEN NOT EXISTS (SELECT 1 FROM erasing WHERE client_id = OLD.client_id)
BEGIN SELECT RAISE(ABORT, 'a card is deleted only when its client is erased'); END;

CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    entry INTEGER NOT NULL,
    version INTEGER NOT NULL,
    client_id TEXT NOT NULL REFERENCES clients (id),
    card_id TEXT REFERENCES cards (id),
    zone TEXT NOT NULL,
    done_on TEXT NOT NULL,
    entered_at TEXT NOT NULL,
    mixture TEXT NOT NULL CHECK (json_valid(mixture)),
    lots TEXT NOT NULL CHECK (json_valid(lots)),
    needle TEXT NOT NULL,
    needle_lot TEXT NOT NULL,
    who TEXT NOT NULL,
    density_per_cm2 REAL NOT NULL,
    diameter_mm REAL,
    top_mm REAL,
    bottom_mm REAL,
    ml_used REAL,
    note TEXT NOT NULL,
    healed_on TEXT,
    healed_reading_id TEXT REFERENCES readings (id),
    healed_l REAL,
    healed_a REAL,
    healed_b REAL
) STRICT;
CREATE INDEX sessions_of_client ON sessions (client_id);
CREATE INDEX sessions_of_reading ON sessions (healed_reading_id);
CREATE INDEX sessions_of_card ON sessions (card_id);

CREATE TABLE photos (
    id TEXT PRIMARY KEY,
    entry INTEGER NOT NULL,
    client_id TEXT NOT NULL REFERENCES clients (id),
    kind TEXT NOT NULL,
    taken_on TEXT,
    format TEXT NOT NULL CHECK (format IN ('JPEG', 'PNG')),
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    stripped TEXT NOT NULL CHECK (json_valid(stripped)),
    picture BLOB NOT NULL,
    added_at TEXT NOT NULL
) STRICT;
CREATE INDEX photos_of_client ON photos (client_id);

CREATE TABLE lines (
    id TEXT PRIMARY KEY,
    entry INTEGER NOT NULL,
    version INTEGER NOT NULL,
    hidden INTEGER NOT NULL CHECK (hidden IN (0, 1)), -- its import was undone
    kind TEXT NOT NULL,
    name TEXT NOT NULL, -- the file's
    sha256 TEXT NOT NULL,
    source BLOB NOT NULL, -- as it was given
    toml BLOB NOT NULL, -- as the engine reads it
    body TEXT NOT NULL CHECK (json_valid(body)), -- what is shown of it
    added_at TEXT NOT NULL
) STRICT;

CREATE TABLE bottles (
    id TEXT PRIMARY KEY,
    entry INTEGER NOT NULL,
    version INTEGER NOT NULL,
    line_id TEXT NOT NULL REFERENCES lines (id),
    ink TEXT NOT NULL,
    lot TEXT NOT NULL,
    expires TEXT,
    opened_on TEXT,
    ml_left REAL,
    low_below_ml REAL NOT NULL,
    discontinued INTEGER NOT NULL CHECK (discontinued IN (0, 1)),
    added_at TEXT NOT NULL
) STRICT;
CREATE INDEX bottles_of_line ON bottles (line_id);

CREATE TABLE settings (name TEXT PRIMARY KEY, value TEXT NOT NULL CHECK (json_valid(value))) STRICT;

-- Every edit with the rows before and after. `client_id` NULL: an edit of the shelf.
CREATE TABLE history (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    client_id TEXT REFERENCES clients (id),
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('edit', 'note', 'undo', 'redo')), -- only an edit can be undone
    state TEXT NOT NULL CHECK (state IN ('done', 'undone', 'dropped')), -- dropped: undone, then overtaken by another edit
    what TEXT NOT NULL,
    before TEXT NOT NULL CHECK (json_valid(before)),
    after TEXT NOT NULL CHECK (json_valid(after))
) STRICT;
CREATE INDEX history_of_client ON history (client_id);
CREATE TRIGGER history_stays BEFORE UPDATE OF number, id, client_id, at, who, kind, what, before, after ON history
BEGIN SELECT RAISE(ABORT, 'history is only added to'); END;
CREATE TRIGGER history_goes_with_its_client BEFORE DELETE ON history
WHEN NOT EXISTS (SELECT 1 FROM erasing WHERE client_id = OLD.client_id)
BEGIN SELECT RAISE(ABORT, 'history is deleted only when its client is erased'); END;

-- Who looked at what. It names a client by id alone, so that erasing a client leaves no name here.
CREATE TABLE trail (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    at TEXT NOT NULL,
    who TEXT NOT NULL,
    what TEXT NOT NULL,
    client_id TEXT
) STRICT;
CREATE TRIGGER trail_stays BEFORE UPDATE OF number, id, at, who, what ON trail
BEGIN SELECT RAISE(ABORT, 'the trail is only added to'); END;
CREATE TRIGGER trail_client_stays BEFORE UPDATE OF client_id ON trail
WHEN NOT EXISTS (SELECT 1 FROM erasing WHERE client_id = OLD.client_id)
BEGIN SELECT RAISE(ABORT, 'the trail is only added to'); END;
CREATE TRIGGER trail_is_kept BEFORE DELETE ON trail
BEGIN SELECT RAISE(ABORT, 'the trail is only added to'); END;

CREATE TABLE pin (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    salt BLOB NOT NULL,
    hash BLOB NOT NULL,
    n INTEGER NOT NULL,
    r INTEGER NOT NULL,
    p INTEGER NOT NULL,
    failures INTEGER NOT NULL,
    failed_at TEXT
) STRICT;

-- A healed reading of a later day belongs to a zone by itself, where no session names it as what healed.
ALTER TABLE readings ADD COLUMN zone TEXT CHECK (zone IS NULL OR zone IN ('hairline', 'mid', 'crown', 'sides', 'scar'));

"""One person: skin, hair, habits, and the client whose files say all of it."""

"""Files that come in and go out: one description gives the reader, the schema and the tables."""

"""All queries: rows to plain values and back. Never commits, never decides."""

"""When a doctor can be approved, what decides it, and what can wait. See docs/projection.md."""

"""Tables, sessions and migrations; nothing here knows a rule of training."""

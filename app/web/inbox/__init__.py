"""The inbox of every side, personal settings, the calendar feed."""

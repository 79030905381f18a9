"""The public side: what anybody may read."""

"""The coordinator side."""

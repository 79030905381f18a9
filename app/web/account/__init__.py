"""Signing in and out, language, sessions, and the demo picker."""

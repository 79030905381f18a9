"""Scheduled work: one table of jobs, run by one leader, or by hand from the command line."""

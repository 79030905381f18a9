"""The values that the rotation engines take and return: cases, plans, findings, results."""

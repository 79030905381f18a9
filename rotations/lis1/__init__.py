"""Sharing out LIS1 seats: six ways, a draw that anyone can check, and what each way does to whom.

Pure: no database, no screen, no clock, no chance beyond the draw that the intake names. The same
intake gives the same result whatever order its rows stand in. Start in `allocate`; the two
ways with an optimal sum are in `optimal`, which alone knows the solver.
"""

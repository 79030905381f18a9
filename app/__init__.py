"""The web application and everything that touches a database, a clock or a network."""

import os

# The forecast's matrices are small: threads of the linear algebra library only wait for each other
# (on a busy machine the fit of 46 specialties took 8 s with them and 0.4 s without).
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

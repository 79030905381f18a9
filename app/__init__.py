"""The web application and everything that touches a database, a clock or a network."""

"""The shop in a box: every server and process of a whole shop, started and watched on one machine.

It serves `make run` and the tests. No other module knows it exists: they read DATABASE_URL and REDIS_URL.
"""

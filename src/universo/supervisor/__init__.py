"""Behind `./universo`: install, start, supervise, test. Plain Python, no Django.

`door` and what it imports run before anything is installed, on the standard library alone; the
rest runs in the clone's own environment.
"""

"""Outside systems as they are met on the wire, each a process of its own: for demo mode and tests.

None of them imports the platform, which is told where one is by settings, as of a real one.
"""

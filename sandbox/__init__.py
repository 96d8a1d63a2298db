"""Stand-ins for the platforms Moorline talks to, over real HTTP on this machine.

They follow the vendors' documents and know nothing of Moorline itself.
"""

"""The domain: what a binding should be, what is seen of it, and what the difference means.

Nothing here does input or output, and no library that does is imported: rules, plans and readings
of what people typed are pure, and tested as such.
"""

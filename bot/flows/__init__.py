"""What the product does, a file for each thing; the only code that awaits storage and platforms.

A flow reads, commits, and calls outside after that; doing it twice is harmless. What it may use is
`bot.deps.Deps`.
"""

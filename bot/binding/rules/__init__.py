"""Everything that must hold for a binding: one file per subject, found by `bot.discover`."""

"""What Slack shows: pure, data in, a card or a modal out. `kit` alone spells Block Kit; the values
of a card's buttons stand beside it.
"""

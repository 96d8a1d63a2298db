"""Stores at work: tickets, codes, points, purchases, scheduled tasks, figures."""

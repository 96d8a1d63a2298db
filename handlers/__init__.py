"""The inbound edge, a file for each feature: its command, form and buttons together, or its routes.

A handler parses, calls one flow and returns a card. `declare` has the decorators; acknowledging,
authorising and rendering errors are `edge`'s and `page_edge`'s.
"""

"""One page on which a person plays operator, member and LINE-console administrator, live.

Hand-written ES modules and CSS under ``static/``; nothing is built and nothing is fetched from
elsewhere. The page knows the stand-ins only by their control sides, which `server` passes on.
"""

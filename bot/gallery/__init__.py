"""Everything people are shown, found by existing: each card, form and page with samples of what it
shows. The golden tests draw from it what Slack is sent, the sandbox a gallery to look at.
"""

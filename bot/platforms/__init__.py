"""Clients of LINE, LIFF, LINE Login and Slack. Vendors' errors become ours (`bot.errors`) here, and
nothing else in the program knows a vendor's addresses or answers.
"""

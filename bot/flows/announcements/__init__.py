"""The outbox told to Slack: one function for each kind of row."""

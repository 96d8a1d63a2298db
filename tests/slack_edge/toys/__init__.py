"""A few declarations to drive the edge with; shaped like real features, doing nothing outside."""

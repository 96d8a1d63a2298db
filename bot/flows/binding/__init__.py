"""An account bound: set-up, one look and what it means, repair, alerts."""

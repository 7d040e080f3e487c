"""What everything else speaks: events, snapshots, plans and decisions, all frozen data."""

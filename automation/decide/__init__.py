"""The pure core: from events, a snapshot and the configuration to a plan with its reasons."""

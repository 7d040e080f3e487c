"""The engine: store, queue, workers and clockwork that run the decisions of the pure core."""

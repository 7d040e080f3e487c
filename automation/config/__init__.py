"""The YAML: its model, loading with positions, faults in words, JSON Schema."""

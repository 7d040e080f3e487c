"""KPIs: from recorded history to figures (docs/reports.md)."""

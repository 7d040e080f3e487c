"""Sweeps: passes over existing issues, page by page, with what they find handed in like everything else."""

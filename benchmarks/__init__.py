"""Measurements: each module is one question; `make bench` asks them all and writes docs/benchmarks.md."""

"""Benchmarks; `python -m bench` lists them. Each measures against something named, in one run."""

"""Spark on a cluster of its own: run by `make test-spark`, not by `make test`."""

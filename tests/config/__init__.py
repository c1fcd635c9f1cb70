"""Tests of config: environment, command line, health, headers, error pages."""

"""What `make` needs before anything is installed: set-up and the tools of the tests."""

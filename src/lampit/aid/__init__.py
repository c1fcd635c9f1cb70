"""Aid: programmes of help, who received what, and whether anybody would receive the same twice."""

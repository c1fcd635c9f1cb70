"""Market: the public doors for buyers (Pasar): search, product and maker pages."""

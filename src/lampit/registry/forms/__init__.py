"""What people type in the registry: shapes and labels only; decisions are in `rules`."""

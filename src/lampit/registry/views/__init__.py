"""Pages of the registry: businesses at `/balai/usaha/`, imports at `/balai/impor/`."""

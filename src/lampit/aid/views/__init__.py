"""Pages of aid at `/balai/bantuan/`."""

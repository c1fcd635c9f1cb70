"""Pages of the measure room: planning, field work, answering, results."""

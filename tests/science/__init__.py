"""What the science room promises."""

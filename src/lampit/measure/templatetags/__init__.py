"""What the templates of the measure room say in their own words."""

"""Times that a text names: dates, months and seasons, and what is counted from today."""

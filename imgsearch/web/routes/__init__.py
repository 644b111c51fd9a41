"""What answers requests, a module for each part of the page."""

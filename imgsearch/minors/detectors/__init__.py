"""What looks for minors in pictures themselves."""

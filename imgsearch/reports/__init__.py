"""Reports: self-contained HTML pages, with Markdown beside them, from what is in the tables."""

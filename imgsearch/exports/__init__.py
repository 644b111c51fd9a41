"""What analysts take away: the views of the schema analyst as files, evaluations for other tools, sources for dbt."""

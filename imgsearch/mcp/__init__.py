"""The tools of the search for programs that speak the Model Context Protocol."""

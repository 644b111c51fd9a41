"""The page and its HTTP API; `imgsearch serve` runs them."""

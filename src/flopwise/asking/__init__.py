"""Questions in plain English become requests, or are refused with a reason."""

"""The product over HTTP: pages for people, `api` for programs."""

"""The public pages as files, for any host of static files: no server, no scripts, no forms.

`crawling` asks the application for its pages, `rewriting` makes each stand by itself, `writing` puts
them into a folder with a sitemap and `llms.txt`.
"""

from flopwise.web.site.writing import Site, write

__all__ = ["Site", "write"]

"""The MCP server: the operations as tools, the catalog as resources, for assistants.

What a tool takes and gives is read off the table of operations; nothing here but `server` and
`serving` knows the SDK.
"""

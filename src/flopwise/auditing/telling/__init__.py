"""How an audit reads: the document, and the text's own steps beside the right ones."""

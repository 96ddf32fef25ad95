"""The sources of a result as BibTeX: keys, authors, preprints' numbers, titles that keep their capitals."""

import re

from flopwise import operations
from flopwise.document import Citation, Citations, Document
from flopwise.render import bibtex
from flopwise.sources import Source


def entries(text):
    """Return each entry's fields by its key, read by the braces that BibTeX itself goes by."""
    found = {}
    for key, body in re.findall(r"^@misc\{([^,]+),\n(.*?)^\}$", text, re.MULTILINE | re.DOTALL):
        assert body.replace("\\{", "").replace("\\}", "").count("{") == body.replace(
            "\\{", ""
        ).replace("\\}", "").count("}")
        found[key] = dict(re.findall(r"^  (\w+) = \{(.*)\},$", body, re.MULTILINE))
    return found


def test_what_an_estimate_cites_has_an_entry_each():
    document = operations.estimate("gpt-3").document()
    found = entries(bibtex.render(document))
    cited = {
        entry.key for node in document.nodes if isinstance(node, Citations)
        for entry in node.entries
    }  # fmt: skip
    assert cited <= set(found)
    paper = found["brown2020"]  # by hand, from arXiv's page of the paper
    assert paper["eprint"] == "2005.14165"
    assert paper["archiveprefix"] == "arXiv"
    assert paper["year"] == "2020"
    assert paper["title"] == "{Language Models are Few-Shot Learners}"
    assert paper["author"] == "Brown and others"


def test_signs_that_mean_something_to_tex_are_written_so_that_they_dont():
    source = Source("odd_key", "50% of {x} & \\y_1 #2 ~ $3 ^", "https://example.org/a_b%20c")
    text = bibtex.render(
        Document("t", (Citations((Citation("odd_key", "text", source.url, source),)),))
    )
    title = entries(text)["odd_key"]["title"]
    assert r"50\% of \{x\} \& \textbackslash{}y\_1 \#2 \textasciitilde{} \$3" in title
    assert "https://example.org/a_b%20c" in text  # an address stands as it is


def test_nothing_cited_is_nothing():
    assert bibtex.render(Document("t", ())) == ""

"""One file for each kind of question, and for what can't be answered."""

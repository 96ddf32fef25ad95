"""From signs to claims: a text's marks, tokens, formulas, and what each of its figures is of."""

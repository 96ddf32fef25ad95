"""From what is given, known and assumed to what is asked, through relations."""

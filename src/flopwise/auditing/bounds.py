"""How far a result may be off for each verdict, as a factor either way; bounds are included."""

RIGHT, CLOSE, OFF = 1.5, 2.0, 10.0

def is_known(name): return name.lower() in ("a100","h100")

def card(folder, name): return f"# {name}\n"

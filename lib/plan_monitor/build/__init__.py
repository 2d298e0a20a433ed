"""How it runs: notebooks, processes, manifest, verification."""

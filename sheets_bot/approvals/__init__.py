"""From tick to act: `carry_out.py` is the whole, the others carry out the acts of one platform each."""

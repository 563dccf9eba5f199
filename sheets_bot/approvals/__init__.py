"""From tick to act: `carry_out.py` is the whole, each `*_acts.py` one platform; judging is in `domain/acts/`."""

"""
From tick to act: `carry_out.py` is the whole, each `*_acts.py` carries out the acts of one platform.

Judges no tick: that is `domain/acts/`.
"""

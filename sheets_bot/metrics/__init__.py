"""
Numbers for the owner: one function per metric, and the honest limits of small counts.

The only importers of pandas. Reads rows that stand in the sheets; fetches nothing.
"""

"""
What the business knows: disputes, deadlines in shifts, money, rules.

Pure: no clock, no network, no pandas. Time comes in as an argument.
"""

"""The imitation of Trustpilot: `room.py` answers; what is true is in `world/`."""

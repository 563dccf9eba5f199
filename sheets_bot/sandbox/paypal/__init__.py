"""The imitation of PayPal: `room.py` answers; what is true is in `world/`."""

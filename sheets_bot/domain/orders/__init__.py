"""Orders, parcels and refunds: Records, where a parcel stands, why money went back, and their rows. Pure."""

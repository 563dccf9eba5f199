"""What people may set in the `Settings` tab, and how what they type is read. Pure."""

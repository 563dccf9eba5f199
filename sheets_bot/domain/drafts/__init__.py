"""Texts that are proposed to the specialist: templates, and the facts that fill them. Pure."""

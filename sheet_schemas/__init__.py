"""One TOML file per tab: its columns, who owns each, types, choices, colours."""

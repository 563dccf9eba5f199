"""One day's work over all sources, ranked by what is lost if it waits. Pure."""

"""notifications publishes no events: it is where they arrive."""

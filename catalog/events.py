"""The catalog publishes no events to the apps above: they read its service."""

"""fulfillment publishes no events of its own: orders announce what was shipped and delivered."""

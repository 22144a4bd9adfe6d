"""The cart publishes no events: until there is an order, nothing has happened that others must know."""

"""The demo shop: a small studio's goods, its people and some weeks of its orders."""

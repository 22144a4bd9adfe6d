"""The outside world: mail servers, and other people's web servers."""

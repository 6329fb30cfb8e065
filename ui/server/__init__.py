"""The web application: its guard, its files and the server itself."""

"""What frames the panes: tabs, help, and waiting until the page is ready."""

"""The frame around the panes: tabs, help, status strip, and waiting until the page is ready."""

"""Records that outlive a reply: traces, recorded replies and calibrations, with their files. No torch, no page."""

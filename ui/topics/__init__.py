"""What experts are for: replies counted by topic, and the picture of it for the heatmap."""

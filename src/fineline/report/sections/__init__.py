"""One file for each section of the briefing: from analysis records to the section's plain structure."""

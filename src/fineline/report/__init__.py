"""The briefing: charts, tables, page and data file, all from one plain structure."""

"""What each command prints: one module per command, loaded when the command is given."""

"""An assessment in, text out. Nothing is imported here: a command that prints one line loads no report format."""

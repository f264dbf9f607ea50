"""The commands: arguments in, reports on stdout or in files, everything else on stderr, one exit code out."""

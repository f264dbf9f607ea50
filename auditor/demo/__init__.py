"""The embedded estate: walkthroughs as scenarios, built on a local emulator and read through STS like any other."""

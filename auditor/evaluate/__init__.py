"""Rules x subjects -> Assessment, in three-valued logic: what was not read never passes and never fails.

Nothing is imported here: what a scan demands is worked out without the engine that judges.
"""

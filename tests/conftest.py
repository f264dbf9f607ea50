"""What holds for all tests: examples drawn from the same seed, no verdict by the clock, no endless look for garbage."""

import gc

from hypothesis import HealthCheck, settings

settings.register_profile(
    "steady", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.load_profile("steady")


def pytest_collection_finish() -> None:
    """Ten thousand collected tests stay until the end: nobody is to look through them for garbage again and again."""
    gc.collect()
    gc.freeze()

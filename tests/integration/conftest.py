"""What several integration tests share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    import httpx2
    from tests.support.simulator import RunningSimulator


@pytest.fixture(scope="session")
def sim(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSimulator]:
    """One simulator of AI providers for the whole run (see tests/support/simulator.py)."""
    from tests.support.simulator import running_simulator

    with running_simulator(tmp_path_factory.mktemp("simulator")) as running:
        yield running


@pytest.fixture
def http(sim: RunningSimulator) -> Iterator[httpx2.Client]:
    """A client of the simulator, which has no faults yet."""
    import httpx2

    sim.script([])
    with httpx2.Client(base_url=sim.address, timeout=30) as client:
        yield client

"""What a child process may use that works on a stranger's file (see `pipes.py`).

Where the system cannot limit a process (Windows, in part macOS), the checks of whoever uses this and the
deadline of the pool hold alone.
"""

from __future__ import annotations

import contextlib
import sys
import time
from pathlib import Path


def limit_processor(seconds: int) -> None:
    """End this process when it works for longer than `seconds` from now."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + seconds, most))


def limit_memory_and_files(memory: int) -> None:
    """From now on at most `memory` bytes in all, no file written, and nothing dumped after a crash."""
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        if sys.platform == "linux":
            # The system limits addresses, not memory: as many new ones as there may be new memory.
            sizes = Path("/proc/self/statm").read_text("ascii").split()
            addresses, resident = (int(size) * resource.getpagesize() for size in sizes[:2])
            limit = addresses + memory - resident
            resource.setrlimit(resource.RLIMIT_AS, (limit, limit))

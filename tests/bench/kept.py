"""What was measured before, of the same code on the same machine: a long run can be continued."""

from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from plan_monitor.build.digests import digest_of, digest_of_code, snapshot
from plan_monitor.files import write_atomically
from tests.bench.page import Results
from tests.conftest import REPO

_RESULTS = TypeAdapter(tuple[str, Results])


def add_kept(path: Path, fresh: Results) -> Results:
    """Return `fresh` and what `path` keeps besides, and keep both there.

    What was measured of other code or on another machine is forgotten; what was measured again is
    replaced.
    """
    code = digest_of([digest_of_code(REPO), snapshot(REPO, [REPO / "notebooks"])])
    try:
        known, before = _RESULTS.validate_json(path.read_bytes())
    except (OSError, ValidationError):
        known, before = "", fresh
    if known == code and before.machine == fresh.machine:
        sizes = {one.agencies: one for one in (*before.sizes, *fresh.sizes)}
        fresh = Results(
            fresh.machine,
            {**before.period, **fresh.period},
            [sizes[agencies] for agencies in sorted(sizes)],
            fresh.reading or before.reading,
            fresh.commit,
        )
    write_atomically(path, _RESULTS.dump_json((code, fresh)))
    return fresh

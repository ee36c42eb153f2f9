"""Builds the rules, read and checked (`sxguide.bundle`), and the almanac (`sxguide.almanac`) into the package.

Neither loading the rules nor counting working days then takes long. A wheel carries both; an editable installation gets
them beside the modules, where git ignores them. Where the rules cannot be loaded for want of a package, the build does
without.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

BUILT = ("rulebook.bin", "almanac.json")
PACK = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from sxguide import almanac, bundle
from sxguide.loader import load_rulebook
from sxguide.rulefiles import bundled_files
rule_files = bundled_files()
rulebook = load_rulebook(rule_files)
packed = bundle.packed(rulebook, rule_files)
assert bundle.unpacked(packed, rule_files) == rulebook, "they do not come back as they were"
known = almanac.asked()
stored = almanac.stored(known)
assert almanac.restored(stored, known.package_version) == known, "it does not come back as it was"
package = Path(sys.argv[1], "sxguide")
package.joinpath(bundle.FILE).write_bytes(packed)
package.joinpath(almanac.FILE).write_bytes(stored)
"""


class RulesBuildHook(BuildHookInterface[Any]):
    """Runs before a wheel is put together."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Packs the rules, for a wheel (`standard`) or for an editable installation."""
        source = Path(self.root) / "src"
        if self._packed(source) and version == "standard":
            for name in BUILT:
                build_data["force_include"][str(source / "sxguide" / name)] = f"sxguide/{name}"

    def _packed(self, source: Path) -> bool:
        # The path is added within: an installer, whose variables name the packages that a build requires, drops what an
        # earlier editable installation has put there.
        run = subprocess.run(  # noqa: S603 — our own code, and paths of our own
            [sys.executable, "-c", PACK, str(source)],
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        if run.returncode:
            reason = run.stderr.strip().rpartition("\n")[2]
            self.app.display_warning(f"the rules are not built in: {reason}")
        return run.returncode == 0

"""Builds the bundled rules into the package, so that loading them needs no reading and checking (`sxguide.bundle`).

A wheel carries the bundle; an editable installation gets it beside the modules, where git ignores it. Where the rules
cannot be loaded for want of a package, the build does without.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PACK = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from sxguide.bundle import packed, unpacked
from sxguide.loader import load_rulebook
from sxguide.rulefiles import bundled_files
rule_files = bundled_files()
rulebook = load_rulebook(rule_files)
bundle = packed(rulebook, rule_files)
assert unpacked(bundle, rule_files) == rulebook, "they do not come back as they were"
Path(sys.argv[1]).write_bytes(bundle)
"""


class RulesBuildHook(BuildHookInterface[Any]):
    """Runs before a wheel is put together."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Packs the rules, for a wheel (`standard`) or for an editable installation."""
        source = Path(self.root) / "src"
        bundle = source / "sxguide" / "rulebook.bin"
        if self._packed(source, bundle) and version == "standard":
            build_data["force_include"][str(bundle)] = "sxguide/rulebook.bin"

    def _packed(self, source: Path, bundle: Path) -> bool:
        # The path is added within: an installer, whose variables name the packages that a build requires, drops what an
        # earlier editable installation has put there.
        run = subprocess.run(  # noqa: S603 — our own code, and paths of our own
            [sys.executable, "-c", PACK, str(bundle), str(source)],
            env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        if run.returncode:
            reason = run.stderr.strip().rpartition("\n")[2]
            self.app.display_warning(f"the rules are not built in: {reason}")
        return run.returncode == 0

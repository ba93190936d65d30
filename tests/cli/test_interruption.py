"""Property: Ctrl-C ends the tool at once, as it ends any program: by the signal itself, so that a shell's loop ends too."""

import os
import resource
import signal
import subprocess
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TOOL = os.environ.get("UNDERTONE_CLI", str(ROOT / "build/release/engine/cli/undertone"))
KIT = str(ROOT / "data" / "sample_kit" / "medium")


def line_of_40_inks(folder):
    head = (ROOT / "data" / "lines" / "demo.toml").read_text().split("[[inks]]")[0]
    inks = "".join(
        f'[[inks]]\nid = "i{k}"\nname = "i{k}"\ncomponents = [{{colorant = "carbon_black", mg_per_ml = {10 + 3 * k}}}, '
        f'{{colorant = "hematite", mg_per_ml = {5 + 7 * k % 40}}}]\n'
        for k in range(40)
    )
    path = folder / "many.toml"
    path.write_text(head + inks)
    return str(path)


@pytest.mark.parametrize("command", ["match", "fade"])
def test_ctrl_c_ends_it(tmp_path, command):
    plan = tmp_path / "plan.toml"
    plan.write_text('ink = "pure_black"\nwater_parts = 20\n')
    arguments = {
        "match": ["--line", line_of_40_inks(tmp_path)],
        "fade": ["--draws", "600000", "--model", "mechanistic"],
    }[command]
    tool = subprocess.Popen([TOOL, command, KIT, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    time.sleep(1)
    assert tool.poll() is None, tool.communicate()
    clock = (
        ~tool.pid << 3
    ) | 2  # of what that process computes: the clock on the wall goes on while others have the processor
    before, children = time.clock_gettime(clock), resource.getrusage(resource.RUSAGE_CHILDREN)
    tool.send_signal(signal.SIGINT)
    out, _ = tool.communicate(timeout=60)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    all_of_it = after.ru_utime + after.ru_stime - children.ru_utime - children.ru_stime
    assert all_of_it - before < 2  # a hundredth is the rule
    assert tool.returncode == -signal.SIGINT
    assert out == ""

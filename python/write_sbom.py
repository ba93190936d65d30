"""Write what the package is made of as CycloneDX 1.6 JSON: ``write_sbom.py OUTPUT BINARY... -- DEBIAN_PACKAGE...``.

Shared libraries are those that the binaries load; the Debian packages named are compiled into them (headers). Python packages are
what pyproject.toml requires, and, as optional ones, what its extras pull in. Run by ``./dev sbom``.
"""

from __future__ import annotations

import importlib.metadata as metadata
import re
import subprocess
import sys
import tomllib
from pathlib import Path

from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentScope, ComponentType
from cyclonedx.model.license import DisjunctiveLicense
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]


def output(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def named(component_type: ComponentType, name: str, version: str, licence: str = "", **more: object) -> Component:
    licences = [DisjunctiveLicense(name=licence)] if licence else []
    return Component(type=component_type, name=name, version=version, licenses=licences, **more)  # type: ignore[arg-type]


def debian(package: str, how: str) -> Component:
    version, architecture = output("dpkg-query", "-W", "-f=${Version} ${Architecture}", package).split()
    url = PackageURL("deb", "debian", package.split(":")[0], version, {"arch": architecture, "distro": "debian-12"})
    return named(ComponentType.LIBRARY, package.split(":")[0], version, purl=url, bom_ref=str(url), description=how)


def loaded_packages(binary: str) -> set[str]:
    """Debian packages of the shared libraries that the binary loads."""
    found = set()
    for path in re.findall(r"=> (/\S+)", output("ldd", binary)):
        for candidate in (path, str(Path(path).resolve()), path.removeprefix("/usr"), "/usr" + path):
            done = subprocess.run(["dpkg", "-S", candidate], capture_output=True, text=True, check=False)
            if done.returncode == 0:
                found.add(done.stdout.split(": ")[0].split(",")[0])
                break
        else:
            raise SystemExit(f"write_sbom: no Debian package holds {path}, which {binary} loads")
    return found


def python_closure(names: list[str]) -> dict[str, metadata.Distribution | Requirement]:
    """What the requirements pull in, themselves included: distributions, and requirements where nothing is installed here."""
    found: dict[str, metadata.Distribution | Requirement] = {}
    waiting = [Requirement(name) for name in names]
    while waiting:
        wanted = waiting.pop()
        name = re.sub(r"[-_.]+", "-", wanted.name).lower()
        if name in found or (wanted.marker and not wanted.marker.evaluate({"extra": ""})):
            continue
        try:
            installed = metadata.distribution(name)
        except metadata.PackageNotFoundError:
            found[name] = wanted
            continue
        found[name] = installed
        waiting += [Requirement(text) for text in installed.requires or []]
    return found


def python_component(name: str, distribution: metadata.Distribution | Requirement, scope: ComponentScope) -> Component:
    if isinstance(distribution, Requirement):
        url = PackageURL("pypi", name=name)
        about = f"wanted: {distribution.specifier}; not installed where this was written, so without version and what it pulls in"
        return named(ComponentType.LIBRARY, name, "", purl=url, bom_ref=str(url), scope=scope, description=about)
    url = PackageURL("pypi", name=name, version=distribution.version)
    fields = distribution.metadata
    licence = fields.get("License-Expression") or ""
    if not licence:
        licence = "; ".join(c.split(" :: ")[-1] for c in fields.get_all("Classifier") or [] if c.startswith("License ::"))
    return named(ComponentType.LIBRARY, name, distribution.version, licence, purl=url, bom_ref=str(url), scope=scope)


def main(target: Path, binaries: list[str], compiled_in: list[str]) -> None:
    version = re.search(r"project\(undertone VERSION ([0-9.]+)", (ROOT / "CMakeLists.txt").read_text(encoding="utf-8"))
    assert version is not None
    bom = Bom()
    ours = named(ComponentType.APPLICATION, "undertone", version[1], PROJECT["license"], bom_ref="undertone")
    bom.metadata.component = ours
    parts = [debian(package, "compiled in") for package in compiled_in]
    loaded = set.union(*(loaded_packages(binary) for binary in binaries))
    parts += [debian(package, "loaded at run time") for package in sorted(loaded)]
    required = python_closure(PROJECT["dependencies"])
    optional = python_closure([name for names in PROJECT["optional-dependencies"].values() for name in names])
    parts += [python_component(name, one, ComponentScope.REQUIRED) for name, one in sorted(required.items())]
    parts += [
        python_component(name, one, ComponentScope.OPTIONAL)
        for name, one in sorted(optional.items())
        if name not in required
    ]
    for part in parts:
        bom.components.add(part)
    bom.register_dependency(ours, [part for part in parts if part.scope is not ComponentScope.OPTIONAL])
    target.write_text(JsonV1Dot6(bom).output_as_string(indent=1) + "\n", encoding="utf-8")
    print(f"{target}: {len(bom.components)} components")


if __name__ == "__main__":
    split = sys.argv.index("--")
    main(Path(sys.argv[1]), sys.argv[2:split], sys.argv[split + 1 :])

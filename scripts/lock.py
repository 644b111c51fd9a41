"""Write the lock files, with the hash of every file that pip may install: `make lock`.

constraints.txt says which version. It is the list to edit: a package that it lacks gets its newest version and is
added, one that nothing needs any more is removed. For Linux PyPI has Torch with CUDA only, which needs packages of its
own: Torch alone, without CUDA, is in one lock, Torch and those packages in another. The hashes of the builds without
CUDA stand in scripts/torch_cpu.sha256. What loading and searching need, and what installs the project, has a lock of
its own, with which `make demo` makes do.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
CONSTRAINTS = ROOT / "constraints.txt"
CORE_LOCK = ROOT / "requirements-core.lock"
SERVICE_LOCK = ROOT / "requirements-service.lock"
LOCK = ROOT / "requirements.lock"
CPU_LOCK = ROOT / "requirements-cpu.lock"
CUDA_LOCK = ROOT / "requirements-cuda.lock"
TORCH_CPU = ROOT / "scripts" / "torch_cpu.sha256"
LOCKS = (CORE_LOCK, SERVICE_LOCK, LOCK, CPU_LOCK, CUDA_LOCK)
#: What the image has: the page, the watch, and whatever pictures come in and lie in.
SERVICE_EXTRAS = ("formats", "oidc", "s3", "serve", "watch")
#: What only Torch's build with CUDA needs.
CUDA = re.compile(r"(nvidia|cuda)-|triton$")
LINUX, MACOS = "sys_platform == 'linux'", "sys_platform == 'darwin'"
HEADER = "# Written by `make lock` from pyproject.toml and constraints.txt; do not edit.\n"


class Pin(NamedTuple):
    """A package of a lock file."""

    name: str
    version: str
    marker: str
    hashes: tuple[str, ...]

    def __str__(self) -> str:
        first = f"{self.name}=={self.version}" + (f" ; {self.marker}" if self.marker else "")
        return " \\\n".join([first, *(f"    --hash=sha256:{digest}" for digest in self.hashes)]) + "\n"


def normalize(name: str) -> str:
    """A package's name as PyPI compares names."""
    return re.sub(r"[-_.]+", "-", name).lower()


def read_pins(text: str) -> list[Pin]:
    """The packages of a lock file."""
    found = []
    for block in re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE):
        match = re.match(r"([\w.-]+)==([^\s;]+)(?: ; ([^\\\n]+))?", block)
        if match is not None:
            hashes = tuple(re.findall(r"--hash=sha256:([0-9a-f]{64})", block))
            found.append(Pin(match[1], match[2], (match[3] or "").strip(), hashes))
    return found


def read_constraints() -> dict[str, tuple[str, str]]:
    """Normalized name -> the name as written, and the version."""
    lines = (line.partition("==") for line in CONSTRAINTS.read_text(encoding="utf-8").splitlines() if "==" in line)
    return {normalize(name): (name, version) for name, _, version in lines}


def without_cuda(torch: Pin, listing: str) -> list[Pin]:
    """Torch's builds without CUDA: on Linux those of a list, on macOS PyPI's.

    Raises:
        SystemExit: the list is of another version.
    """
    lines = [line.split() for line in listing.splitlines()]
    own = [digest for digest, file in lines if file.startswith(f"torch-{torch.version}+cpu-")]
    if not own or len(own) < len(lines):
        raise SystemExit(f"{TORCH_CPU.relative_to(ROOT)} is not of torch {torch.version}: write its hashes there")
    return [
        Pin("torch", f"{torch.version}+cpu", LINUX, tuple(own)),
        torch._replace(marker=MACOS),
    ]


def resolve(*options: str) -> list[Pin]:
    """What pyproject.toml needs on every platform, in the versions of the constraints."""
    command = [str(Path(sys.executable).with_name("uv")), "pip", "compile", "pyproject.toml", "--universal", "--quiet"]
    command += ["--python-version", "3.11", "--constraint", CONSTRAINTS.name, "--no-header", "--no-annotate", *options]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.returncode)
    return read_pins(done.stdout)


def write_constraints(pins: list[Pin]) -> None:
    """Keep, add and remove packages, sorted by name; the names stay as they were written."""
    known = read_constraints()
    comments = [line for line in CONSTRAINTS.read_text(encoding="utf-8").splitlines() if line.startswith("#")]
    lines = [f"{known.get(pin.name, (pin.name,))[0]}=={pin.version}" for pin in pins if not CUDA.match(pin.name)]
    CONSTRAINTS.write_text("\n".join([*comments, *sorted(set(lines), key=str.casefold)]) + "\n", encoding="utf-8")


def main() -> None:
    write_constraints(resolve("--all-extras"))
    core = resolve("--extra", "build", "--generate-hashes")
    extras = [word for extra in ("build", *SERVICE_EXTRAS) for word in ("--extra", extra)]
    service = [pin for pin in resolve(*extras, "--generate-hashes") if pin not in core]
    locked = [pin for pin in resolve("--extra", "dev", "--generate-hashes") if pin not in (*core, *service)]
    (torch,) = (pin for pin in locked if pin.name == "torch")
    cuda = [torch._replace(marker=LINUX), *(pin for pin in locked if CUDA.match(pin.name))]
    plain = [pin for pin in locked if pin.name != "torch" and not CUDA.match(pin.name)]
    cpu = without_cuda(torch, TORCH_CPU.read_text(encoding="utf-8"))
    for file, pins in zip(LOCKS, (core, service, plain, cpu, cuda), strict=True):
        file.write_text(HEADER + "".join(map(str, pins)), encoding="utf-8")
        print(f"{file.name}: {len(pins)} packages")


if __name__ == "__main__":
    main()

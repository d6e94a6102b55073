"""What tests need from the distribution: `python -m havana.local.packages [containers]` installs what is missing."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

RABBITMQ_SERVER = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")
POSTGRES_FOLDERS = Path("/usr/lib/postgresql")
JAVA_FOLDERS = Path("/usr/lib/jvm")
JAVA_AT_LEAST = 21


@dataclass(frozen=True)
class Package:
    """One Debian package and the question whether what we use of it is there."""

    name: str
    is_there: Callable[[], bool]


def chromium() -> str | None:
    """Return the path of the distribution's Chromium, or None."""
    return shutil.which("chromium") or shutil.which("chromium-browser")


def postgres_bin() -> Path | None:
    """Return the folder with the programs of the newest PostgreSQL, or None."""
    folders = [path.parent for path in POSTGRES_FOLDERS.glob("*/bin/postgres")]
    return max(folders, key=lambda folder: float(folder.parent.name), default=None)


def java_home() -> Path | None:
    """Return the folder of a JDK that Elasticsearch runs on: `JAVA_HOME`, else the newest of the distribution; None if there is none."""
    named = [Path(os.environ["JAVA_HOME"])] if os.environ.get("JAVA_HOME") else []
    there = sorted(JAVA_FOLDERS.glob("*"), key=_java_version, reverse=True)
    return next((folder for folder in [*named, *there] if _java_version(folder) >= JAVA_AT_LEAST), None)


def _java_version(folder: Path) -> int:
    """Return the major version of the JDK in a folder, 0 if none is there."""
    release, compiler = folder / "release", folder / "bin" / "javac"
    found = re.search(r'^JAVA_VERSION="(\d+)', release.read_text(), re.MULTILINE) if release.exists() and compiler.exists() else None
    return int(found.group(1)) if found else 0


def has_font(family: str) -> bool:
    """Say whether a font of that family is there: pictures of pages should look alike on every machine."""
    if not shutil.which("fc-list"):
        return False
    return bool(subprocess.run(["fc-list", family], capture_output=True, text=True, check=True).stdout)


PACKAGES = (
    Package("rabbitmq-server", RABBITMQ_SERVER.exists),
    Package("postgresql", lambda: postgres_bin() is not None),
    Package(f"openjdk-{JAVA_AT_LEAST}-jdk-headless", lambda: java_home() is not None),
    Package("maven", lambda: shutil.which("mvn") is not None),
    Package("chromium", lambda: chromium() is not None),
    Package("fontconfig", lambda: shutil.which("fc-list") is not None),
    Package("fonts-noto-core", lambda: has_font("Noto Sans Arabic")),
)
FOR_CONTAINERS = (
    Package("docker.io", lambda: shutil.which("dockerd") is not None),
    Package("docker-compose", lambda: shutil.which("docker-compose") is not None),
    Package("debootstrap", lambda: shutil.which("debootstrap") is not None),
)
"""For `make compose` alone."""


def missing_packages(packages: Iterable[Package] = PACKAGES) -> list[str]:
    """Return the names of the Debian packages that are needed and not there."""
    return [package.name for package in packages if not package.is_there()]


def ensure_packages(packages: Iterable[Package] = PACKAGES) -> None:
    """Install what is missing by apt, as root or through sudo; end the program with what to do where neither is there."""
    names = missing_packages(packages)
    if not names:
        return
    as_root = [] if os.geteuid() == 0 else ["sudo"]
    if not shutil.which("apt-get") or (as_root and not shutil.which("sudo")):
        sys.exit(f"The tests need {', '.join(names)}: install them (Debian's names), then try again.")
    print(f"Installing {', '.join(names)} …", file=sys.stderr)
    apt = [*as_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-qq", "-o", "DPkg::Lock::Timeout=600"]
    subprocess.run([*apt, "update"], check=True, stdout=subprocess.DEVNULL)
    subprocess.run([*apt, "install", "--yes", "--no-install-recommends", *names], check=True, stdout=subprocess.DEVNULL)
    if still := missing_packages(packages):
        sys.exit(f"Installed, but still not found: {', '.join(still)}.")


if __name__ == "__main__":
    ensure_packages(FOR_CONTAINERS if sys.argv[1:] == ["containers"] else PACKAGES)

"""Make the pictures of the documentation: a dossier on the screen, light and dark, and its printed pages.

Needs a Chromium on the path (the environment variable CHROMIUM names another) and, for the printed pages,
pdftoppm of Poppler:

    python scripts/make_screenshots.py
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

from testban.pipeline import assess, observe, write_finding

CASE = "dprk-2017"
IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
PAGE_WIDTH, PAGE_HEIGHT = 1280, 860
MAX_BYTES = 300_000
MAX_PAGES = 8
# No network, no first-run pages, a profile of its own.
FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip
# Blink's own setting of prefers-color-scheme: 0 dark, 1 light.
SCHEMES = {
    "dark": "--blink-settings=preferredColorScheme=0",
    "light": "--blink-settings=preferredColorScheme=1",
}


def main() -> None:
    """Write docs/images/*.png; fails where a picture is too large or the print too long."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        sys.exit("no chromium on the path; set CHROMIUM")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        work = Path(temporary)
        write_finding(assess(observe(CASE)), work / "dossier")
        page = (work / "dossier" / "dossier.html").as_uri()
        for scheme, setting in SCHEMES.items():
            shot = work / f"{scheme}.png"
            run(
                chromium,
                work,
                setting,
                f"--window-size={PAGE_WIDTH},{PAGE_HEIGHT}",
                f"--screenshot={shot}",
                page,
            )
            save(Image.open(shot), f"dossier-{scheme}.png")
        shot = work / "figures.png"
        run(
            chromium,
            work,
            SCHEMES["light"],
            f"--window-size={PAGE_WIDTH},{4 * PAGE_HEIGHT}",
            f"--screenshot={shot}",
            page,
        )
        save(
            Image.open(shot).crop((0, PAGE_HEIGHT - 90, PAGE_WIDTH, 2 * PAGE_HEIGHT - 90)), "dossier-maps.png"
        )
        printed = work / "dossier.pdf"
        run(chromium, work, "--no-pdf-header-footer", f"--print-to-pdf={printed}", page)
        subprocess.run(["pdftoppm", "-r", "36", "-png", printed, work / "page"], check=True)
        save(sheet(sorted(work.glob("page-*.png"))), "dossier-print.png")


def run(chromium: str, work: Path, *arguments: str) -> None:
    """Run Chromium once, in a profile that is thrown away."""
    command = [chromium, *FLAGS, f"--user-data-dir={work / 'profile'}", *arguments]
    subprocess.run(command, check=True, timeout=120, stderr=subprocess.DEVNULL)


def sheet(pages: list[Path]) -> Image.Image:
    """Set the printed pages side by side, four to a row."""
    if len(pages) > MAX_PAGES:
        sys.exit(f"the dossier prints on {len(pages)} pages, more than {MAX_PAGES}")
    images = [Image.open(page) for page in pages]
    width, height = images[0].size
    whole = Image.new("RGB", (4 * width, (len(images) + 3) // 4 * height), "#888")
    for number, image in enumerate(images):
        whole.paste(image.resize((width - 4, height - 4)), (number % 4 * width + 2, number // 4 * height + 2))
    # Maximum coverage keeps the few pixels of a rare colour.
    return whole.quantize(64, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)


def save(image: Image.Image, name: str) -> None:
    """Write a picture, and fail where it is too large to sit in a repository."""
    path = IMAGES / name
    (image.convert("RGB") if image.mode == "RGBA" else image).save(path, optimize=True)
    size = path.stat().st_size
    if size > MAX_BYTES:
        sys.exit(f"{name} has {size:,} bytes, more than {MAX_BYTES:,}")
    print(f"{path.name}: {size:,} bytes")


if __name__ == "__main__":
    main()

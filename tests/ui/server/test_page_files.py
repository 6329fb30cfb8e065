"""The page's built scripts and styles: they belong to their sources, and hold what the page asks of them."""

import re
from hashlib import sha256
from pathlib import Path

from ui.assets import BUILT, PAGE_FILES

TOOLS = ("build.mjs", "package-lock.json")
HINT = "in assets/page: npm ci, once; then npm run build"


def sources() -> set[str]:
    """What the built files are made of, as assets/page/build.mjs says it."""
    paths = [path for path in PAGE_FILES.iterdir() if path.is_file()]
    paths += [path for folder in folders() for path in folder.rglob("*")]
    names = {path.relative_to(PAGE_FILES).as_posix() for path in paths if path.suffix in {".js", ".css"}}
    return {name for name in names if not name.endswith(".test.js")} | {*TOOLS}


def folders() -> list[Path]:
    return [
        path for path in PAGE_FILES.iterdir() if path.is_dir() and path.name not in {"built", "node_modules", "plotly"}
    ]


def differing(folder: Path, checksums: str) -> set[str]:
    """The files that are not as the list says."""
    lines = (line.split("  ") for line in checksums.splitlines())
    return {name for digest, name in lines if digest != sha256((folder / name).read_bytes()).hexdigest()}


def test_the_built_files_belong_to_their_sources() -> None:
    checksums = (BUILT / "CHECKSUMS").read_text(encoding="utf-8")
    named = {line.split("  ")[1] for line in checksums.splitlines()}
    built = {f"built/{path.name}" for path in BUILT.iterdir()} - {"built/CHECKSUMS"}
    assert named == sources() | built, HINT
    assert differing(PAGE_FILES, checksums) == set(), HINT


def test_a_changed_source_is_noticed(tmp_path: Path) -> None:
    for name in ("same.js", "changed.js"):
        (tmp_path / name).write_bytes(b"1;\n")
    digest = sha256(b"1;\n").hexdigest()
    (tmp_path / "changed.js").write_bytes(b"2;\n")
    assert differing(tmp_path, f"{digest}  same.js\n{digest}  changed.js\n") == {"changed.js"}


def test_scripts_import_nothing_and_export_what_the_page_calls() -> None:
    scripts = {name: (BUILT / name).read_text(encoding="utf-8") for name in ("main.js", "worker.js", "report.js")}
    main = scripts["main.js"]
    # What typesets formulas is loaded with the first of them.
    scripts["main.js"], loaded = re.subn(r'\bimport\(\s*new URL\(\s*"formulas\.js"', "", main)
    assert loaded == 1
    assert re.search(r"\bas mathOf\b", (BUILT / "formulas.js").read_text(encoding="utf-8"))
    for script in scripts.values():  # their lines may end between any two tokens
        assert not re.search(r"\bimport\s*[{\"'*(]|\bfrom\s*[\"']", script)
    exported = re.findall(r"\bexport\s*\{([^}]*)\}", main)
    assert [re.findall(r"as (\w+)", names) for names in exported] == [["fromSnapshot", "mount"]]
    assert 'newURL("worker.js",import.meta.url)' in re.sub(r"\s", "", main)


def test_every_sheet_is_whole_and_in_the_cascade_once() -> None:
    order = re.findall(r'@import "\./(.+)";', (PAGE_FILES / "main.css").read_text(encoding="utf-8"))
    sheets = {name for name in sources() if name.endswith(".css")} - {"main.css", "lab/report.css"}
    assert sorted(order) == sorted(sheets)
    for name in sheets:
        sheet = (PAGE_FILES / name).read_text(encoding="utf-8")
        assert sheet.count("{") == sheet.count("}")
    assert "@import" not in (BUILT / "page.css").read_text(encoding="utf-8")
    assert "@import" not in (BUILT / "report.css").read_text(encoding="utf-8")


def test_every_script_has_its_test_beside_it() -> None:
    scripts = [PAGE_FILES / name for name in sources() if name.endswith(".js")]
    assert [path.name for path in scripts if not path.with_suffix(".test.js").exists()] == []


def test_folders_stay_small() -> None:
    for folder in folders():
        scripts = [path for path in folder.glob("*.js") if not path.name.endswith(".test.js")]
        assert len(scripts) <= 12, folder.name

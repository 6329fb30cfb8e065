"""The page's scripts and styles as one file each."""

import re

from ui.server.page_files import PAGE_FILES, scripts, styles


def test_every_module_is_there_once_after_those_it_imports_from() -> None:
    joined = scripts()
    names = re.findall(r"^const \$(\w+) = \(\(\) => \{$", joined, re.MULTILINE)
    assert sorted(names) == sorted({path.stem for path in PAGE_FILES.glob("*.js")} - {"worker"})
    for match in re.finditer(r"^const \{[^}]*\} = \$(\w+);$", joined, re.MULTILINE):
        assert f"const ${match[1]} = " in joined[: match.start()]


def test_nothing_is_left_to_import_and_mount_is_exported() -> None:
    lines = scripts().splitlines()
    assert [line for line in lines if line.startswith(("import", "export"))] == ["export const { mount } = $main;"]


def test_all_that_modules_export_is_handed_on() -> None:
    joined = scripts()
    exported = [
        name
        for path in PAGE_FILES.glob("*.js")
        for name in re.findall(r"^export \w+(?: function)? (\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)
    ]
    assert exported
    for name in exported:
        assert re.search(rf"^return \{{.*\b{name}\b.*\}};$", joined, re.MULTILINE)


def test_style_sheets_are_whole_and_in_order() -> None:
    sheets = [path.read_text(encoding="utf-8") for path in sorted(PAGE_FILES.glob("*.css"))]
    assert styles() == "".join(sheets)
    for sheet in sheets:  # else a rule would swallow the next sheet's first
        assert sheet.count("{") == sheet.count("}")
        assert sheet.endswith("}\n")

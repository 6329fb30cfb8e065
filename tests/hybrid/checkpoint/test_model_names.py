"""Names of models as people type and paste them."""

import re
import shlex
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hybrid.checkpoint.model_names import FolderName, HubName, find
from hybrid.errors import ModelNotFoundError

ORG = HubName("org/name-v0.1")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkpoint, in the home and the working directory."""
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    made = tmp_path / "my models" / "tiny"
    made.mkdir(parents=True)
    for name in ("config.json", "model-00001-of-00002.safetensors", "model.safetensors.index.json"):
        (made / name).write_text("{}")
    return made


SPELLINGS: dict[str, Callable[[Path], str]] = {
    "plain": str,
    "blanks": lambda f: f"  {f}\n",
    "double quotes": lambda f: f'"{f}"',
    "single quotes": lambda f: f" '{f}' ",
    "typographic quotes": lambda f: f"\u201c{f}\u201d",
    "both quotes": lambda f: f"\"'{f}'\"",
    "backticks": lambda f: f"`{f}`",
    "slash": lambda f: f"{f}/",
    "escaped blanks": lambda f: str(f).replace(" ", "\\ "),
    "quotes as a shell joins them": lambda f: str(f).replace(" ", "' '"),
    "a mark of direction": lambda f: f"\u202a{f}\u202c",
    "unseen characters in quotes": lambda f: f'\u2068"\u200b{f}\u00a0"\u2069',
    "config": lambda f: f"{f}/config.json",
    "weights": lambda f: f"{f}/model-00001-of-00002.safetensors",
    "index": lambda f: f"'{f}/model.safetensors.index.json'",
    "home": lambda f: "~/my models/tiny",
    "variable": lambda f: "$HOME/my models/tiny",
    "relative": lambda f: "my models/tiny",
    "dotted": lambda f: "./my models/tiny/",
    "file address": lambda f: f.as_uri(),
    "file address of a file": lambda f: (f / "config.json").as_uri(),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_folder_however_it_is_written(spelling: str, folder: Path) -> None:
    name = find(SPELLINGS[spelling](folder))
    assert isinstance(name, FolderName)
    assert name.path.resolve() == folder
    assert name.shown == "tiny"


def test_a_folder_that_may_not_be_looked_into_is_not_missing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(path: Path) -> bool:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "is_file", denied)
    with pytest.raises(ModelNotFoundError, match="You may not look into"):
        find(str(folder))


@pytest.mark.parametrize("written", ["it's (new)\\[1\\] & $more", "a\\b c", "\u00fcber \u200b x", "-q", "1 2  3"])
def test_a_folder_of_an_odd_name(written: str, folder: Path) -> None:
    odd = folder.parent / written
    odd.mkdir()
    (odd / "config.json").write_text("{}")
    escaped = re.sub(r"([^\w/.-])", r"\\\1", str(odd))
    for text in (str(odd), shlex.quote(str(odd)), escaped, f" {escaped}\n"):
        name = find(text)
        assert isinstance(name, FolderName)
        assert name.path == odd


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("\u202aorg/name-v0.1\u200b", ORG),
        ("org/name-v0.1", ORG),
        (" 'org/name-v0.1/' ", ORG),
        ("org/name-v0.1@v2", HubName("org/name-v0.1", "v2")),
        ("https://huggingface.co/org/name-v0.1", ORG),
        ("http://www.huggingface.co/org/name-v0.1/", ORG),
        ("<https://huggingface.co/org/name-v0.1>", ORG),
        ("HTTPS://HF.co/org/name-v0.1", ORG),
        ("huggingface.co/org/name-v0.1?library=transformers", ORG),
        ("hf.co/org/name-v0.1#usage", ORG),
        ("https://huggingface.co/org/name-v0.1/tree/main", HubName("org/name-v0.1", "main")),
        ("https://huggingface.co/org/name-v0.1/tree/v1.0/", HubName("org/name-v0.1", "v1.0")),
        ("https://huggingface.co/org/name-v0.1/blob/main/config.json", HubName("org/name-v0.1", "main")),
        ("https://huggingface.co/org/name-v0.1/resolve/abc/model.safetensors?download=true", HubName(ORG.repo, "abc")),
        ("https://huggingface.co/org/name-v0.1/tree/refs%2Fpr%2F3", HubName("org/name-v0.1", "refs/pr/3")),
        ("https://huggingface.co/org/name-v0.1/tree/refs/pr/3", HubName("org/name-v0.1", "refs/pr/3")),
        ("https://huggingface.co/org/name-v0.1/discussions/7", ORG),
        ("https://huggingface.co/org/name-v0.1.git", ORG),
        ("https://huggingface.co/gpt2", HubName("gpt2")),
        ("https://mirror.example:8443/org/name-v0.1", ORG),
        ("hf://org/name-v0.1", ORG),
        ("hf://models/org/name-v0.1@v2", HubName("org/name-v0.1", "v2")),
        ("models--org--name-v0.1", ORG),
        ("models--org--a--b", HubName("org/a--b")),
        ("git@hf.co:org/name-v0.1", ORG),
        ("ssh://git@hf.co/org/name-v0.1.git", ORG),
        ("git clone https://huggingface.co/org/name-v0.1", ORG),
        ("$ git clone 'https://huggingface.co/org/name-v0.1.git' here && cd here", ORG),
        ("git clone git@hf.co:org/name-v0.1", ORG),
        ("git clone --depth 1 -b v2 https://me:secret@huggingface.co/org/name-v0.1", HubName(ORG.repo, "v2")),
        ("GIT_LFS_SKIP_SMUDGE=1 git clone https://huggingface.co/org/name-v0.1", ORG),
        ("# You'd install git-lfs\ngit lfs install\ngit clone https://huggingface.co/org/name-v0.1\n# just", ORG),
        ("git lfs installgit clone https://huggingface.co/org/name-v0.1", ORG),
        ("huggingface-cli download org/name-v0.1", ORG),
        ("!huggingface-cli download --token hf_x --local-dir . org/name-v0.1 --revision v2", HubName(ORG.repo, "v2")),
        ("hf download org/name-v0.1 config.json --include='*.json'", ORG),
        ("`hf download org/name-v0.1 --revision=refs/pr/3`", HubName(ORG.repo, "refs/pr/3")),
        ("hf download org/name-v0.1@v2 --revision v3", HubName(ORG.repo, "v2")),
        ("hf download \\\n  org/name-v0.1 \\\n  --revision v2", HubName(ORG.repo, "v2")),
        ("hf download --repo-type model org/name-v0.1", ORG),
    ],
)
def test_a_model_on_the_hub_however_it_is_written(text: str, name: HubName) -> None:
    assert find(text, ("huggingface.co", "www.huggingface.co", "hf.co", "mirror.example:8443")) == name


@pytest.mark.parametrize(
    "name",
    ["/nowhere/at/all", "./nothing", "~/nothing", "~nobody-here/m", "~0", "one-word", "a/b/c", "a\\b", "C:\\a\\b"],
)
def test_what_can_be_neither_is_refused(name: str) -> None:
    with pytest.raises(ModelNotFoundError, match="There is no folder .* Hugging Face model ID") as refused:
        find(name)
    assert refused.value.field == "model"


@pytest.mark.parametrize("name", ["", "  ", "''", '" "', "\0", "\ufeff"])
def test_nothing_is_asked_for_by_name(name: str) -> None:
    with pytest.raises(ModelNotFoundError, match="Enter a folder or a Hugging Face model ID"):
        find(name)


@pytest.mark.parametrize(
    "address",
    [
        "https://example.com/org/name",
        "https://huggingface.co",
        "https://huggingface.co/datasets/org/name",
        "https://huggingface.co/spaces/org/name/",
        "https://huggingface.co/papers/2512.16473",
    ],
)
def test_other_pages_are_refused(address: str) -> None:
    with pytest.raises(ModelNotFoundError, match="isn't a"):
        find(address)


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("git clone https://github.com/org/name", "https://github.com/org/name isn't a page of the Hugging Face Hub"),
        ("hf download --repo-type dataset org/name", "org/name is a dataset. Give a model's"),
        ("hf download org/name --repo-type=space", "org/name is a space. Give a model's"),
        ("git clone https://huggingface.co/datasets/org/name", "isn't a model's page"),
        ("hf download name --token hf_secret", "There is no folder name. Give"),
        ("git clone --depth 1", "There is no folder git clone --depth 1"),
        ("ollama run org/name", "There is no folder ollama run org/name. Give a folder"),
        ("vllm serve org/name", "There is no folder vllm serve org/name. Give a folder"),
    ],
)
def test_a_command_that_fetches_no_model_of_the_hub_is_refused(command: str, words: str) -> None:
    with pytest.raises(ModelNotFoundError, match=re.escape(words)) as refusal:
        find(command)
    assert "secret" not in str(refusal.value)


def test_a_folder_goes_before_the_command_it_is_called_like(tmp_path: Path) -> None:
    folder = tmp_path / "hf download org" / "name"
    folder.mkdir(parents=True)
    assert find(str(folder)) == FolderName(folder, "name")


def test_files_that_are_no_part_of_a_checkpoint_are_refused(folder: Path) -> None:
    (folder / "pytorch_model.bin").write_bytes(b"")
    with pytest.raises(ModelNotFoundError, match="or the folder of a Hugging Face checkpoint"):
        find(str(folder / "pytorch_model.bin"))


def test_a_gguf_file_is_a_model(folder: Path) -> None:
    (folder / "tiny.gguf").write_bytes(b"")
    assert find(f"'{folder / 'tiny.gguf'}'") == FolderName(folder, "tiny.gguf", "tiny.gguf")


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("org/name:x-Q4_K_M.gguf", HubName("org/name", None, "x-Q4_K_M.gguf")),
        ("org/name:Q4_K_M", HubName("org/name", None, "Q4_K_M")),
        ("org/name@v2:part/x.gguf", HubName("org/name", "v2", "part/x.gguf")),
        ("https://huggingface.co/org/name/blob/main/x.gguf", HubName("org/name", "main", "x.gguf")),
        ("https://huggingface.co/org/name/resolve/refs/pr/3/a/x.gguf", HubName("org/name", "refs/pr/3", "a/x.gguf")),
        ("hf download org/name x.gguf --local-dir .", HubName("org/name", None, "x.gguf")),
    ],
)
def test_a_gguf_file_on_the_hub_is_named_behind_its_repository(name: str, found: HubName) -> None:
    assert find(name) == found


@pytest.fixture
def cached(tmp_path: Path) -> Path:
    """The Hub's cache of one model at two commits, the older one ``main``."""
    made = tmp_path / "models--org--name-v0.1"
    for commit in ("aaa", "bbb"):
        (made / "snapshots" / commit).mkdir(parents=True)
        (made / "snapshots" / commit / "config.json").write_text("{}")
    (made / "refs").mkdir()
    (made / "refs" / "main").write_text("aaa")
    return made


@pytest.mark.parametrize("below", ["", "snapshots", "snapshots/aaa", "snapshots/aaa/config.json"])
def test_a_folder_of_the_hubs_cache_is_its_main_snapshot(below: str, cached: Path) -> None:
    assert find(str(cached / below)) == FolderName(cached / "snapshots" / "aaa", "org/name-v0.1")


def test_without_a_main_it_is_the_snapshot_there_is(cached: Path) -> None:
    (cached / "refs" / "main").write_text("gone")
    (cached / "snapshots" / "aaa" / "config.json").unlink()
    (cached / "snapshots" / "aaa").rmdir()
    assert find(str(cached)) == FolderName(cached / "snapshots" / "bbb", "org/name-v0.1")


WORDS = [
    "git clone",
    "hf download",
    "--revision",
    "-b",
    "--repo-type",
    "org/name",
    "https://hf.co/org/name",
    "=",
    "'",
    "\\\n",
]


@given(
    st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
    | st.text(max_size=60)
    | st.text(alphabet="~/.:@#?$%{}\\\"' 0ahfst-=\ud800\udcff", max_size=20)
)
def test_any_text_is_a_name_or_refused_with_a_sentence(text: str) -> None:
    message = ""
    try:
        name = find(text)
        assert isinstance(name, HubName) or name.path.is_dir()
    except ModelNotFoundError as refusal:
        message = str(refusal)
    assert message.encode().decode() == message, "it can be sent"


def test_an_account_in_an_address_is_understood_and_never_repeated() -> None:
    assert find("https://me:secret@huggingface.co:443/org/name") == HubName("org/name")
    with pytest.raises(ModelNotFoundError) as refusal:
        find("https://me:secret@elsewhere.example/org/name")
    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize("text", ["mod\ud83del", "~\ud83d/x", "a\0b", "m\udcff"])
def test_half_a_character_is_refused_in_a_sentence_that_can_be_sent(text: str) -> None:
    with pytest.raises(ModelNotFoundError) as refusal:
        find(text)
    assert str(refusal.value).encode()


def test_a_folder_whose_name_is_no_utf8_can_be_told(tmp_path: Path) -> None:
    folder = tmp_path / "tiny\udcff"
    folder.mkdir()
    assert find(str(folder)) == FolderName(folder, "tiny?")


@pytest.mark.parametrize("text", ["https://[bad", "https://[::1/a/b", "file://[x"])
def test_brackets_that_are_no_address_are_refused(text: str) -> None:
    with pytest.raises(ModelNotFoundError, match="isn't an address"):
        find(text)

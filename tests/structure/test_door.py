"""The door for others: templates, hooks, changelog fragments and make targets work as they say."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
PROJECT: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text())
CATEGORIES = [kind["directory"] for kind in PROJECT["tool"]["towncrier"]["type"]]
FORMS = sorted((ROOT / ".github/ISSUE_TEMPLATE").glob("*.yml"))
MAKEFILE = (ROOT / "Makefile").read_text()


def targets() -> set[str]:
    """What can be given to make: everything declared as no file."""
    found = re.search(r"^\.PHONY:((?:.*\\\n)*.*)", MAKEFILE, re.MULTILINE)
    assert found
    return set(found[1].replace("\\\n", " ").split())


def words_for_make(text: str) -> set[str]:
    """Targets that a text tells people to run: `make x`, alone or at the start of a line."""
    return set(re.findall(r"(?:^|`)make ([a-z][a-z-]*)", text, re.MULTILINE))


def is_fragment_name(name: str) -> bool:
    """Whether towncrier takes the name: an issue or +words, a category, md."""
    known = "|".join(CATEGORIES)
    return re.fullmatch(rf"(\d+|\+[a-z0-9-]+)\.({known})\.md", name) is not None


def test_every_changelog_fragment_is_named_for_its_category_and_says_something() -> None:
    fragments = [path for path in (ROOT / "changes").iterdir() if path.name != "README.md"]
    assert [path.name for path in fragments if not is_fragment_name(path.name)] == []
    assert [path.name for path in fragments if len(path.read_text().split()) < 4] == []


@pytest.mark.parametrize("name", ["12.added.txt", "words.added.md", "+x.improved.md", "+x.md"])
def test_a_fragment_with_another_name_is_noticed(name: str) -> None:
    assert not is_fragment_name(name)


def test_the_page_about_fragments_lists_the_categories_there_are() -> None:
    page = (ROOT / "changes/README.md").read_text()
    assert re.findall(r"^\| `(\w+)` \|", page, re.MULTILINE) == CATEGORIES


def test_a_draft_of_the_next_changelog_holds_every_fragment(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_bytes((ROOT / "pyproject.toml").read_bytes())
    (tmp_path / "changes").mkdir()
    for category in CATEGORIES:
        (tmp_path / f"changes/+one.{category}.md").write_text(f"Something {category} for all.\n")
    command = [sys.executable, "-m", "towncrier", "build", "--draft", "--version", "1.2.3"]
    for folder in (tmp_path, ROOT):
        draft = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True)
        assert "## 1.2.3 (" in draft.stdout
        if folder == tmp_path:
            assert re.findall(r"- Something (\w+) for all", draft.stdout) == CATEGORIES


def test_a_release_goes_above_the_earlier_ones() -> None:
    marker = PROJECT["tool"]["towncrier"]["start_string"]
    before, after = (ROOT / "CHANGELOG.md").read_text().split(marker)
    assert before.startswith("# Changelog")
    assert after.lstrip().startswith("## ")


@pytest.mark.parametrize("path", FORMS, ids=lambda path: path.stem)
def test_an_issue_form_is_one(path: Path) -> None:
    form = yaml.safe_load(path.read_text())
    if path.name == "config.yml":
        assert set(form) <= {"blank_issues_enabled", "contact_links"}
        return
    assert form["name"]
    assert form["description"]
    kinds = {part["type"] for part in form["body"]}
    assert kinds <= {"markdown", "input", "textarea", "dropdown", "checkboxes"}
    asked = [part for part in form["body"] if part["type"] != "markdown"]
    ids = [part["id"] for part in asked]
    assert len(ids) == len(set(ids))
    assert all(part["attributes"]["label"] for part in asked)
    assert any(part.get("validations", {}).get("required") for part in asked)
    assert all(part["attributes"]["options"] for part in asked if part["type"] == "dropdown")


def test_there_is_a_form_for_bugs_features_and_questions() -> None:
    assert {path.stem for path in FORMS} >= {"bug", "feature", "question-config"}


def test_the_hooks_are_local_ones_whose_commands_are_in_the_environment() -> None:
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text())
    assert {repo["repo"] for repo in config["repos"]} == {"local"}
    hooks = [hook for repo in config["repos"] for hook in repo["hooks"]]
    assert {hook["id"] for hook in hooks} == {"ruff", "ruff-format", "mypy", "lint-imports"}
    here = Path(sys.executable).parent  # wherever the environment stands, it has these tools
    for hook in hooks:
        assert hook["language"] == "system"
        folder, _, tool = hook["entry"].split()[0].rpartition("/")
        assert folder == ".venv/bin"
        assert (here / tool).exists()


def test_pre_commit_takes_the_hooks() -> None:
    command = [sys.executable, "-m", "pre_commit", "validate-config", ".pre-commit-config.yaml"]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)


def test_make_help_lists_every_target() -> None:
    done = subprocess.run(["make", "help"], cwd=ROOT, check=True, capture_output=True, text=True)
    listed = dict(re.findall(r"^make (\S+)\s+(\S.*)$", done.stdout, re.MULTILINE))
    assert set(listed) == targets()


@pytest.mark.parametrize(
    "name",
    ["README.md", "CONTRIBUTING.md", "SECURITY.md", "changes/README.md", ".github"],
)
def test_the_targets_that_people_are_told_to_run_are_there(name: str) -> None:
    place = ROOT / name
    pages = [place] if place.is_file() else sorted(p for p in place.rglob("*") if p.is_file())
    told = set().union(*(words_for_make(page.read_text()) for page in pages))
    assert told
    assert told <= targets()


def test_coverage_is_measured_over_every_package_of_the_product() -> None:
    measured = set(PROJECT["tool"]["coverage"]["run"]["source_pkgs"])
    product = set(PROJECT["tool"]["importlinter"]["root_packages"]) - {"telegram_sandbox"}
    assert measured == product

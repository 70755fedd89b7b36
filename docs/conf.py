"""How Sphinx builds this folder. Nothing here needs a network, and neither does the result."""

from pathlib import Path

from sphinx.application import Sphinx

project = "Slotbell"
extensions = ["myst_parser"]
myst_heading_anchors = 3
html_theme = "furo"
html_title = "Slotbell"
html_show_copyright = False
html_show_sphinx = False
html_show_sourcelink = False
html_copy_source = False
html_theme_options = {
    "light_css_variables": {
        "color-brand-primary": "#0b6e4f",
        "color-brand-content": "#0b6e4f",
    },
    "dark_css_variables": {
        "color-brand-primary": "#4fd1a5",
        "color-brand-content": "#4fd1a5",
    },
}
DECISIONS = "adr/README"


def list_decisions(_app: Sphinx, name: str, source: list[str]) -> None:
    """List the ADRs below their page; a directive in the file itself would spoil it on GitHub."""
    if name == DECISIONS:
        pages = sorted(path.stem for path in (Path(__file__).parent / "adr").glob("[0-9]*.md"))
        source[0] += "\n".join(["\n```{toctree}", ":hidden:", *pages, "```\n"])


def setup(app: Sphinx) -> None:
    """Called by Sphinx."""
    app.connect("source-read", list_decisions)

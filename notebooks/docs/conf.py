"""Sphinx's settings. ./dev docs copies the pages and what is made from sources to build/docs/source, and builds there."""

import re
import sys
from pathlib import Path

ROOT = next(folder for folder in Path(__file__).resolve().parents if (folder / "CITATION.cff").is_file())
sys.path.insert(0, str(ROOT / "notebooks" / "docs" / "make"))

project = "Undertone"
copyright = "the Undertone authors, Apache-2.0"
_version = re.search(r"project\(undertone VERSION ([0-9.]+)", (ROOT / "CMakeLists.txt").read_text(encoding="utf-8"))
assert _version is not None
version = release = _version.group(1)
language = "en_GB"

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "native_math"]
myst_enable_extensions = ["dollarmath", "amsmath", "colon_fence", "deflist", "attrs_inline"]
myst_heading_anchors = 3
html_math_renderer = "mathml"
suppress_warnings = [
    "myst.header",  # notebooks may begin a section below the level before it
    "ref.python",  # attributes of several classes share a name, and Sphinx looks up the names of fields
]

autodoc_member_order = "bysource"
autodoc_typehints = "signature"
autodoc_class_signature = "mixed"
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 100
napoleon_google_docstring = False
napoleon_use_ivar = True
napoleon_use_rtype = False

html_theme = "furo"
html_title = "Undertone"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sphinx = False
html_theme_options: dict[str, list[str]] = {"top_of_page_buttons": []}
pygments_style = "friendly"
pygments_dark_style = "native"

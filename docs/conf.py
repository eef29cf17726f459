"""How the documentation is built: MyST pages by hand, the reference from the docstrings."""

from __future__ import annotations

import sys
from importlib.metadata import version as installed_version
from pathlib import Path

from fineline.model import units

sys.path.insert(0, str(Path(__file__).parent))

project = "Fineline"
author = "The Fineline authors"
project_copyright = "The Fineline authors; text and code under Apache-2.0"
release = installed_version("fineline")

extensions = ["_ext", "myst_parser", "sphinx.ext.autodoc", "sphinx.ext.autosummary", "sphinx.ext.napoleon"]
myst_enable_extensions = ["deflist", "colon_fence"]
myst_heading_anchors = 3
templates_path = ["_templates"]
exclude_patterns = ["_build", "generated/parts"]

autosummary_generate = True
autosummary_ignore_module_all = False
autodoc_member_order = "bysource"
autodoc_typehints = "signature"
# a unit reads better by its name (PersonsPerWeek) than spelled out as an annotated array
autodoc_type_aliases = {name: name for name, kind in vars(units).items() if hasattr(kind, "__metadata__")}
maximum_signature_line_length = 100
autodoc_default_options = {"members": True}
napoleon_use_rtype = False
default_role = "literal"  # docstrings write code in single or double backticks, and both mean the same

html_theme = "furo"
html_title = "Fineline"
html_show_sphinx = False
html_math_renderer = "mathml"
html_static_path = ["_static"]
html_css_files = ["pages.css"]

# Two rooms may use one name for what is one thing seen from two sides; a reference in a signature cannot say which.
suppress_warnings = ["ref.python"]

# Types of attributes stand in the signature; written out again, `numpy.str_` would read as a link.
napoleon_attr_annotations = False

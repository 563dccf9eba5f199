"""
How Sphinx makes the site of the documentation; `python -m sphinx -W docs OUT`.

Pages are Markdown in the folders beside this file. What follows from the code (tabs, numbers, commands,
configuration, settings, timetable) is written anew at each build by `from_code/`, and never committed.
Nothing of the site comes from the network.
"""

import sys
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE)]

project = "sheets_bot"
html_title = "sheets_bot"
extensions = ["myst_parser", "from_code"]
source_suffix = {".md": "markdown"}
exclude_patterns = ["from_code"]
smartquotes = False  # what is quoted here is typed elsewhere

myst_enable_extensions = ["attrs_inline", "colon_fence"]
myst_heading_anchors = 3

html_theme = "furo"
html_static_path = ["look"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_copyright = False

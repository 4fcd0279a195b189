"""The words of the page around its tables."""

HEAD = "# Mode collapse, and what helps\n"
TABLE = ""
FINDINGS = ""
SATURATION = "## Saturation\n"

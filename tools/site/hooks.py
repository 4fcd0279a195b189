"""What the site has beyond mkdocs.yml: pages from outside of docs/, reference, links, formulas, navigation, search."""

import formulas
import links
import navigation
import notebooks
import outside
import reference
import searching
from mkdocs.structure.files import File


def on_config(config):
    """Fills the navigation in, prepares the search, and has the pages that are made here at hand."""
    made = {**reference.pages(), **outside.pages()}
    config.extra["made"] = made
    here = navigation.pages_in(config.docs_dir)
    config.nav = navigation.complete(config.nav, [*here, *made, *notebooks.pages()])
    searching.prepare(config.plugins["material/search"])
    return config


def on_files(files, config):
    """Adds pages and pictures from outside of docs/."""
    for place, text in config.extra.pop("made").items():
        files.append(File.generated(config, place, content=text))
    for place, path in outside.assets().items():
        files.append(File.generated(config, place, abs_src_path=str(path)))
    for place, content in notebooks.files().items():
        files.append(File.generated(config, place, content=content))
    return files


def on_page_markdown(markdown, page, config, files):
    """Turns links to files of the repository into links of the site, and formulas into MathML; weighs the page."""
    searching.boost(page)
    text = links.rewritten(markdown, page.file.src_uri, files, config.extra["repository"])
    return formulas.rendered(text)

"""The explorer: a release as a static site that opens from disk, `explorer/` beside the tables.

Belongs here: tables → data files (`data.py`, `words.py`), charts (`charts.py`) and pages (`pages.py`); the
scripts, styles and templates of the site; its words in English and Vietnamese (`words.json`). No figure is
changed or interpreted here: what the pages say is what the tables hold.

    index.html  figures.html  figure.html  campaign.html  province-<code>.html  trust.html   and *.vi.html
    assets/     scripts and styles
    data/       release.js: version and changes, written at publication
                map.js, index.js, campaigns/<province>.js, figures/<province>-<year>.js, words/<letters>.js

Data files are scripts (`R.put("name", …)`) that pages load when they need them: a page opened from disk may
load a script beside it but may not fetch one. Nothing that a source page wrote is ever parsed as HTML: the
templates escape it, and the scripts set it as text.
"""

from transforms.explorer.build import build, stamp

__all__ = ["build", "stamp"]

"""Markup that the Lab's panels share: a job's buttons, and places for the parts of results.

assets/page/lab/lab.js puts the parts into the elements with their names.
"""


def job(name: str, label: str, primary: bool = False) -> str:
    """The buttons that start and cancel a job, and its progress."""
    kind = "go primary" if primary else "go"
    return f"""
<div class="job" id="lab-job-{name}">
  <button type="button" class="{kind}">{label}</button>
  <button type="button" class="cancel" hidden>Cancel</button>
  <button type="button" class="anyway" hidden>Measure anyway</button>
  <progress max="1" hidden aria-label="{label}"></progress>
  <span class="what" role="status"></span><span class="hint note"></span>
  <p class="error" role="alert"></p>
</div>
"""


def plot(name: str, kind: str = "") -> str:
    return f'<div class="chart {kind}" data-figure="{name}" role="img" hidden><div class="plot"></div></div>'


def sentence(name: str, kind: str = "") -> str:
    return f'<p class="{kind}" data-sentence="{name}"></p>'


def table(name: str) -> str:
    return (
        f'<div class="scrolled" data-table="{name}" tabindex="0" role="region" aria-label="Figures" hidden>'
        "<table><thead></thead><tbody></tbody></table></div>"
    )

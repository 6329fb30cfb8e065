// plotly.js with the kinds of traces that the page's figures are made of, beside scatter, which is always there.

import Plotly from "plotly.js/lib/core";
import bar from "plotly.js/lib/bar";
import contour from "plotly.js/lib/contour";
import heatmap from "plotly.js/lib/heatmap";

Plotly.register([bar, contour, heatmap]);

// As the whole of plotly.js names itself.
window.Plotly = Plotly;

// Puts the style sheet's colours and type into a figure of ui/lab/view.py.

export function themed({ data, layout }, style, em) {
  const read = (name) => style.getPropertyValue(name).trim();
  const coloured = (value) => {
    if (typeof value === "string") return value.startsWith("--") ? read(value) : value;
    if (Array.isArray(value)) return typeof value.at(-1) === "number" ? value : value.map(coloured);
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, coloured(held)]));
  };
  const text = { family: read("--mono") || "monospace", size: 0.72 * em, color: read("--text") };
  const axis = {
    gridcolor: read("--grid"),
    linecolor: read("--rule"),
    zeroline: false,
    ticks: "",
    automargin: true,
    tickfont: { ...text, color: read("--muted") },
    title: { font: { ...text, color: read("--muted") }, standoff: 6 },
  };
  const hover = { bgcolor: read("--panel"), bordercolor: read("--muted"), font: text, align: "left" };
  const base = {
    paper_bgcolor: "rgba(0,0,0,0)",
    plot_bgcolor: "rgba(0,0,0,0)",
    font: text,
    hoverlabel: hover,
    legend: { font: text, bgcolor: "rgba(0,0,0,0)" },
    dragmode: false,
  };
  return {
    data: coloured(data).map(withBar(text)),
    layout: merged({ ...base, xaxis: axis, yaxis: axis }, coloured(layout)),
  };
}

function withBar(text) {
  const font = { ...text, size: 0.95 * text.size };
  return (trace) => {
    if (!trace.colorbar) return trace;
    const title = { ...trace.colorbar.title, font };
    return { ...trace, colorbar: { outlinewidth: 0, tickfont: font, ...trace.colorbar, title } };
  };
}

function merged(base, over) {
  const isRecord = (value) => value !== null && typeof value === "object" && !Array.isArray(value);
  const result = { ...base };
  for (const [key, value] of Object.entries(over)) {
    result[key] = isRecord(value) && isRecord(base[key]) ? merged(base[key], value) : value;
  }
  return result;
}

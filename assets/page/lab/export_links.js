// Where the results that there are can be had as files.

const EXPORTED = ["grid", "curves", "reuse", "tune", "compare", "lookahead"];

/** @param {Map<string, string>} done the latest job of each kind */
export function exportLinks(done) {
  const jobs = EXPORTED.filter((kind) => done.has(kind)).map((kind) => done.get(kind));
  if (!jobs.length) return null;
  return { report: `lab/report.html?jobs=${jobs.join(",")}`, json: `lab/results.json?jobs=${jobs.join(",")}` };
}

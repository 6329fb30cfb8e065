// The last steps of one layer, as the server tells them: asked for the later ones only, kept for 200.

const KEPT_STEPS = 200;
const COLUMNS = ["steps", "held", "loading", "choices", "outcomes"];

export function createHistory() {
  const history = {
    rows: "ways",
    clear() {
      for (const name of COLUMNS) history[name] = [];
    },
    // Whether something new has come; ``isWanted`` says whether the answer is still of use.
    async extend(layer, isWanted) {
      const after = history.steps.at(-1) ?? -1;
      const address = new URL(`telemetry/layer?layer=${layer}&after=${after}`, document.baseURI);
      const answer = await fetch(address)
        .then((response) => (response.ok ? response.json() : null))
        .catch(() => null); // the status strip says that the line is lost
      if (!answer?.steps.length || !isWanted()) return false;
      if (answer.rows !== history.rows || answer.held[0].length !== history.held[0]?.length) history.clear();
      history.rows = answer.rows;
      for (const name of COLUMNS) history[name] = [...history[name], ...answer[name]].slice(-KEPT_STEPS);
      return true;
    },
  };
  history.clear();
  return history;
}

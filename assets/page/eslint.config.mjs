// What eslint looks for in the scripts. How they are laid out is prettier's business, what fits together is tsc's.

import js from "@eslint/js";
import globals from "globals";

export default [
  { ignores: ["built/", "plotly/plotly.js", "**/node_modules/", "**/*.d.ts"] },
  js.configs.recommended,
  {
    languageOptions: { globals: globals.browser },
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      curly: ["error", "multi-line"],
      eqeqeq: ["error", "always", { null: "ignore" }],
      "no-implicit-globals": "error",
      "no-shadow": "error",
      "no-unused-expressions": ["error", { allowShortCircuit: true, allowTernary: true }],
      "no-var": "error",
      "prefer-const": "error",
      "max-lines": ["error", 300],
    },
  },
  { files: ["**/*.mjs", "**/*.test.js"], languageOptions: { globals: globals.node } },
];

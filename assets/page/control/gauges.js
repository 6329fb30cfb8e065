// The gauges of the control panel: one for the GPU's memory, one for RAM.

import { put } from "../shell/format.js";
import { gaugeText, isOver, priceOf, widthsOf } from "./price.js";

export function gauges(root) {
  const device = root.querySelector(".gauge.device");
  const host = root.querySelector(".gauge.host");

  return {
    draw(state, values) {
      const price = priceOf(state, values);
      device.hidden = price.device === null;
      if (price.device) draw(device, price.device);
      draw(host, price.host);
      return { most: price.most, limit: price.limit };
    },
  };
}

function draw(element, gauge) {
  const { held, slots } = widthsOf(gauge);
  element.classList.toggle("over", isOver(gauge));
  element.querySelector(".held").style.width = held;
  element.querySelector(".slots-bar").style.width = slots;
  put(element.querySelector("p"), gaugeText(gauge));
}

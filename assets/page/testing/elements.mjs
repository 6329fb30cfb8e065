// Made-up elements: a tree with as much of the DOM as the scripts under test ask of it, and nothing of how it looks.

import { matches } from "./selectors.mjs";

const hyphened = (name) => name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

class MadeUpElement extends EventTarget {
  constructor(tag) {
    super();
    this.tagName = tag.toUpperCase();
    this.parentElement = null;
    this.childNodes = [];
    this.attributes = new Map();
    this.id = "";
    this.hidden = false;
    this.style = { setProperty: (name, value) => (this.style[name] = value) };
    this.dataset = new Proxy(
      {},
      {
        get: (_, name) => this.attributes.get(`data-${hyphened(name)}`),
        set: (_, name, value) => Boolean(this.attributes.set(`data-${hyphened(String(name))}`, String(value))),
        deleteProperty: (_, name) => (this.attributes.delete(`data-${hyphened(String(name))}`), true),
      },
    );
    this.classList = {
      contains: (name) => this.classNames().includes(name),
      add: (name) => this.classList.toggle(name, true),
      remove: (name) => this.classList.toggle(name, false),
      toggle: (name, on = !this.classList.contains(name)) => {
        const others = this.classNames().filter((other) => other !== name);
        this.className = (on ? [...others, name] : others).join(" ");
      },
    };
    this.className = "";
  }

  classNames() {
    return this.className.split(" ").filter(Boolean);
  }

  get children() {
    return this.childNodes.filter((node) => typeof node !== "string");
  }

  get cells() {
    return this.children;
  }

  get isConnected() {
    let top = this;
    while (top.parentElement) top = top.parentElement;
    return top === /** @type {any} */ (globalThis.document);
  }

  get textContent() {
    return this.childNodes.map((node) => (typeof node === "string" ? node : node.textContent)).join("");
  }

  set textContent(text) {
    this.replaceChildren(...(text === "" ? [] : [String(text)]));
  }

  // Markup is not taken apart: it stands as a text.
  get innerHTML() {
    return this.textContent;
  }

  set innerHTML(markup) {
    this.textContent = markup;
  }

  append(...nodes) {
    this.insert(this.childNodes.length, nodes);
  }

  prepend(...nodes) {
    this.insert(0, nodes);
  }

  scrollIntoView() {}

  before(...nodes) {
    this.parentElement.insert(this.parentElement.childNodes.indexOf(this), nodes);
  }

  after(...nodes) {
    this.parentElement.insert(this.parentElement.childNodes.indexOf(this) + 1, nodes);
  }

  insert(place, nodes) {
    for (const node of nodes) node.remove?.();
    this.childNodes.splice(place, 0, ...nodes.map((node) => (node.tagName ? node : String(node))));
    for (const node of nodes) if (node.tagName) node.parentElement = this;
  }

  remove() {
    const outer = this.parentElement;
    if (outer) outer.childNodes = outer.childNodes.filter((node) => node !== this);
    this.parentElement = null;
  }

  replaceChildren(...nodes) {
    for (const child of this.children) child.parentElement = null;
    this.childNodes = [];
    this.append(...nodes);
  }

  insertRow() {
    return this.made("tr");
  }

  insertCell() {
    return this.made("td");
  }

  createCaption() {
    return this.made("caption");
  }

  made(tag) {
    const child = element(tag);
    this.append(child);
    return child;
  }

  getAttribute(name) {
    if (name === "id" || name === "name" || name === "type") return this[name] ?? this.attributes.get(name) ?? null;
    return this.attributes.get(name) ?? null;
  }

  setAttribute(name, value) {
    this.attributes.set(name, String(value));
  }

  hasAttribute(name) {
    return this.getAttribute(name) !== null;
  }

  removeAttribute(name) {
    this.attributes.delete(name);
  }

  matches(selectors) {
    return matches(this, selectors);
  }

  closest(selectors) {
    if (this.matches(selectors)) return this;
    return this.parentElement?.closest(selectors) ?? null;
  }

  querySelectorAll(selectors) {
    const below = (node) => node.children.flatMap((child) => [child, ...below(child)]);
    return below(this).filter((one) => matches(one, selectors, this));
  }

  querySelector(selectors) {
    return this.querySelectorAll(selectors)[0] ?? null;
  }

  getElementById(id) {
    return this.querySelector(`#${id}`);
  }

  dispatchEvent(event) {
    Object.defineProperty(event, "target", { value: this });
    /** @type {any} */
    let at = this;
    for (; at; at = event.bubbles ? at.parentElement : null) EventTarget.prototype.dispatchEvent.call(at, event);
    return !event.defaultPrevented;
  }

  click() {
    const { disabled } = /** @type {any} */ (this);
    if (!disabled) this.dispatchEvent(new Event("click", { bubbles: true, cancelable: true }));
  }

  focus() {
    Object.assign(globalThis.document, { activeElement: this });
  }
}

/**
 * @param {string} name a tag with its id and classes: "li#first.shown.last"
 * @param {Record<string, any>} [properties] dataset and attributes among them
 * @param {...(string | object)} children
 * @returns {any}
 */
export function element(name, properties = {}, ...children) {
  const [tag] = name.split(/[#.]/);
  const { dataset = {}, attributes = {}, ...others } = properties;
  /** @type {any} */
  const made = new MadeUpElement(tag);
  made.id = /#([\w-]+)/.exec(name)?.[1] ?? "";
  made.className = [...name.matchAll(/\.([\w-]+)/g)].map(([, one]) => one).join(" ");
  Object.assign(made.dataset, dataset);
  for (const [attribute, value] of Object.entries(attributes)) made.setAttribute(attribute, value);
  Object.assign(made, others);
  made.append(...children);
  return made;
}

/** A page that holds ``children`` and becomes the global document. @param {...object} children @returns {any} */
export function madeUpPage(...children) {
  const body = element("body", {}, ...children);
  const page = element("document", {
    body,
    hidden: false,
    baseURI: "http://here/",
    activeElement: body,
    documentElement: element("html"),
    head: element("head"),
    createElement: (tag) => element(tag),
  });
  page.append(body);
  Object.assign(globalThis, { document: page });
  return page;
}

/** An event that bubbles, as those that a user brings about do. @param {any} target @param {string} type */
export function fire(target, type, more = {}) {
  const event = Object.assign(new Event(type, { bubbles: true, cancelable: true }), more);
  target.dispatchEvent(event);
  return event;
}

/** Lets promises that wait for each other settle. */
export function settled() {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Observers of the page as a list of their callbacks: nothing here changes by itself. @param {string} name */
export function madeUpObserver(name) {
  const callbacks = [];
  Object.assign(globalThis, {
    [name]: class {
      constructor(callback) {
        this.callback = callback;
        callbacks.push(callback);
      }
      observe() {}
      disconnect() {
        callbacks.splice(callbacks.indexOf(this.callback), 1);
      }
    },
  });
  return callbacks;
}

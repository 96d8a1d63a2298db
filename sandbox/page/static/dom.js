// Elements are written as h("tag", {props}, ...children) and drawn with draw(place, ...nodes), which
// changes what is there as little as it can: what somebody is typing, the focus and the scrolling
// positions survive every redraw.

export function h(tag, props, ...children) {
  const node = document.createElement(tag);
  node.handlers = {};
  for (const [name, value] of Object.entries(props ?? {})) {
    if (value === undefined || value === null || value === false) continue;
    if (name === "key") node.key = value;
    else if (name === "value" || name === "checked") node[`given_${name}`] = value;
    else if (name.startsWith("on")) node.handlers[name] = value;
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.flat(Infinity).filter(shown));
  take(node);
  for (const [name, handler] of Object.entries(node.handlers)) node[name] = handler;
  return node;
}

export function draw(place, ...nodes) {
  morphChildren(place, nodes.flat(Infinity).filter(shown).map(asNode));
}

const shown = (child) => child !== null && child !== undefined && child !== false && child !== "";
const asNode = (child) => (child instanceof Node ? child : document.createTextNode(String(child)));

// Values are set after the children: a select needs its options first.
function take(node) {
  if (node.given_value !== undefined) node.value = node.given_value;
  if (node.given_checked !== undefined) node.checked = node.given_checked;
}

function alike(a, b) {
  return a.nodeType === b.nodeType && a.nodeName === b.nodeName && a.key === b.key
    && a.type === b.type;
}

function morphChildren(parent, fresh) {
  // What is gone goes first: to move what follows it would take the focus away.
  const wanted = new Set(fresh.map((one) => one.key));
  const keyed = new Map();
  for (const child of [...parent.childNodes]) {
    if (child.key === undefined) continue;
    if (wanted.has(child.key)) keyed.set(child.key, child);
    else child.remove();
  }
  let cursor = parent.firstChild;
  for (const next of fresh) {
    const candidate = next.key === undefined ? cursor : keyed.get(next.key);
    if (candidate && alike(candidate, next)) {
      if (candidate === cursor) cursor = cursor.nextSibling;
      else parent.insertBefore(candidate, cursor);
      morph(candidate, next);
    } else {
      parent.insertBefore(next, cursor);
    }
  }
  while (cursor) {
    const gone = cursor;
    cursor = cursor.nextSibling;
    gone.remove();
  }
}

// Whether a card is open is for whoever opens and closes it.
const isOpening = (node, name) => name === "open" && node.nodeName === "DETAILS";

function morph(old, next) {
  if (old.nodeType === Node.TEXT_NODE) {
    if (old.nodeValue !== next.nodeValue) old.nodeValue = next.nodeValue;
    return;
  }
  for (const { name } of [...old.attributes]) {
    if (!isOpening(old, name) && !next.hasAttribute(name)) old.removeAttribute(name);
  }
  for (const { name, value } of next.attributes) {
    if (old.getAttribute(name) === value || isOpening(old, name)) continue;
    if (name === "style") old.style.cssText = value; // the page's policy forbids the attribute
    else old.setAttribute(name, value);
  }
  for (const name of Object.keys(old.handlers ?? {})) old[name] = null;
  old.handlers = next.handlers;
  for (const [name, handler] of Object.entries(next.handlers ?? {})) old[name] = handler;
  morphChildren(old, [...next.childNodes]);
  takeOver(old, next);
}

// A field changes only when what it is given has changed, and never under somebody's fingers.
function takeOver(old, next) {
  const value = next.given_value;
  if (value !== undefined && value !== old.given_value && document.activeElement !== old) {
    old.value = value;
  }
  if (next.given_checked !== undefined) old.checked = next.given_checked;
  old.given_value = value;
}

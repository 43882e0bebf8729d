// SPDX-License-Identifier: GPL-3.0-or-later
// Makes one element like another while keeping what is alike as it is: the focus, the caret, and what somebody opened stay.

// What a person or a script changes, which an address says nothing of.
const kOwnState = new Set(["hidden", "open"]);

// Whether the server last sent these details open: only when it changes its mind are they opened for somebody.
const sentOpen = new WeakMap();

const nameOf = (node) => node.dataset?.key || node.id || "";

function alike(a, b) {
  return a.nodeName === b.nodeName && (a.nodeType !== Node.ELEMENT_NODE || (nameOf(a) === nameOf(b) && a.classList[0] === b.classList[0]));
}

function morphAttributes(from, to) {
  for (const name of from.getAttributeNames()) {
    if (!to.hasAttribute(name) && !kOwnState.has(name)) {
      from.removeAttribute(name);
    }
  }
  for (const { name, value } of to.attributes) {
    if (from.getAttribute(name) !== value && !kOwnState.has(name)) {
      from.setAttribute(name, value);
    }
  }
}

function morphChildren(from, to) {
  const wanted = Array.from(to.childNodes);
  let next = from.firstChild;
  const isWanted = (node, first) => wanted.slice(first).some((other) => alike(node, other));
  // Takes away what is not wanted before it puts anything elsewhere: what is moved loses the focus.
  const dropUnwanted = (first) => {
    while (next !== null && !isWanted(next, first)) {
      const gone = next;
      next = next.nextSibling;
      if (gone.dataset?.kept === undefined) {
        gone.remove();
      }
    }
  };
  wanted.forEach((node, number) => {
    dropUnwanted(number);
    let found = next;
    while (found !== null && !alike(found, node)) {
      found = found.nextSibling;
    }
    if (found === null) {
      from.insertBefore(document.importNode(node, true), next);
      return;
    }
    if (found === next) {
      next = next.nextSibling;
    } else {
      from.insertBefore(found, next);
    }
    morph(found, node);
  });
  dropUnwanted(wanted.length);
}

// Elements are alike if their kind, their first class, and data-key or id are. What has data-kept is left alone.
export function morph(from, to) {
  if (from.nodeType !== Node.ELEMENT_NODE) {
    from.nodeValue = to.nodeValue;
    return;
  }
  if ("kept" in from.dataset) {
    return;
  }
  morphAttributes(from, to);
  morphChildren(from, to);
  if (from instanceof HTMLDetailsElement) {
    const sent = sentOpen.has(from) ? sentOpen.get(from) : from.open;
    from.open ||= to.open && !sent;
    sentOpen.set(from, to.open);
  } else if (from instanceof HTMLInputElement || from instanceof HTMLSelectElement) {
    from.value = to.value;
    from.checked = to.checked;
  }
}

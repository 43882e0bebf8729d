// SPDX-License-Identifier: GPL-3.0-or-later
/*! With accessible-autocomplete 3.0.1, MIT, Copyright (c) 2017 Crown Copyright (Government Digital Service), and Preact 8.5.3, MIT, Copyright (c) 2015-present Jason Miller. */
// Suggestions under a search box, which never get in the way (ux A7): they open only while somebody types, Enter sends what was
// typed, Escape closes, arrows choose, and where they cannot be had nothing is said.
import Autocomplete from "accessible-autocomplete/src/autocomplete.js";
import { createElement, render } from "preact";

const kFewestLetters = 2;
const kPause = 150; // milliseconds without a key before the server is asked

// The component, built from its source because its ready-made file is twice the size, and changed where it would be in the way: it
// opens again on focus, keeps Enter for itself, loses the focus on Escape, and makes an input of its own.
class SearchSuggestions extends Autocomplete {
  constructor(properties) {
    super(properties);
    this.state.options = [];
  }

  componentDidUpdate(_, before) {
    const { focused } = this.state;
    if (focused !== null && focused !== before.focused) {
      this.elementReferences[focused]?.focus();
    }
  }

  close(focused) {
    this.setState({ focused, menuOpen: false, options: [], selected: -1, hovered: null });
  }

  closeFromWithin() {
    this.elementReferences[-1].focus(); // before the line that has the focus goes
    this.close(-1);
  }

  handleInputChange({ target: { value: query } }) {
    this.setState({ query, ariaHint: query === "" });
    this.props.source(query, (options) => this.setState({ options, menuOpen: options.length > 0, selected: -1, hovered: null, validChoiceMade: false }));
  }

  handleInputClick() {}

  handleInputFocus() {
    this.setState({ focused: -1 });
  }

  handleComponentBlur({ menuOpen }) {
    if (menuOpen) {
      this.setState({ focused: null }); // exploring by touch
    } else {
      this.close(null);
    }
  }

  handleOptionClick(event, index) {
    const chosen = this.state.options[index];
    this.closeFromWithin();
    this.props.onConfirm(chosen);
  }

  handleKeyDown(event) {
    if (event.key === "Escape") {
      if (this.state.menuOpen) {
        event.preventDefault(); // which would empty the box
        this.closeFromWithin();
      }
    } else if (event.key !== "Enter" || this.state.focused !== -1) {
      super.handleKeyDown(event);
    }
  }

  render() {
    const wrapper = super.render();
    const input = wrapper.children.find((child) => child?.nodeName === "input");
    Object.assign(input.attributes, this.props.inputAttributes);
    return wrapper;
  }
}

// Asks the server, at most once a pause, and hands on the answer to what was typed last.
class Source {
  constructor(box) {
    this.box = box;
    this.settled = null; // what stands in the box without having been typed
    this.answered = null;
  }

  stop() {
    clearTimeout(this.waiting);
    this.running?.abort();
  }

  settle() {
    this.stop();
    this.settled = this.box.value;
  }

  ask(query, offer) {
    this.stop();
    if (query === this.settled || query.trim().length < kFewestLetters) {
      offer([]);
      return;
    }
    this.settled = null;
    this.waiting = setTimeout(async () => {
      this.running = new AbortController();
      const { signal } = this.running;
      try {
        const answer = await fetch(`/api/v1/suggest?q=${encodeURIComponent(query)}`, { signal });
        const { suggestions } = answer.ok ? await answer.json() : { suggestions: [] };
        if (!signal.aborted && document.activeElement === this.box) {
          this.answered = query;
          offer(suggestions);
        }
      } catch {
        offer([]);
      }
    }, kPause);
  }
}

function asMarkup(text, kind) {
  const parts = [
    ["ww-suggest__text", text],
    ["ww-suggest__kind", kind],
  ].map(([name, content]) => {
    const part = document.createElement("span");
    part.className = name;
    part.textContent = content;
    return part.outerHTML;
  });
  return parts.join(" ");
}

// `field` holds a wrapper that holds the input, and the words in its data attributes.
export function offerSuggestions(field) {
  const box = field.querySelector("input");
  const words = field.dataset;
  const source = new Source(box);
  const kindOf = (suggestion) => suggestion.facet_label ?? words[suggestion.kind];
  let component;
  // The component takes over the input that is there. Its first part would take the first element that it finds: that is for it.
  box.before(document.createElement("div"));
  render(
    createElement(SearchSuggestions, {
      ref: (made) => (component = made),
      id: box.id,
      name: box.name,
      defaultValue: box.value,
      cssNamespace: "ww-suggest",
      inputClasses: box.className,
      inputAttributes: { type: box.type, maxLength: box.maxLength, spellcheck: box.spellcheck },
      displayMenu: "overlay",
      confirmOnBlur: false,
      showNoOptionsFound: false,
      source: (query, offer) => source.ask(query, offer),
      onConfirm: ({ url }) => {
        source.stop();
        if (document.dispatchEvent(new CustomEvent("suggestion", { detail: url, cancelable: true }))) {
          location.assign(url);
        }
      },
      templates: {
        inputValue: (suggestion) => (suggestion ? `${suggestion.text}, ${kindOf(suggestion)}` : ""),
        suggestion: (suggestion) => asMarkup(suggestion.text, kindOf(suggestion)),
      },
      tAssistiveHint: () => words.hint,
      tStatusQueryTooShort: () => "",
      tStatusNoResults: () => (source.answered !== null && source.answered === box.value ? words.none : ""),
      tStatusResults: (count, selected) => `${count} ${count === 1 ? words.one : words.several}. ${selected}`,
      tStatusSelectedOption: (selected, count, index) => `${selected}, ${index + 1} ${words.of} ${count}`,
    }),
    field,
    field.firstElementChild,
  );
  box.addEventListener("settled", () => source.settle());
  box.form.addEventListener("submit", () => {
    source.stop();
    component.close(document.activeElement === box ? -1 : null);
  });
  component.setState({ focused: document.activeElement === box ? -1 : null });
  component.handleInputChange({ target: box });
}

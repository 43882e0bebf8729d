// SPDX-License-Identifier: GPL-3.0-or-later
// Whoever types a password unseen may look at it; it is hidden again before it is sent, so that browsers do not keep it as ordinary text.
export function offerShowing(field) {
  const name = field.labels[0].textContent.trim().toLowerCase();
  const button = document.createElement("button");
  button.type = "button";
  button.className = "govuk-button govuk-button--secondary ww-show-password";
  button.setAttribute("aria-controls", field.id);
  const turn = (shown) => {
    field.type = shown ? "text" : "password";
    button.setAttribute("aria-pressed", String(shown));
    button.innerHTML = "";
    button.append(shown ? "Hide" : "Show");
    const whole = document.createElement("span");
    whole.className = "govuk-visually-hidden";
    whole.textContent = ` the ${name}`;
    button.append(whole);
  };
  turn(false);
  button.addEventListener("click", () => turn(field.type === "password"));
  field.form.addEventListener("submit", () => turn(false));
  field.after(button);
}

// SPDX-License-Identifier: GPL-3.0-or-later
// Whoever types a password unseen may look at it; it is hidden again before it is sent, so that browsers do not keep it as ordinary text.
export function offerShowing(field) {
  const name = field.labels[0].textContent.trim().toLowerCase();
  const button = document.createElement("button");
  button.type = "button";
  button.className = "govuk-button govuk-button--secondary ww-show-password";
  button.setAttribute("aria-controls", field.id);
  const status = document.createElement("span");
  status.className = "govuk-visually-hidden";
  status.role = "status";
  const turn = (shown) => {
    field.type = shown ? "text" : "password";
    button.textContent = shown ? "Hide" : "Show";
    const whole = document.createElement("span");
    whole.className = "govuk-visually-hidden";
    whole.textContent = ` the ${name}`;
    button.append(whole);
  };
  turn(false);
  button.addEventListener("click", () => {
    turn(field.type === "password");
    status.textContent = `Your ${name} is ${field.type === "text" ? "visible" : "hidden"}`;
  });
  field.form.addEventListener("submit", () => turn(false));
  field.after(button, status);
}

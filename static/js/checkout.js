// Another country asks for other parts of an address: choosing it redraws the form, without the button for it.

for (const block of document.querySelectorAll("[data-address]")) {
  const button = block.querySelector("[data-update-country]");
  const select = block.querySelector("select[name$='-country']");
  if (!button || !select) continue;
  button.classList.add("visually-hidden");
  button.tabIndex = -1;
  select.addEventListener("change", () => {
    sessionStorage.setItem("focus", select.id);
    button.form.requestSubmit(button);
  });
}

// The redrawn page goes on where the shopper was.
const focus = sessionStorage.getItem("focus");
if (focus) {
  sessionStorage.removeItem("focus");
  document.getElementById(focus)?.focus();
}

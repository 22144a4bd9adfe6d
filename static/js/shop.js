// Small conveniences of every page. Nothing here is needed to shop.

// The number of things in the cart stands in a cookie that scripts may read, so that pages can be the same for all.
const count = document.cookie.match(/(?:^|; )cart_count=(\d{1,4})/)?.[1];
for (const badge of document.querySelectorAll("[data-cart-count]")) {
  if (!count || count === "0") continue;
  badge.textContent = count;
  badge.hidden = false;
  badge.closest("a")?.setAttribute("aria-label", `Cart, ${count} ${count === "1" ? "thing" : "things"}`);
}

// After a form came back with errors, start where they are listed.
document.querySelector("[data-focus]")?.focus();

// Minus and plus beside a quantity. The number field itself works without them.
for (const box of document.querySelectorAll("[data-stepper]")) {
  const input = box.querySelector("input");
  const least = Number(input.min || 1);
  const most = Number(input.max || 99);
  const buttons = [...box.querySelectorAll("button[data-step]")];
  const refresh = () => {
    for (const button of buttons) {
      const next = Number(input.value) + Number(button.dataset.step);
      button.disabled = next < least || next > most;
    }
  };
  for (const button of buttons) {
    button.hidden = false;
    button.addEventListener("click", () => {
      input.value = Math.min(most, Math.max(least, (Number(input.value) || least) + Number(button.dataset.step)));
      input.dispatchEvent(new Event("change", { bubbles: true }));
    });
  }
  input.addEventListener("input", refresh);
  input.addEventListener("change", refresh);
  refresh();
}

// Forms that may be sent as soon as something is chosen in them.
for (const form of document.querySelectorAll("form[data-auto-submit]")) {
  form.addEventListener("change", (event) => {
    if (event.target.matches("[data-auto-submit-ignore]")) return;
    form.requestSubmit();
  });
}

// A second click while the first is under way would be harmless; it would only make people wonder.
for (const form of document.querySelectorAll("form[data-once]")) {
  form.addEventListener("submit", (event) => {
    if (form.dataset.sent) return event.preventDefault();
    form.dataset.sent = "1";
    for (const button of form.querySelectorAll("button:not([name])")) {
      button.setAttribute("aria-disabled", "true");
      if (button.dataset.busy) button.textContent = button.dataset.busy;
    }
  });
  addEventListener("pageshow", (event) => event.persisted && delete form.dataset.sent);
}

// In the cart a new quantity takes effect by itself; the button for it is for those without scripts.
for (const button of document.querySelectorAll("[data-only-without-script]")) button.hidden = true;
for (const input of document.querySelectorAll("[data-submit-on-change]")) {
  let timer;
  input.addEventListener("change", () => {
    clearTimeout(timer);
    timer = setTimeout(() => input.form.requestSubmit(), 500);
  });
}

// The card form of the sandbox: it takes test cards only, and turns their numbers into names before anything is sent.
//
// What the template writes (load as a module, after shop.js; no data-once on the form):
//
//   <form method="post" data-pay="sandbox" novalidate>
//     <input type="hidden" name="payment_method">
//     <div class="field"><label for="card-number">…</label>
//       <input id="card-number" data-card-number inputmode="numeric" autocomplete="cc-number"></div>
//     <div class="field">… <input id="card-expiry" data-card-expiry inputmode="numeric" autocomplete="cc-exp"></div>
//     <div class="field">… <input id="card-cvc" data-card-cvc inputmode="numeric" autocomplete="cc-csc"></div>
//     <div class="field">… <input id="card-name" data-card-name autocomplete="cc-name"></div>
//     <button type="submit" data-pay-button data-busy="Paying…">Pay €19.90</button>
//   </form>
//
// Number, expiry and code have an id and no name, so that they are never sent; a name found there is taken away.
// The name field may have one (name="billing_name"). Errors appear as <p class="errorlist"> before the input, and the
// field gets .has-error. Optional: [data-card-brand] anywhere in the form shows the brand, and
// <button type="button" data-use-card="4242424242424242"> anywhere on the page fills the form in.

const TOKENS = {
  "4242424242424242": "pm_card_visa",
  "5555555555554444": "pm_card_mastercard",
  "378282246310005": "pm_card_amex",
  "4000000000000002": "pm_card_chargeDeclined",
  "4000000000009995": "pm_card_chargeDeclinedInsufficientFunds",
  "4000000000000069": "pm_card_chargeDeclinedExpiredCard",
  "4000000000000127": "pm_card_chargeDeclinedIncorrectCvc",
  "4000000000000119": "pm_card_chargeDeclinedProcessingError",
  "4000000000003220": "pm_card_threeDSecure2Required",
  "4000000000000010": "pm_card_avsFail",
  "4000000000001018": "pm_card_nameMismatch",
  "4000000000001026": "pm_card_notSupported",
};

const BRANDS = [
  { name: "Visa", pattern: /^4/, groups: [4, 4, 4, 4], cvc: 3 },
  { name: "Mastercard", pattern: /^(5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, groups: [4, 4, 4, 4], cvc: 3 },
  { name: "American Express", pattern: /^3[47]/, groups: [4, 6, 5], cvc: 4 },
];
const UNKNOWN = { name: "", groups: [4, 4, 4, 4], cvc: 3 };

const form = document.querySelector('form[data-pay="sandbox"]');
const field = (name) => form.querySelector(`[data-card-${name}]`);
const inputs = { number: field("number"), expiry: field("expiry"), cvc: field("cvc"), name: field("name") };
const hidden = form.querySelector('input[name="payment_method"]');
const button = form.querySelector("[data-pay-button]");
const label = button.textContent;
const digitsOf = (text) => text.replace(/\D/g, "");
const brandOf = (digits) => BRANDS.find((brand) => brand.pattern.test(digits)) ?? UNKNOWN;
const size = (brand) => brand.groups.reduce((sum, group) => sum + group, 0);

// --- as it is printed on the card

function grouped(digits, groups) {
  const parts = [];
  let from = 0;
  for (const group of groups) {
    if (from < digits.length) parts.push(digits.slice(from, from + group));
    from += group;
  }
  return parts.join(" ");
}

function rewrite(input, text) {
  if (input.value === text) return;
  // The caret stays behind the digit that it was behind.
  const before = digitsOf(input.value.slice(0, input.selectionStart ?? input.value.length)).length;
  const atEnd = (input.selectionStart ?? 0) >= input.value.length;
  input.value = text;
  if (document.activeElement !== input) return;
  let caret = atEnd ? text.length : 0;
  for (let seen = 0; !atEnd && seen < before && caret < text.length; caret += 1) if (/\d/.test(text[caret])) seen += 1;
  input.setSelectionRange(caret, caret);
}

function formatNumber() {
  const digits = digitsOf(inputs.number.value);
  const brand = brandOf(digits);
  rewrite(inputs.number, grouped(digits.slice(0, size(brand)), brand.groups));
  const shown = form.querySelector("[data-card-brand]");
  if (shown) shown.textContent = brand.name;
  inputs.cvc.maxLength = brand.cvc;
}

function expiryText(text, deleting) {
  const written = text.match(/^\s*(\d{1,2})\s*[/.-]\s*(\d{0,4})/);
  const digits = digitsOf(text).slice(0, 6);
  const alone = digits.length === 1 && Number(digits) > 1;
  const month = written ? written[1].padStart(2, "0") : alone ? `0${digits}` : digits.slice(0, 2);
  let year = written ? written[2] : digits.slice(2);
  if (year.length === 4 && year.startsWith("20")) year = year.slice(2);
  if (deleting && !year) return written ? written[1] : digits;
  return month.length < 2 ? month : `${month} / ${year}`;
}

function expiry() {
  const [, month, year] = inputs.expiry.value.match(/^(\d\d) \/ (\d\d)$/) ?? [];
  return month ? { month: Number(month), year: 2000 + Number(year) } : null;
}

// --- what is wrong, in words, beside the field

function passesLuhn(digits) {
  let sum = 0;
  for (const [index, digit] of [...digits].reverse().entries()) {
    const value = index % 2 ? Number(digit) * 2 : Number(digit);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 === 0;
}

const checks = {
  number() {
    const digits = digitsOf(inputs.number.value);
    if (!digits) return "Enter the card number.";
    if (digits.length < size(brandOf(digits))) return "This card number is too short. Please check it.";
    if (!passesLuhn(digits)) return "This card number isn't right. Please check each digit.";
    if (TOKENS[digits]) return "";
    return (
      "This shop is in its sandbox, which takes no real cards. Use a test card: 4242 4242 4242 4242 pays, " +
      "4000 0000 0000 0002 is declined, 4000 0000 0000 3220 asks your bank first."
    );
  },
  expiry() {
    if (!inputs.expiry.value.trim()) return "Enter the expiry date.";
    const date = expiry();
    if (!date) return "Enter the expiry date as month and year, such as 04 / 29.";
    if (date.month < 1 || date.month > 12) return "The month of the expiry date goes from 01 to 12.";
    const now = new Date();
    const months = (date.year - now.getFullYear()) * 12 + date.month - (now.getMonth() + 1);
    if (months < 0) return "This card has expired. Please check the date, or use another card.";
    return months > 240 ? "This expiry date is too far away. Please check the year." : "";
  },
  cvc() {
    const { cvc } = brandOf(digitsOf(inputs.number.value));
    if (digitsOf(inputs.cvc.value).length === cvc) return "";
    return `Enter the security code: the ${cvc} digits on the ${cvc === 4 ? "front" : "back"} of the card.`;
  },
  name() {
    return inputs.name.value.trim() ? "" : "Enter the name as it is printed on the card.";
  },
};

function show(input, message) {
  const id = `${input.id}-error`;
  const others = (input.getAttribute("aria-describedby") ?? "").split(" ").filter((other) => other && other !== id);
  let note = document.getElementById(id);
  if (!note && message) {
    note = Object.assign(document.createElement("p"), { id, className: "errorlist" });
    input.before(note);
  }
  if (note) {
    note.textContent = message;
    note.hidden = !message;
  }
  input.closest(".field")?.classList.toggle("has-error", Boolean(message));
  if (message) input.setAttribute("aria-invalid", "true");
  else input.removeAttribute("aria-invalid");
  const described = message ? [...others, id] : others;
  if (described.length) input.setAttribute("aria-describedby", described.join(" "));
  else input.removeAttribute("aria-describedby");
}

function check(name) {
  const message = checks[name]();
  show(inputs[name], message);
  return !message;
}

// --- the form

const present = Object.keys(inputs).filter((name) => inputs[name]);
for (const name of ["number", "expiry", "cvc"]) inputs[name].removeAttribute("name");

inputs.number.addEventListener("input", formatNumber);
inputs.expiry.addEventListener("input", (event) => {
  rewrite(inputs.expiry, expiryText(inputs.expiry.value, event.inputType?.startsWith("delete")));
});
inputs.cvc.addEventListener("input", () => rewrite(inputs.cvc, digitsOf(inputs.cvc.value)));

for (const name of present) {
  inputs[name].addEventListener("change", () => inputs[name].value.trim() && check(name));
  // What is being mended is looked at again at once; what is being typed for the first time is left in peace.
  inputs[name].addEventListener("input", () => inputs[name].hasAttribute("aria-invalid") && check(name));
}

form.addEventListener("submit", (event) => {
  const wrong = present.filter((name) => !check(name));
  if (wrong.length || form.dataset.sent) {
    event.preventDefault();
    inputs[wrong[0]]?.focus();
    return;
  }
  form.dataset.sent = "1";
  hidden.value = TOKENS[digitsOf(inputs.number.value)];
  button.setAttribute("aria-disabled", "true");
  if (button.dataset.busy) button.textContent = button.dataset.busy;
});

// Back from the next page by the browser's cache: the form can be used again.
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  delete form.dataset.sent;
  hidden.value = "";
  button.removeAttribute("aria-disabled");
  button.textContent = label;
});

for (const filler of document.querySelectorAll("[data-use-card]")) {
  filler.addEventListener("click", () => {
    const year = String((new Date().getFullYear() + 3) % 100).padStart(2, "0");
    inputs.number.value = filler.dataset.useCard;
    formatNumber();
    inputs.expiry.value ||= `12 / ${year}`;
    inputs.cvc.value = "1234".slice(0, brandOf(digitsOf(inputs.number.value)).cvc);
    for (const name of present) if (inputs[name].value) check(name);
    button.focus();
  });
}

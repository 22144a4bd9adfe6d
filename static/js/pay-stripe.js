// The card form with Stripe: the card's number, date and code are typed into Stripe's own frames and never reach us.
//
// What the template writes, after <script src="https://js.stripe.com/…/stripe.js" defer> (load this as a module):
//
//   <form method="post" data-pay="stripe" data-key="pk_…" data-locale="en" novalidate
//         data-billing='{"name": "…", "email": "…", "address": {"line1": "…", "city": "…", "country": "IE", …}}'>
//     <input type="hidden" name="payment_method">
//     <div class="notice" data-pay-alert role="alert" tabindex="-1" hidden></div>
//     <div class="field"><span class="label" id="l1">Card number</span>
//       <div id="card-number" class="input" data-stripe-field="number"></div></div>
//     <div class="field">… <div id="card-expiry" class="input" data-stripe-field="expiry"></div></div>
//     <div class="field">… <div id="card-cvc" class="input" data-stripe-field="cvc"></div></div>
//     <button type="submit" data-pay-button data-busy="Paying…">Pay €19.90</button>
//   </form>
//
// An input with data-billing-field="name" (or email, line1, line2, city, state, postal_code, country) overrides that
// part of data-billing with what is typed there. No data-once on the form. Errors appear as <p class="errorlist">
// before the field.
//
// When the bank wants to ask the cardholder (the attempt "requires_action"):
//
//   <form method="post" action="(the page that looks where the payment stands)" data-pay="stripe-action"
//         data-key="pk_…" data-locale="en" data-client-secret="pi_…_secret_…">
//     <div class="notice" data-pay-alert role="alert" tabindex="-1" hidden></div>
//     <button type="submit" data-pay-button data-busy="Waiting for your bank…">Continue to your bank</button>
//   </form>
//
// It starts by itself; the button tries again. Whatever the bank says, the form is posted: the server asks Stripe.

const form = document.querySelector('form[data-pay="stripe"], form[data-pay="stripe-action"]');
const button = form.querySelector("[data-pay-button]");
const label = button.textContent;
const stripe = window.Stripe?.(form.dataset.key, { locale: form.dataset.locale || "auto" });

const NOT_LOADED =
  "The card form of our payment service could not be loaded. Please check your connection, allow js.stripe.com if " +
  "you block scripts, and load this page again.";
const NO_BANK = "Your bank could not be reached. Please try again in a moment; you won't be charged twice.";
const TRY_AGAIN = "The payment service did not answer, so nothing was charged. Please try again in a moment.";

function alertForm(message) {
  const box = form.querySelector("[data-pay-alert]");
  box.textContent = message;
  box.hidden = !message;
  if (message) box.focus();
}

function busy(on) {
  if (on) form.dataset.sent = "1";
  else delete form.dataset.sent;
  if (on) button.setAttribute("aria-disabled", "true");
  else button.removeAttribute("aria-disabled");
  button.textContent = on && button.dataset.busy ? button.dataset.busy : label;
}

// --- the card

const KINDS = { number: "cardNumber", expiry: "cardExpiry", cvc: "cardCvc" };

function look(mount) {
  const { color, fontFamily, fontSize } = getComputedStyle(mount);
  const muted = getComputedStyle(mount.closest(".field")?.querySelector(".hint") ?? mount).color;
  return { base: { color, fontFamily, fontSize, "::placeholder": { color: muted } }, invalid: { color } };
}

function show(mount, message) {
  const id = `${mount.id}-error`;
  let note = document.getElementById(id);
  if (!note && message) {
    note = Object.assign(document.createElement("p"), { id, className: "errorlist" });
    note.setAttribute("role", "alert");
    mount.before(note);
  }
  if (note) {
    note.textContent = message;
    note.hidden = !message;
  }
  mount.closest(".field")?.classList.toggle("has-error", Boolean(message));
}

function billingDetails() {
  const details = { address: {}, ...JSON.parse(form.dataset.billing || "{}") };
  for (const input of form.querySelectorAll("[data-billing-field]")) {
    const part = input.dataset.billingField;
    (part === "name" || part === "email" ? details : details.address)[part] = input.value.trim();
  }
  return details;
}

function startCard() {
  const elements = stripe.elements();
  const cards = {};
  const mounts = {};
  for (const mount of form.querySelectorAll("[data-stripe-field]")) {
    const kind = mount.dataset.stripeField;
    const element = elements.create(KINDS[kind], { style: look(mount), ...(kind === "number" && { showIcon: true }) });
    element.mount(mount);
    element.on("change", ({ error }) => show(mount, error?.message ?? ""));
    mount.closest(".field")?.querySelector(".label")?.addEventListener("click", () => element.focus());
    cards[kind] = element;
    mounts[kind] = mount;
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (form.dataset.sent) return;
    busy(true);
    alertForm("");
    const { error, paymentMethod } = await stripe
      .createPaymentMethod({ type: "card", card: cards.number, billing_details: billingDetails() })
      .catch(() => ({ error: { message: TRY_AGAIN } }));
    if (paymentMethod) {
      form.querySelector('input[name="payment_method"]').value = paymentMethod.id;
      form.submit();
      return;
    }
    busy(false);
    const kind = Object.keys(KINDS).find((name) => error.code?.includes(name)) ?? null;
    if (!kind) return alertForm(error.type === "api_connection_error" ? TRY_AGAIN : (error.message ?? TRY_AGAIN));
    show(mounts[kind], error.message);
    cards[kind].focus();
  });
}

// --- the bank

async function askBank() {
  if (form.dataset.sent) return;
  busy(true);
  alertForm("");
  const { error } = await stripe
    .handleNextAction({ clientSecret: form.dataset.clientSecret })
    .catch(() => ({ error: { type: "api_connection_error" } }));
  if (error?.type === "api_connection_error") {
    busy(false);
    alertForm(NO_BANK);
    return;
  }
  form.submit();
}

if (!stripe) {
  alertForm(NOT_LOADED);
  form.addEventListener("submit", (event) => event.preventDefault());
} else if (form.dataset.pay === "stripe") {
  startCard();
} else {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    askBank();
  });
  askBank();
}

addEventListener("pageshow", (event) => event.persisted && busy(false));

// The choice of a variant, followed without asking the server: price, stock, picture, address.

const root = document.querySelector("[data-product]");
const form = root.querySelector("[data-buy]");
const variants = JSON.parse(root.dataset.variants);
const one = (name) => root.querySelector(`[data-${name}]`);
const radios = [...form.querySelectorAll("[data-option]")];
const thumbs = [...root.querySelectorAll("[data-thumb]")];

function chosen() {
  return Object.fromEntries(radios.filter((radio) => radio.checked).map((radio) => [radio.dataset.option, radio.value]));
}

function matching(options) {
  return variants.find((variant) => Object.entries(options).every(([name, value]) => variant.options[name] === value));
}

function showPicture(thumb) {
  const image = one("gallery-main").querySelector("img");
  image.srcset = thumb.dataset.srcset;
  image.src = thumb.dataset.src;
  image.alt = thumb.dataset.alt;
  for (const other of thumbs) other.toggleAttribute("aria-current", false);
  thumb.setAttribute("aria-current", "true");
}

function markSoldOut(options) {
  for (const radio of radios) {
    const variant = matching({ ...options, [radio.dataset.option]: radio.value });
    const label = radio.closest("label");
    label.classList.toggle("is-out", !variant?.available);
    label.querySelector("[data-out-note]").textContent = !variant ? ", not made" : variant.available ? "" : ", sold out";
  }
}

function stockText(variant) {
  if (!variant) return "This combination is not made";
  if (!variant.available) return "Sold out at the moment";
  return variant.available <= 5 ? `Only ${variant.available} left` : "In stock";
}

function update({ withPicture = true } = {}) {
  const options = chosen();
  const variant = matching(options);
  markSoldOut(options);
  for (const [name, value] of Object.entries(options)) {
    const shown = root.querySelector(`[data-chosen="${CSS.escape(name)}"]`);
    if (shown) shown.textContent = value;
  }
  const add = one("add");
  add.disabled = !variant?.available;
  add.textContent = variant?.available ? "Add to cart" : variant ? "Sold out" : "Not made";
  if (one("stock").textContent !== stockText(variant)) one("stock").textContent = stockText(variant);
  one("stock").classList.toggle("is-low", Boolean(variant && variant.available > 0 && variant.available <= 5));
  if (!variant) return;
  one("price").textContent = variant.price;
  one("was").hidden = !variant.was;
  one("was-price").textContent = variant.was;
  one("sku").textContent = variant.sku;
  if (withPicture && variant.picture) showPicture(thumbs[variant.picture - 1] ?? thumbs[0]);
}

form.addEventListener("change", (event) => {
  if (!event.target.matches("[data-option]")) return;
  update();
  const address = new URL(location.href);
  address.searchParams.delete("problem");
  address.searchParams.delete("picture");
  for (const [name, value] of Object.entries(chosen())) address.searchParams.set(`option.${name}`, value);
  history.replaceState(null, "", address);
});

for (const thumb of thumbs) {
  thumb.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    showPicture(thumb);
  });
}

update({ withPicture: false });

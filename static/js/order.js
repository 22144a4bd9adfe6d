// While a payment is being settled, look again: every two seconds at first, then ever more rarely.

const order = document.querySelector("[data-order][data-waiting]");
let wait = 2000;

async function look() {
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-order]");
    if (page && page.dataset.version !== order.dataset.version) return location.reload();
  } catch {
    // No connection: the next look may have one.
  }
  wait = Math.min(wait * 1.4, 30000);
  setTimeout(look, wait);
}

setTimeout(look, wait);

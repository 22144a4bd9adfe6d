// Filters: empty fields stay out of the address, and what is ticked takes effect at once.

const form = document.querySelector("[data-filters]");

form?.addEventListener("formdata", (event) => {
  for (const [name, value] of [...event.formData]) if (value === "") event.formData.delete(name);
});

form?.addEventListener("change", (event) => {
  if (matchMedia("(width >= 60rem)").matches && event.target.matches("select, [type=checkbox]")) form.requestSubmit();
});

/* A text pasted into a field: what could be tidied in it is offered underneath (views/mending.py). Without JavaScript
   the text stays as it was pasted. */
(function () {
  "use strict";

  const FIELDS = "main .field textarea, main .field input[type=text], main .field input:not([type])";
  const address = document.body.dataset.mending;
  if (!address || !window.htmx) return;

  function offerOf(field) {
    const id = `${field.id}-mending`;
    let offer = document.getElementById(id);
    if (!offer) {
      offer = document.createElement("div");
      offer.id = id;
      offer.className = "mending";
      offer.setAttribute("role", "status");
      field.after(offer);
    }
    offer.replaceChildren();
    return offer;
  }

  function choose(field, offer, text) {
    field.value = text;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
    offer.replaceChildren();
    field.focus();
  }

  document.addEventListener("paste", (event) => {
    const field = event.target;
    if (!(field instanceof HTMLElement) || !field.matches(FIELDS) || !field.id || field.list) return;
    setTimeout(() => { /* the field holds the text only after the event */
      const offer = offerOf(field);
      window.htmx.ajax("POST", address, { source: document.body, target: offer, swap: "innerHTML", values: { text: field.value } });
      offer.onclick = (click) => {
        const button = click.target.closest("[data-mending]");
        if (button) choose(field, offer, button.dataset.mending);
      };
    }, 0);
  });
}());

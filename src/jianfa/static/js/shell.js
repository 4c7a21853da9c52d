/* What every page gains with JavaScript: keys, in-place forms, dialogs, and two guards over forms.
   Everything here has a way without it. Attributes are listed in docs/look.md. */
(function () {
  "use strict";

  const SINGLE_KEYS_OFF = "jianfa.single-keys-off";
  const RELEASE_AFTER_MS = 10000; /* a download answers without a new page; the button must come back */

  const all = (selector, root) => Array.from((root || document).querySelectorAll(selector));
  const visible = (element) => element.getClientRects().length > 0;

  function remembered(key) {
    try { return localStorage.getItem(key); } catch { return null; } /* storage may be refused */
  }
  function remember(key, value) {
    try {
      if (value === null) localStorage.removeItem(key);
      else localStorage.setItem(key, value);
    } catch { /* then it holds for this page only */ }
  }

  /* ---- keys -------------------------------------------------------------------------------------------- */
  const composing = (event) => event.isComposing || event.keyCode === 229; /* 229: an input method is at work */
  const typing = (element) =>
    element && (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName))
    && !/^(checkbox|radio|button|submit|reset)$/.test(element.type || "");

  function moveRow(step) {
    const links = all("[data-row] [data-row-link]").filter(visible);
    if (!links.length) return;
    const row = document.activeElement.closest("[data-row]");
    const at = links.findIndex((link) => link.closest("[data-row]") === row);
    const next = at < 0 ? (step > 0 ? 0 : links.length - 1) : Math.min(links.length - 1, Math.max(0, at + step));
    links[next].focus();
    links[next].closest("[data-row]").scrollIntoView({ block: "nearest" });
  }

  function focusSearch() {
    const search = document.querySelector("[data-search]");
    if (!search) return false;
    search.focus();
    search.select();
    return true;
  }

  /* What is suggested, put into the fields that are still open: nothing that was chosen is overwritten. */
  function take(link) {
    const scope = link.closest("[data-row], form, .step-form");
    if (!scope) return false;
    let filled = false;
    Array.from(link.attributes).filter((one) => one.name.startsWith("data-take-")).forEach((one) => {
      const name = CSS.escape(one.name.slice("data-take-".length));
      const field = scope.querySelector(`[name="${name}"], [name$="-${name}"]`);
      if (!field) return;
      filled = true;
      if (field.value) return;
      field.value = one.value;
      field.dispatchEvent(new Event("change", { bubbles: true }));
    });
    return filled;
  }

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-take]");
    if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && take(link)) event.preventDefault();
  });

  function takeNearest() {
    const row = document.activeElement.closest("[data-row]");
    const link = (row || document).querySelector("[data-take]");
    if (link) link.click();
    return Boolean(link);
  }

  const single = {
    "/": focusSearch,
    j: () => moveRow(1),
    k: () => moveRow(-1),
    e: () => { const next = document.querySelector("[data-next]"); if (next) next.click(); return Boolean(next); },
    t: takeNearest,
    "?": () => open("keys", null),
  };

  document.addEventListener("keydown", (event) => {
    if (composing(event) || event.defaultPrevented) return;
    const ctrl = event.ctrlKey || event.metaKey;
    if (ctrl && !event.altKey && !event.shiftKey && event.key.toLowerCase() === "k") {
      if (focusSearch()) event.preventDefault();
      return;
    }
    if (ctrl && event.key === "Enter" && event.target.form) {
      event.preventDefault();
      event.target.form.requestSubmit();
      return;
    }
    if (event.key === "Escape") return closeMenus(null);
    if (ctrl || event.altKey || typing(event.target) || document.querySelector("dialog[open]")) return;
    if (remembered(SINGLE_KEYS_OFF)) return;
    const act = single[event.key];
    if (act && act() !== false) event.preventDefault();
  });

  /* ---- menus (<details>), dialogs, forms in place ------------------------------------------------------ */
  function closeMenus(but) {
    all("details[data-menu][open], details.bar-more[open]").forEach((menu) => { if (menu !== but) menu.open = false; });
  }

  /* Opens the dialog of this id, or shows and hides the part of this id. False if there is none. */
  function open(id, control) {
    const target = document.getElementById(id);
    if (!target) return false;
    if (target instanceof HTMLDialogElement) {
      closeMenus(null);
      if (!target.open) target.showModal();
      return true;
    }
    const shown = target.hidden;
    target.hidden = !shown;
    all(`[data-open="${CSS.escape(id)}"]`).forEach((link) => link.setAttribute("aria-expanded", String(shown)));
    if (shown) {
      const first = target.querySelector("input:not([type=hidden]), select, textarea, button");
      if (first) first.focus();
    } else if (control) control.focus();
    return true;
  }

  document.addEventListener("click", (event) => {
    const menu = event.target.closest("details[data-menu], details.bar-more");
    closeMenus(menu);
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button) return; /* a new tab was asked for */
    const opener = event.target.closest("[data-open]");
    if (opener) {
      if (open(opener.dataset.open, opener)) event.preventDefault();
      return;
    }
    const closer = event.target.closest("[data-close]");
    if (closer) {
      const dialog = closer.closest("dialog");
      const part = closer.closest("[data-part]");
      if (dialog) dialog.close();
      else if (part) open(part.id, document.querySelector(`[data-open="${CSS.escape(part.id)}"]`));
      else return;
      event.preventDefault();
      return;
    }
    if (event.target.closest("[data-print]")) window.print();
  });

  /* ---- text typed and not sent; sending twice ---------------------------------------------------------- */
  const before = new WeakMap();
  let leaving = false;

  function content(form) {
    const parts = [];
    new FormData(form).forEach((value, name) => {
      if (name !== "csrfmiddlewaretoken") parts.push(`${name}=${value instanceof File ? value.name : value}`);
    });
    return parts.join("\n");
  }
  const changed = (form) => before.has(form) && before.get(form) !== content(form);

  function release(form) {
    delete form.dataset.sent;
    all("[type=submit]", form).forEach((button) => button.removeAttribute("aria-disabled"));
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) { event.preventDefault(); return; }
    form.dataset.sent = "1";
    leaving = !form.matches("[hx-post], [hx-put]");
    all("[type=submit]", form).forEach((button) => button.setAttribute("aria-disabled", "true"));
    setTimeout(() => { release(form); leaving = false; }, RELEASE_AFTER_MS);
  });

  window.addEventListener("beforeunload", (event) => {
    if (!leaving && all("form[data-guard]").some(changed)) event.preventDefault();
  });
  window.addEventListener("pageshow", () => { leaving = false; all("form[data-sent]").forEach(release); });

  /* ---- requests in place that fail say so -------------------------------------------------------------- */
  function say(kind) {
    const line = document.getElementById("says");
    if (!line) return;
    line.textContent = line.dataset[kind];
    line.hidden = false;
    line.scrollIntoView({ block: "nearest" });
  }
  document.addEventListener("htmx:responseError", () => say("failed"));
  document.addEventListener("htmx:sendError", () => say("offline"));
  document.addEventListener("htmx:afterRequest", (event) => {
    const form = event.target.closest && event.target.closest("form");
    if (form) release(form);
  });

  /* ---- ticking rows: the bar of bulk actions is there while something is ticked ------------------------ */
  const ticked = (name) => all(`input[name="${CSS.escape(name)}"]:checked`).length;
  const showBulk = () => all("[data-bulk]").forEach((bar) => { bar.hidden = !ticked(bar.dataset.bulk); });

  document.addEventListener("change", (event) => {
    const box = event.target;
    if (box.matches("[data-single-keys]")) remember(SINGLE_KEYS_OFF, box.checked ? null : "1");
    if (box.dataset.selectAll) {
      all(`input[name="${CSS.escape(box.dataset.selectAll)}"]`).forEach((one) => { one.checked = box.checked; });
    }
    all("[data-selected-count]").forEach((place) => {
      place.textContent = ticked(place.dataset.selectedCount);
    });
    showBulk();
    if (box.matches("[data-send-on-change]") && box.form) box.form.requestSubmit();
  });

  /* ---- at the start, and for every part that arrives later --------------------------------------------- */
  function prepare(root) {
    showBulk();
    all("[data-script-only]", root).forEach((element) => { element.hidden = false; });
    all("form[data-guard]", root).forEach((form) => before.set(form, content(form)));
    all("[data-single-keys]", root).forEach((box) => { box.checked = !remembered(SINGLE_KEYS_OFF); });
    all("[data-open]", root).forEach((link) => {
      const target = document.getElementById(link.dataset.open);
      if (target && !(target instanceof HTMLDialogElement)) link.setAttribute("aria-expanded", String(!target.hidden));
    });
  }
  prepare(document);
  document.addEventListener("htmx:load", (event) => prepare(event.detail.elt));
})();

/* Drafts of a form that outlive a lost network: kept on this device until they are sent, for the same post only.
   A form opts in by data-draft (a name without spaces); data-draft-offline in it is the word when there is no network.
   Passwords, tokens and files are never kept. Without JavaScript the form works as any other. */
(function () {
  "use strict";

  const PREFIX = "jianfa.draft.";
  const SENT = "jianfa.draft-sent";
  const KEEP_MS = 14 * 24 * 60 * 60 * 1000;
  const LEFT_OUT = /^(csrfmiddlewaretoken|version|idem|password)$/;

  const forms = () => Array.from(document.querySelectorAll("form[data-draft]"));
  const fields = (form) => Array.from(form.elements).filter(
    (field) => field.name && !LEFT_OUT.test(field.name) && !/^(hidden|password|file|submit|button)$/.test(field.type),
  );

  function read(store, key) {
    try { return JSON.parse(store().getItem(key)); } catch { return null; }
  }
  function write(store, key, value) {
    try {
      if (value === null) store().removeItem(key);
      else store().setItem(key, JSON.stringify(value));
    } catch { /* storage may be refused; then nothing is kept */ }
  }
  const local = () => window.localStorage;
  const session = () => window.sessionStorage;

  function save(form) {
    const values = {};
    for (const field of fields(form)) {
      if (/^(radio|checkbox)$/.test(field.type)) { if (field.checked) (values[field.name] ||= []).push(field.value); }
      else if (field.value) values[field.name] = [field.value];
    }
    write(local, PREFIX + form.dataset.draft, { at: Date.now(), values });
  }

  function restore(form) {
    const kept = read(local, PREFIX + form.dataset.draft);
    if (!kept || form.dataset.restored) return;
    form.dataset.restored = "1";
    for (const field of fields(form)) {
      const values = kept.values[field.name] || [];
      if (/^(radio|checkbox)$/.test(field.type)) { if (values.length) field.checked = values.includes(field.value); }
      else if (values.length) field.value = values[0];
    }
  }

  function tellNetwork() {
    for (const note of document.querySelectorAll("[data-draft-offline]")) note.hidden = navigator.onLine;
  }

  function clean() {
    const sent = read(session, SENT);
    if (sent && !forms().some((form) => form.dataset.draft === sent)) { /* another page came: it was taken */
      write(local, PREFIX + sent, null);
      write(session, SENT, null);
    }
    try {
      for (const key of Object.keys(localStorage).filter((name) => name.startsWith(PREFIX))) {
        const kept = read(local, key);
        if (!kept || Date.now() - kept.at > KEEP_MS) write(local, key, null);
      }
    } catch { /* nothing is kept then */ }
  }

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && form.dataset.draft) save(form);
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.dataset || !form.dataset.draft) return;
    save(form);
    if (!navigator.onLine) {
      event.preventDefault();
      event.stopPropagation();
      tellNetwork();
      return;
    }
    write(session, SENT, form.dataset.draft);
  }, true);

  function begin() {
    clean();
    forms().forEach(restore);
    tellNetwork();
  }
  window.addEventListener("online", tellNetwork);
  window.addEventListener("offline", tellNetwork);
  document.addEventListener("htmx:load", begin);
  begin();
})();

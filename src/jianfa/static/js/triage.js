/* A form in a table, filled from the keyboard alone: arrows move between rows and fields, digits choose a value in the focused
   list. The table is an ordinary form and is sent like one. Attributes: data-triage on the form or table, data-row on each row,
   data-triage-count (rows changed), data-triage-total (rows). Never acts while an input method is composing. */
(function () {
  "use strict";

  const FIELDS = "select, textarea, input:not([type=hidden]):not([disabled])";

  /* One stop per field: of a group of radio buttons, the chosen one or the first. */
  function stops(row) {
    const seen = new Set();
    return Array.from(row.querySelectorAll(FIELDS)).filter((field) => {
      if (field.type !== "radio") return true;
      if (seen.has(field.name)) return false;
      seen.add(field.name);
      return true;
    });
  }

  function stopOf(row, field) {
    return stops(row).findIndex((stop) => stop === field || (field.type === "radio" && stop.name === field.name));
  }

  function focusStop(row, index) {
    const list = stops(row);
    if (!list.length) return;
    let field = list[Math.min(list.length - 1, Math.max(0, index))];
    if (field.type === "radio") field = row.querySelector(`input[name="${CSS.escape(field.name)}"]:checked`) || field;
    field.focus();
    if (field.type === "text") field.select(); /* as in a sheet: typing replaces, an arrow goes on */
    row.scrollIntoView({ block: "nearest" });
  }

  function setDigit(row, field, digit) {
    if (field.tagName === "SELECT") {
      const options = Array.from(field.options).filter((option) => option.value !== "" && !option.disabled);
      const empty = Array.from(field.options).find((option) => option.value === "");
      const wanted = digit === 0 ? empty : options[digit - 1];
      if (!wanted) return false;
      field.value = wanted.value;
    } else {
      const group = Array.from(row.querySelectorAll(`input[type=radio][name="${CSS.escape(field.name)}"]`));
      const wanted = group[digit - 1];
      if (digit === 0) group.forEach((radio) => { radio.checked = false; });
      else if (!wanted) return false;
      else { wanted.checked = true; wanted.focus(); }
    }
    field.dispatchEvent(new Event("change", { bubbles: true }));
    return true;
  }

  function start(area) {
    const rows = () => Array.from(area.querySelectorAll("[data-row]"));
    const values = (row) => Array.from(row.querySelectorAll(FIELDS))
      .map((field) => (/^(radio|checkbox)$/.test(field.type) ? field.checked : field.value)).join("\u0000");
    const first = new Map(rows().map((row) => [row, values(row)]));

    function count() {
      const list = rows();
      list.forEach((row) => row.classList.toggle("is-changed", first.has(row) && first.get(row) !== values(row)));
      area.querySelectorAll("[data-triage-count]").forEach((place) => {
        place.textContent = list.filter((row) => row.classList.contains("is-changed")).length;
      });
      area.querySelectorAll("[data-triage-total]").forEach((place) => { place.textContent = list.length; });
    }

    area.addEventListener("change", count);
    area.addEventListener("input", count);
    area.addEventListener("keydown", (event) => {
      if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.metaKey || event.altKey) return;
      const field = event.target;
      const row = field.closest("[data-row]");
      if (!row || !field.matches(FIELDS)) return;
      const chooser = field.tagName === "SELECT" || field.type === "radio";
      const text = !chooser && field.type !== "checkbox";
      const whole = text && field.selectionStart === 0 && field.selectionEnd === field.value.length;
      const toRight = !text || whole || field.selectionStart === field.value.length;
      const toLeft = !text || whole || field.selectionEnd === 0;
      const list = rows();
      const at = list.indexOf(row);
      const letters = chooser || field.type === "checkbox";
      let done = true;
      if ((event.key === "ArrowDown" || (letters && event.key === "j")) && field.tagName !== "TEXTAREA") {
        if (list[at + 1]) focusStop(list[at + 1], stopOf(row, field));
      } else if ((event.key === "ArrowUp" || (letters && event.key === "k")) && field.tagName !== "TEXTAREA") {
        if (list[at - 1]) focusStop(list[at - 1], stopOf(row, field));
      } else if (event.key === "ArrowRight" && toRight) focusStop(row, stopOf(row, field) + 1);
      else if (event.key === "ArrowLeft" && toLeft) focusStop(row, stopOf(row, field) - 1);
      else if (event.key === "Enter" && field.tagName !== "TEXTAREA") {
        if (list[at + 1]) focusStop(list[at + 1], stopOf(row, field)); /* Enter is "next row" here; Ctrl+Enter sends */
      } else if (chooser && /^[0-9]$/.test(event.key)) done = setDigit(row, field, Number(event.key));
      else if (letters && event.key === "t") {
        const link = row.querySelector("[data-take]");
        if (link) link.click(); /* shell.js fills the fields in */
        else done = false;
      }
      else if (letters && event.key === "?") {
        const keys = document.getElementById("keys");
        if (keys && !keys.open) keys.showModal();
      } else done = false;
      if (done) { event.preventDefault(); event.stopPropagation(); }
    });
    count();
  }

  document.querySelectorAll("[data-triage]").forEach(start);
})();

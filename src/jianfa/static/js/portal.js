// The public form: shows the hotline while somebody types an urgent word, and does the calculation that is asked for when
// much is sent from one network. Both work without this file, with one page more. docs/portal.md
"use strict";

(() => {
  // Urgent words --------------------------------------------------------------------------------------------------

  const form = document.querySelector("[data-portal-form]"), field = document.querySelector("[data-urgent-text]");
  const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/\s+/g, "");

  function look() {
    const text = plain(field.value);
    for (const part of document.querySelectorAll("[data-urgent]")) {
      const kind = part.dataset.urgent, said = form.querySelector(`[name=seen][value=${kind}]`);
      const isUrgent = part.dataset.words.split(" ").some((word) => word && text.includes(plain(word)));
      part.hidden = !isUrgent || Boolean(said && !said.dataset.live);
      if (isUrgent && !said) {
        const mark = document.createElement("input");
        mark.type = "hidden";
        mark.name = "seen";
        mark.value = kind;
        mark.dataset.live = "yes";
        form.append(mark);
      }
    }
  }

  if (form && field) {
    field.addEventListener("input", look);
    look();
  }

  // SHA-256 (FIPS 180-4) of a short text, fast enough to be done some ten thousand times; the browser's own answers
  // only one at a time, and on a page without https not at all --------------------------------------------------------

  const primes = [];
  for (let n = 2; primes.length < 64; n += 1) if (primes.every((prime) => n % prime)) primes.push(n);
  const fraction = (value) => ((value - Math.floor(value)) * 4294967296) | 0;
  const ROUNDS = primes.map((prime) => fraction(Math.cbrt(prime)));
  const START = primes.slice(0, 8).map((prime) => fraction(Math.sqrt(prime)));
  const turn = (x, n) => (x >>> n) | (x << (32 - n));
  const w = new Int32Array(64);

  function firstWord(text) {
    const size = text.length, blocks = (size + 8 >> 6) + 1, words = new Int32Array(16 * blocks);
    for (let place = 0; place < size; place += 1) words[place >> 2] |= text.charCodeAt(place) << (24 - 8 * (place & 3));
    words[size >> 2] |= 128 << (24 - 8 * (size & 3));
    words[words.length - 1] = 8 * size;
    let state = START;
    for (let block = 0; block < blocks; block += 1) {
      let [a, b, c, d, e, f, g, h] = state;
      for (let t = 0; t < 64; t += 1) {
        if (t < 16) w[t] = words[16 * block + t];
        else {
          const x = w[t - 15], y = w[t - 2];
          w[t] = (turn(x, 7) ^ turn(x, 18) ^ (x >>> 3)) + w[t - 7] + (turn(y, 17) ^ turn(y, 19) ^ (y >>> 10)) + w[t - 16];
        }
        const one = (h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + ROUNDS[t] + w[t]) | 0;
        const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
        h = g; g = f; f = e; e = (d + one) | 0; d = c; c = b; b = a; a = (one + two) | 0;
      }
      state = [a, b, c, d, e, f, g, h].map((value, place) => (value + state[place]) | 0);
    }
    return state[0];
  }

  // The calculation ------------------------------------------------------------------------------------------------

  const BITS = 16, AT_ONCE = 2000;
  const work = document.querySelector("[data-work]");

  function calculate(challenge, from) {
    for (let n = from; n < from + AT_ONCE; n += 1) {
      if (firstWord(`${challenge}:${n}`) >>> (32 - BITS) === 0) {
        form.querySelector("[name=answer]").value = String(n);
        work.querySelector("[data-work-running]").hidden = true;
        work.querySelector("[data-work-done]").hidden = false;
        return;
      }
    }
    setTimeout(() => calculate(challenge, from + AT_ONCE), 0);
  }

  if (work) {
    work.querySelector("[data-work-running]").hidden = false;
    calculate(work.dataset.work, 0);
  }
})();

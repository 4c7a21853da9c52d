// Checks one certificate of a write-off in the browser; nothing is sent anywhere. docs/verifying.md says how.
"use strict";

(() => {
  // Bytes -------------------------------------------------------------------------------------------------------

  const utf8 = (text) => new TextEncoder().encode(text);
  const hex = (bytes) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  const inFours = (digits) => digits.match(/.{1,4}/g).join(" ");

  function unhex(text) {
    if (typeof text !== "string" || !/^([0-9a-f]{2})*$/.test(text)) throw new Error("hex");
    return Uint8Array.from(text.match(/../g) || [], (pair) => parseInt(pair, 16));
  }

  function unbase64(text) {
    return Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  }

  function join(...parts) {
    const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
    let place = 0;
    for (const part of parts) {
      whole.set(part, place);
      place += part.length;
    }
    return whole;
  }

  function number(value, size) {
    const bytes = new Uint8Array(size);
    for (let place = size - 1, rest = value; place >= 0; place -= 1, rest = Math.floor(rest / 256)) bytes[place] = rest % 256;
    return bytes;
  }

  const same = (one, two) => one.length === two.length && one.every((byte, place) => byte === two[place]);

  // SHA-2: the browser's, or our own where a page without https has none -----------------------------------------

  const PRIMES = [];
  for (let n = 2n; PRIMES.length < 80; n += 1n) if (PRIMES.every((prime) => n % prime)) PRIMES.push(n);

  function root(n, degree) {
    let low = 0n, high = n;
    while (low < high) {
      const middle = (low + high + 1n) / 2n;
      if (middle ** degree <= n) low = middle; else high = middle - 1n;
    }
    return low;
  }

  // The constants are the first bits of the fractions of roots of the first primes (FIPS 180-4 §4.2, §5.3).
  const fraction = (prime, degree, bits) => root(prime << (degree * bits), degree) & ((1n << bits) - 1n);

  function sha2(message, bits, rounds, turns) {
    const mask = (1n << bits) - 1n, word = Number(bits) / 8, block = 16 * word;
    const turn = (x, n) => ((x >> n) | (x << (bits - n))) & mask;
    const mix = (x, [a, b, c], shifts) => turn(x, a) ^ turn(x, b) ^ (shifts ? x >> c : turn(x, c));
    const k = PRIMES.slice(0, rounds).map((prime) => fraction(prime, 3n, bits));
    let state = PRIMES.slice(0, 8).map((prime) => fraction(prime, 2n, bits));
    const padding = new Uint8Array((2 * block - 1 - 2 * word - message.length % block) % block + 1);
    padding[0] = 128;
    const data = join(message, padding, number(message.length * 8, 2 * word));
    for (let start = 0; start < data.length; start += block) {
      const w = [];
      for (let t = 0; t < rounds; t += 1) {
        if (t < 16) w.push(BigInt(`0x${hex(data.subarray(start + t * word, start + (t + 1) * word))}`));
        else w.push((mix(w[t - 2], turns[3], true) + w[t - 7] + mix(w[t - 15], turns[2], true) + w[t - 16]) & mask);
      }
      let [a, b, c, d, e, f, g, h] = state;
      for (let t = 0; t < rounds; t += 1) {
        const one = h + mix(e, turns[1]) + ((e & f) ^ (~e & mask & g)) + k[t] + w[t];
        const two = mix(a, turns[0]) + ((a & b) ^ (a & c) ^ (b & c));
        [a, b, c, d, e, f, g, h] = [(one + two) & mask, a, b, c, (d + one) & mask, e, f, g];
      }
      state = [a, b, c, d, e, f, g, h].map((value, place) => (value + state[place]) & mask);
    }
    return unhex(state.map((value) => value.toString(16).padStart(word * 2, "0")).join(""));
  }

  const ownSha256 = (bytes) => sha2(bytes, 32n, 64, [[2n, 13n, 22n], [6n, 11n, 25n], [7n, 18n, 3n], [17n, 19n, 10n]]);
  const sha512 = (bytes) => sha2(bytes, 64n, 80, [[28n, 34n, 39n], [14n, 18n, 41n], [1n, 8n, 7n], [19n, 61n, 6n]]);

  async function sha256(...parts) {
    const data = join(...parts);
    if (globalThis.crypto && crypto.subtle) return new Uint8Array(await crypto.subtle.digest("SHA-256", data));
    return ownSha256(data);
  }

  // Ed25519 (RFC 8032): the browser's, or our own ------------------------------------------------------------------

  const P = 2n ** 255n - 19n, ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;
  const mod = (x) => ((x % P) + P) % P;

  function power(base, exponent) {
    let found = 1n;
    for (let rest = exponent, x = mod(base); rest; rest >>= 1n, x = x * x % P) if (rest & 1n) found = found * x % P;
    return found;
  }

  const D = mod(-121665n * power(121666n, P - 2n));

  function add(p, q) {
    const a = mod((p[1] - p[0]) * (q[1] - q[0])), b = mod((p[1] + p[0]) * (q[1] + q[0]));
    const c = mod(2n * p[3] * q[3] * D), d = mod(2n * p[2] * q[2]);
    const [e, f, g, h] = [b - a, d - c, d + c, b + a];
    return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
  }

  function times(scalar, point) {
    let found = [0n, 1n, 1n, 0n];
    for (let rest = scalar, p = point; rest; rest >>= 1n, p = add(p, p)) if (rest & 1n) found = add(found, p);
    return found;
  }

  const little = (bytes) => BigInt(`0x${hex(bytes.slice().reverse())}`);

  function pointOf(bytes) {
    const whole = little(bytes), sign = whole >> 255n, y = whole & ((1n << 255n) - 1n);
    if (y >= P) return null;
    const square = mod((y * y - 1n) * power(D * y * y + 1n, P - 2n));
    let x = power(square, (P + 3n) / 8n);
    if (mod(x * x - square)) x = mod(x * power(2n, (P - 1n) / 4n));
    if (mod(x * x - square) || (x === 0n && sign)) return null;
    if ((x & 1n) !== sign) x = P - x;
    return [x, y, 1n, mod(x * y)];
  }

  const BASE = pointOf(unhex(`58${"66".repeat(31)}`));

  function isSignedSlowly(key, message, signature) {
    if (key.length !== 32 || signature.length !== 64) return false;
    const a = pointOf(key), r = pointOf(signature.subarray(0, 32)), s = little(signature.subarray(32));
    if (!a || !r || s >= ORDER) return false;
    const k = little(sha512(join(signature.subarray(0, 32), key, message))) % ORDER;
    const one = times(s, BASE), two = add(r, times(k, a));
    return mod(one[0] * two[2] - two[0] * one[2]) === 0n && mod(one[1] * two[2] - two[1] * one[2]) === 0n;
  }

  async function isSigned(key, message, signature) {
    try {
      const known = await crypto.subtle.importKey("raw", key, { name: "Ed25519" }, false, ["verify"]);
      return await crypto.subtle.verify({ name: "Ed25519" }, known, signature, message);
    } catch (error) {
      return isSignedSlowly(key, message, signature);
    }
  }

  // The record -----------------------------------------------------------------------------------------------------

  const tag = (name) => utf8(`JF/${name}/1\0`);
  const link = (previous, body) => sha256(tag("event"), number(previous.length, 4), previous, number(body.length, 4), body);
  const idBytes = (id) => unhex(String(id).replace(/-/g, ""));
  const headLeaf = (id, seq, head) => sha256(number(0, 1), tag("head"), idBytes(id), number(seq, 8), head);

  function canonical(value) {
    if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
    if (value === null || typeof value !== "object") return JSON.stringify(value);
    return `{${Object.keys(value).sort().map((key) => `${JSON.stringify(key)}:${canonical(value[key])}`).join(",")}}`;
  }

  async function rootOf(leaf, position, size, path) {
    let found = leaf, index = position, last = size - 1, used = 0;
    if (!(Number.isInteger(position) && position >= 0 && position < size)) return new Uint8Array();
    while (last) {
      if (index % 2 || index < last) {
        if (used === path.length) return new Uint8Array();
        const beside = path[used];
        used += 1;
        found = index % 2 ? await sha256(number(1, 1), beside, found) : await sha256(number(1, 1), found, beside);
      }
      index = Math.floor(index / 2);
      last = Math.floor(last / 2);
    }
    return used === path.length ? found : new Uint8Array();
  }

  const NOTE = new RegExp(
    "^((jianfa/[0-9a-f-]{36})\\n(\\d{1,15})\\n([A-Za-z0-9+/]{43}=)\\nn (\\d{1,15})\\nevents \\d{1,15}\\n" +
    "prev [0-9a-f]{64}\\ntime ([0-9T:.-]{26}Z)\\n)\\n— (\\S+) ([A-Za-z0-9+/]{91}=)\\n$",
  );

  function readNote(whole) {
    const found = NOTE.exec(whole);
    if (!found || found[2] !== found[7]) throw new Error("note");
    const signed = unbase64(found[8]);
    return {
      whole, text: found[1], origin: found[2], size: Number(found[3]), root: unbase64(found[4]), n: Number(found[5]),
      at: found[6], keyHash: signed.subarray(0, 4), signature: signed.subarray(4),
    };
  }

  async function isSignedNote(note, key) {
    const named = (await sha256(utf8(note.origin), Uint8Array.of(10, 1), key)).subarray(0, 4);
    return same(named, note.keyHash) && isSigned(key, utf8(note.text), note.signature);
  }

  const keyId = async (key) => hex(await sha256(key)).slice(0, 16);

  function saidNumber(body) {
    const row = body.rows.find((one) => one.t === "ledger.problem" && "number" in one.set);
    return body.facts.number || (row ? row.set.number : null);
  }

  // What was asked, one after the other; the first that is false ends it.
  async function checkFile(given, kept) {
    const { event, leaf, checkpoint } = given;
    const bytes = utf8(event.body), body = JSON.parse(event.body), note = readNote(checkpoint.note);
    const digest = await link(unhex(event.previous), bytes);
    let head = digest;
    for (const later of given.after) head = await link(head, utf8(later));
    const place = await headLeaf(body.sid, body.seq + given.after.length, head);
    const eventKey = unhex(event.key), noteKey = unhex(checkpoint.key);
    const asked = [
      ["bytes", canonical(body) === event.body && hex(digest) === event.hash],
      ["subject", body.sid === given.problem.id && body.dep === given.deployment && note.origin === `jianfa/${body.dep}`],
      ["number", [null, given.problem.number].includes(saidNumber(body))],
      ["signature", await isSigned(eventKey, join(tag("sig"), digest), unhex(event.signature))],
      ["path", same(await rootOf(place, leaf.position, note.size, leaf.path.map(unhex)), note.root)],
      ["note", await isSignedNote(note, noteKey)],
      ["outside", !kept || kept.whole === note.whole],
    ];
    const facts = {
      number: given.problem.number, id: body.sid, verb: body.verb, at: body.at, hash: inFours(event.hash), n: note.n,
      sealed: note.at, note: inFours(hex(await sha256(utf8(note.whole)))), keys: `${await keyId(eventKey)} · ${await keyId(noteKey)}`,
    };
    return { failed: asked.filter(([, isSo]) => !isSo).map(([name]) => name), facts, compared: Boolean(kept) };
  }

  // The text of a QR code: installation, problem, event, hash, head, hash, note, hash, place, size, path.
  async function checkCode(text, kept) {
    const data = unbase64(text.slice(4));
    let place = 0;
    const take = (size) => {
      if (place + size > data.length) throw new Error("short");
      place += size;
      return data.subarray(place - size, place);
    };
    const whole = () => take(4).reduce((sum, byte) => sum * 256 + byte, 0);
    const [dep, id] = [hex(take(16)), hex(take(16))];
    const seq = whole(), digest = take(32), headSeq = whole(), head = take(32);
    const n = whole(), noteHash = take(32), position = whole(), size = whole();
    const path = Array.from({ length: take(1)[0] }, () => take(32));
    const found = await rootOf(await headLeaf(id, headSeq, head), position, size, path);
    const asked = [
      ["bytes", place === data.length && headSeq >= seq && (headSeq !== seq || same(head, digest))],
      ["subject", Boolean(kept) && kept.origin.replace(/-/g, "") === `jianfa/${dep}` && kept.n === n],
      ["path", Boolean(kept) && size === kept.size && same(found, kept.root)],
      ["outside", Boolean(kept) && same(await sha256(utf8(kept.whole)), noteHash)],
    ];
    const facts = { id, seq, hash: inFours(hex(digest)), n, sealed: kept ? kept.at : "", note: inFours(hex(noteHash)) };
    return { failed: asked.filter(([, isSo]) => !isSo).map(([name]) => name), facts, compared: Boolean(kept) };
  }

  async function check(text, keptText) {
    const kept = keptText.trim() ? readNote(`${keptText.replace(/\r\n/g, "\n").replace(/^\s+|\s+$/g, "")}\n`) : null;
    const given = text.trim();
    return given.startsWith("JF1.") ? checkCode(given, kept) : checkFile(JSON.parse(given), kept);
  }

  globalThis.jianfaCertificate = { check, ownSha256, sha512, isSignedSlowly, hex, unhex, utf8 };

  // The page -------------------------------------------------------------------------------------------------------

  if (typeof document === "undefined") return;
  const form = document.querySelector("[data-certificate]");
  if (!form) return;
  const words = form.dataset, answer = form.querySelector("[data-answer]");
  const word = (kind, name) => words[kind + name[0].toUpperCase() + name.slice(1)] || name;

  function line(list, label, value) {
    const term = document.createElement("dt"), said = document.createElement("dd");
    term.textContent = label;
    said.textContent = value;
    list.append(term, said);
  }

  function show(verdict, isGood, { failed = [], facts = {}, compared = false } = {}) {
    answer.replaceChildren();
    const head = document.createElement("p");
    head.className = isGood ? "certificate-good" : "certificate-bad";
    head.textContent = `${isGood ? "✓" : "●"} ${verdict}`;
    answer.append(head);
    const list = document.createElement("dl");
    list.className = "facts";
    for (const name of failed) line(list, "●", word("ask", name));
    for (const [name, value] of Object.entries(facts)) if (value !== "" && value !== null) line(list, word("fact", name), name === "verb" ? word("entry", value) : value);
    answer.append(list);
    if (isGood) {
      const more = document.createElement("p");
      more.className = "second";
      more.textContent = `${compared ? words.compared : words.alone} ${words.limit}`;
      answer.append(more);
    }
    answer.hidden = false;
    answer.focus();
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      const found = await check(form.elements.certificate.value, form.elements.note.value);
      const isGood = !found.failed.length;
      show(isGood ? words.good : words.bad, isGood, found);
    } catch (error) {
      show(words.unreadable, false);
    }
  });

  for (const [input, field] of [["file", "certificate"], ["notefile", "note"]]) {
    form.elements[input].addEventListener("change", async () => {
      const [file] = form.elements[input].files;
      if (file) form.elements[field].value = await file.text();
    });
  }
  form.querySelector("[data-without-script]")?.remove();
})();

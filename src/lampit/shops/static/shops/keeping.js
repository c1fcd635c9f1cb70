/* Goods begun, kept on the phone: words and shrunken photos in IndexedDB until the server has them.
   drafts {key, person, lapak, fields, state: draf | kirim, at}   shots {id, key, blob, turned, tilt, shape, at}
   On every page of the maker what waits to be sold is sent by itself. Sent twice is one good: the key names it. */
"use strict";
(() => {
  const me = document.currentScript, words = me.dataset, action = words.action, person = words.person;
  let opened, busy;
  const base = () => opened ||= new Promise((done, fail) => {
    const ask = indexedDB.open("lapak", 1);
    ask.onupgradeneeded = () => {
      ask.result.createObjectStore("drafts", { keyPath: "key" });
      ask.result.createObjectStore("shots", { keyPath: "id" }).createIndex("key", "key");
    };
    ask.onsuccess = () => done(ask.result);
    ask.onerror = () => fail(ask.error);
  });
  const run = async (store, mode, act) => {
    const deal = (await base()).transaction(store, mode), asked = act(deal.objectStore(store));
    return new Promise((done, fail) => {
      deal.oncomplete = () => done(asked.result);
      deal.onerror = deal.onabort = () => fail(deal.error);
    });
  };
  const put = (store, row) => run(store, "readwrite", (s) => s.put(row));
  const get = (store, id) => run(store, "readonly", (s) => s.get(id));
  const drop = (store, id) => run(store, "readwrite", (s) => s.delete(id));
  const mine = async () => (await run("drafts", "readonly", (s) => s.getAll())).filter((d) => d.person === person);
  const shots = async (key) => (await run("shots", "readonly", (s) => s.index("key").getAll(key))).sort((a, b) => a.at - b.at);
  const forget = async (key) => {
    for (const shot of await shots(key)) await drop("shots", shot.id);
    await drop("drafts", key);
  };

  const token = () => {
    try { return JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"]; } catch { return ""; }
  };
  /* Return {kind: ok | refused | offline | closed, …}; closed: signed out, or the page is too old. */
  const post = async (body) => {
    let answer;
    try {
      answer = await fetch(action, { method: "POST", body, headers: { Accept: "application/json", "X-CSRFToken": token() } });
    } catch { return { kind: "offline" }; }
    if (answer.status >= 500 || answer.status === 429) return { kind: "offline" };
    const told = answer.headers.get("Content-Type") || "", isJson = told.includes("json");
    if (answer.redirected || answer.status === 403 || answer.status === 404) return { kind: "closed" };
    if (answer.ok) return { kind: "ok", told: isJson ? await answer.json() : null, html: isJson ? "" : await answer.text() };
    return { kind: "refused", message: isJson ? (await answer.json()).message : "" };
  };
  const sendShot = async (shot, draft) => {
    const body = new FormData();
    for (const [name, value] of Object.entries({ key: shot.key, lapak: draft.lapak, client: shot.id, deed: "foto", turned: shot.turned, tilt: shot.tilt, shape: shot.shape })) body.append(name, value);
    body.append("photo", shot.blob, shot.name);
    const answer = await post(body);
    if (answer.kind === "ok" || answer.kind === "refused") await drop("shots", shot.id);
    return answer;
  };
  const sendDraft = async (draft) => {
    for (const shot of await shots(draft.key)) {
      const answer = await sendShot(shot, draft);
      if (answer.kind !== "ok") return answer;
    }
    const body = new FormData();
    draft.fields.forEach(([name, value]) => body.append(name, value));
    const answer = await post(body);
    if (answer.kind === "ok") await forget(draft.key);
    return answer;
  };
  /* One tab at a time; two would do no harm. */
  const alone = (act) => navigator.locks ? navigator.locks.request("lapak-kirim", { ifAvailable: true }, (lock) => lock ? act() : null) : act();
  const sendAll = () => busy ||= alone(async () => {
    for (const draft of (await mine()).filter((d) => d.state === "kirim")) {
      const answer = await sendDraft(draft);
      if (answer.kind === "offline" || answer.kind === "closed") break;
      if (answer.kind === "refused") await put("drafts", { ...draft, state: "draf" });
      const said = answer.kind === "ok" ? `${words.sold} ${answer.told.name}` : `${draft.name}: ${answer.message}`;
      document.dispatchEvent(new CustomEvent("toast", { detail: { text: said } }));
      document.dispatchEvent(new CustomEvent("lapak:sent", { detail: { draft, answer } }));
    }
  }).catch(() => null).then(() => { busy = null; });

  window.Simpanan = { person, put, get, drop, mine, shots, forget, post, sendShot, sendDraft, sendAll, alone };
  /* The page that this phone kept for somebody else is not hers. */
  window.caches?.match(action).then(async (kept) => {
    if (kept && !(await kept.text()).includes(`data-person="${person}"`)) caches.delete("lapak");
  });
  if (!window.indexedDB) return;
  addEventListener("online", sendAll);
  addEventListener("DOMContentLoaded", sendAll);
  setInterval(async () => { if (!document.hidden && (await mine()).some((d) => d.state === "kirim")) sendAll(); }, 15000);
})();

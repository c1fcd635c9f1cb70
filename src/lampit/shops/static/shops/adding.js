/* Barang baru: photos are shrunk, kept on the phone, and sent while the words are typed; words are kept at
   every change, here and by the server; without a signal all waits on the phone and is sent by itself. */
"use strict";
(() => {
  const LONGEST = 1600, GOAL = 200000, QUALITIES = [0.82, 0.7, 0.58, 0.46];
  const form = document.querySelector("[data-adding]"), box = window.Simpanan;
  if (!form || !box || !window.indexedDB) return;
  const words = form.dataset, lapak = form.elements.lapak.value, isFromPhone = "fromPhone" in words;
  let key = form.elements.key.value, leaving = false, taking = Promise.resolve(), timer, later, retry;

  const say = (text, kind = "ok") => {
    const note = document.getElementById("simpanan");
    note.className = `note ${kind}`;
    note.querySelector("span").textContent = text;
  };
  const drawn = (image, longest, quality) => new Promise((done) => {
    const scale = Math.min(1, longest / Math.max(image.width, image.height)), canvas = document.createElement("canvas");
    canvas.width = Math.round(image.width * scale);
    canvas.height = Math.round(image.height * scale);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob(done, "image/jpeg", quality);
  });
  /* What the phone cannot read (HEIC) is sent as it is: the server reads it, or says what to do. */
  const shrunk = async (file) => {
    let image, best = null;
    try { image = await createImageBitmap(file); } catch { return file; }
    for (const longest of [LONGEST, 1200]) {
      for (const quality of QUALITIES) {
        best = await drawn(image, longest, quality) || best;
        if (best && best.size <= GOAL) return best;
      }
    }
    return best && best.size < file.size ? best : file;
  };

  const list = () => document.querySelector("#foto-daftar [data-photos]");
  const tile = (shot) => {
    if (list().querySelector(`[data-client="${shot.id}"]`)) return;
    const li = document.createElement("li"), image = document.createElement("img"), tag = document.createElement("p");
    li.className = "stack g1";
    li.dataset.client = shot.id;
    image.className = "square";
    image.alt = words.phonePhoto;
    image.width = image.height = 160;
    image.src = URL.createObjectURL(shot.blob);
    tag.className = "small";
    tag.append(Object.assign(document.createElement("span"), { className: "tag", textContent: words.onPhone }));
    const press = (text, act) => {
      const made = Object.assign(document.createElement("button"), { type: "button", className: "btn slim", textContent: text });
      made.addEventListener("click", act);
      return made;
    };
    li.append(image, tag, press(words.straighten, async () => {
      const now = { turned: shot.turned, tilt: shot.tilt, shape: shot.shape };
      const right = await Righting.edit(li, image, now, { turned: 0, tilt: 0 }, words);
      if (right && await box.get("shots", shot.id)) await box.put("shots", Object.assign(shot, right));
    }), press(words.remove, async () => {
      await box.drop("shots", shot.id);
      li.remove();
    }));
    list().append(li);
  };
  const tiles = async () => {
    for (const shot of await box.shots(key)) tile(shot);
    document.querySelectorAll(".steps li").forEach((step, n) => {
      const has = list().children.length > 0;
      step.classList.toggle("done", n === 0 && has);
      step.toggleAttribute("aria-current", false);
      if (n === (has ? 1 : 0)) step.setAttribute("aria-current", "step");
    });
  };
  const swap = (html) => {
    document.getElementById("foto-daftar").outerHTML = html;
    const fresh = document.getElementById("foto-daftar");
    fresh.querySelectorAll("[data-js]").forEach((el) => { el.hidden = false; });
    window.htmx?.process(fresh);
    return tiles();
  };

  const told = () => [...new FormData(form)].filter(([name, value]) => typeof value === "string" && name !== "csrfmiddlewaretoken");
  const draft = (state) => ({ key, person: box.person, lapak, fields: told(), state, at: Date.now(), name: form.elements.name.value });
  const keep = (state = "draf") => {
    history.replaceState(null, "", `${location.pathname}?draf=${key}`);
    return box.put("drafts", draft(state));
  };
  const alert = (text) => {
    const p = Object.assign(document.createElement("p"), { className: "err", textContent: text });
    p.setAttribute("role", "alert");
    document.getElementById("foto-daftar").before(p);
  };
  /* Photos on their way, one after the other; what is refused says why and the others go on. */
  let sending = null;
  const upload = () => sending ||= (async () => {
    for (const shot of await box.shots(key)) {
      const answer = await box.sendShot(shot, { lapak });
      if (answer.kind === "ok") await swap(answer.html);
      else if (answer.kind === "refused") {
        list().querySelector(`[data-client="${shot.id}"]`)?.remove();
        alert(answer.message);
      } else {
        say(answer.kind === "offline" ? words.waits : words.closed, "warn");
        clearTimeout(retry);
        retry = setTimeout(upload, 10000);
        return answer.kind;
      }
    }
    return "ok";
  })().finally(() => { sending = null; });

  const take = async (files) => {
    for (const file of files) {
      const blob = await shrunk(file), id = crypto.randomUUID?.() || `${Date.now()}-${Math.random().toString(36).slice(2)}`;
      const shot = { id, key, blob, name: blob === file ? file.name : "foto.jpg", turned: 0, tilt: 0, shape: "", at: Date.now() + Math.random() };
      await box.put("shots", shot);
      await tiles();
    }
    await keep();
    say(words.onPhone);
    upload();
  };
  /* The server's copy: after a pause in typing, so that any phone can go on with it. */
  const save = async () => {
    const body = new FormData();
    told().forEach(([name, value]) => body.append(name, value));
    body.set("deed", "draf");
    const answer = await box.post(body);
    if (leaving) return;
    if (answer.kind === "ok" && answer.html) document.getElementById("simpanan").outerHTML = answer.html;
    else if (answer.kind === "offline") say(words.waits, "warn");
  };
  const sell = async (button) => {
    leaving = true;
    clearTimeout(later);
    clearTimeout(timer);
    button.disabled = true;
    say(words.sending);
    await taking;  // a photo still being shrunk belongs to the good
    await keep("kirim");
    while (sending) await sending;
    const answer = await box.sendDraft(draft("kirim"));
    if (answer.kind === "ok") return location.assign(answer.told.address);
    if (answer.kind === "offline") {
      leaving = false;
      button.disabled = false;
      return say(words.waits, "warn");
    }
    await keep("draf");
    form.submit();  // refused, or signed out: the page itself says what to do and keeps the words
  };

  form.addEventListener("change", (e) => { if (e.target.type !== "file") return;
    const files = [...e.target.files];
    e.target.value = "";
    taking = taking.then(() => take(files)).catch(() => say(words.closed, "warn"));
  });
  form.addEventListener("input", (e) => {
    if (e.target.type === "file" || leaving) return;
    clearTimeout(timer);
    clearTimeout(later);
    timer = setTimeout(keep, 300);
    later = setTimeout(save, 3000);
  });
  /* A count that stands there already is typed over, not added to. */
  form.addEventListener("focusin", (e) => { if (e.target.matches("#id_stock,#id_lead_days")) setTimeout(() => e.target.select()); });
  form.addEventListener("keydown", (e) => {
    if (e.key !== "Enter" || !e.target.matches("input:not([type=file])")) return;
    e.preventDefault();
    const fields = [...form.querySelectorAll("input:not([type=hidden],[type=file]),textarea,select,[data-sell]")].filter((el) => el.offsetParent);
    fields[fields.indexOf(e.target) + 1]?.focus();
  });
  form.addEventListener("submit", (e) => {
    if (!e.submitter?.matches("[data-sell]")) return;
    e.preventDefault();
    if (!leaving) sell(e.submitter);
  });
  /* Looking again whether photos are made waits while a thumb is on one of them. */
  document.addEventListener("htmx:beforeRequest", (e) => {
    const { elt } = e.detail;
    if (elt.id === "foto-daftar" && elt.querySelector("details[open],.editor")) e.preventDefault();
  });
  document.addEventListener("htmx:afterSwap", (e) => { if (e.detail.target.id === "foto-daftar") tiles(); });
  document.addEventListener("lapak:sent", (e) => {
    if (e.detail.draft.key === key && e.detail.answer.kind === "ok") location.assign(e.detail.answer.told.address);
  });
  addEventListener("online", () => upload());

  /* What the phone knows better than the server: typed after the last answer, or never sent. */
  /* A page that the phone kept is opened many times: each time it is another good, or one it knows.
     What somebody else began on this phone, or for another shop, is not gone on with: true then. */
  const begin = async () => {
    const named = new URLSearchParams(location.search).get("draf"), known = named && await box.get("drafts", named);
    if (known && (known.person !== box.person || known.lapak !== lapak)) {
      location.replace(location.pathname);
      return true;
    }
    if (!isFromPhone) return false;
    key = form.elements.key.value = known ? named : crypto.randomUUID().replaceAll("-", "");
    if (named && !known) history.replaceState(null, "", location.pathname);
    say(words.noSignal, "warn");
    return false;
  };
  const restore = async () => {
    if (await begin()) return;
    const known = await box.get("drafts", key);
    if (known && known.person === box.person && (Number(words.savedAt) || 0) < known.at) {
      for (const [name, value] of known.fields) {
        const field = form.elements[name];
        if (!field || ["key", "lapak", "version"].includes(name)) continue;
        if (field.type === "checkbox") field.checked = true;
        else field.value = value;
      }
      say(words.restored);
      later = setTimeout(save, 3000);
    }
    await tiles();
    if ((await box.shots(key)).length) upload();
    const others = (await box.mine()).filter((d) => d.key !== key && d.state === "draf" && d.lapak === lapak && !document.querySelector(`a[href$="draf=${d.key}"]`));
    for (const other of others.slice(0, 3)) {
      const p = Object.assign(document.createElement("p"), { className: "note" });
      p.append(Object.assign(document.createElement("a"), { href: `${location.pathname}?draf=${other.key}`, textContent: `${words.goOn} ${other.name || words.unnamed}` }));
      form.before(p);
    }
  };
  restore();

  /* From now on this page opens without a signal too; the worker keeps it once all else is done. */
  const worker = navigator.serviceWorker, was = worker?.controller;
  if (worker && words.worker) addEventListener("load", () => setTimeout(async () => {
    await worker.register(words.worker).catch(() => null);
    if (!was) (await worker.ready).active.postMessage("keep");
  }, 1000));
})();

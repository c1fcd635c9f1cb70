/* Lampit: quick extras. Every page works without this file. */
"use strict";
(() => {
  const all = (q, root = document) => [...(root.matches && root.matches(q) ? [root] : []), ...root.querySelectorAll(q)];
  const token = () => {
    try { return JSON.parse(document.body.getAttribute("hx-headers"))["X-CSRFToken"]; }
    catch { return document.querySelector("[name=csrfmiddlewaretoken]")?.value; }
  };

  /* Toasts: the server answers HX-Trigger {"toast": {"text": …, "undo": "/…/", "label": "Urungkan"}}. */
  const toast = ({ text, undo, label }) => {
    const box = document.createElement("div");
    box.className = "toast";
    const words = document.createElement("span");
    words.className = "grow";
    words.textContent = text;
    box.append(words);
    if (undo && undo.startsWith("/") && !undo.startsWith("//")) {
      const form = document.createElement("form");
      form.method = "post";
      form.action = undo;
      const key = document.createElement("input");
      key.type = "hidden";
      key.name = "csrfmiddlewaretoken";
      key.value = token() || "";
      const button = document.createElement("button");
      button.textContent = label || (document.documentElement.lang === "en" ? "Undo" : "Urungkan");
      form.append(key, button);
      box.append(form);
    }
    document.getElementById("kabar").append(box);
    let left = 12, held = false;
    const hold = (on) => () => { held = on; };
    box.addEventListener("pointerenter", hold(true));
    box.addEventListener("pointerleave", hold(false));
    box.addEventListener("focusin", hold(true));
    box.addEventListener("focusout", hold(false));
    const clock = setInterval(() => {
      if (!held && --left < 1) { clearInterval(clock); box.remove(); }
    }, 1000);
    return box;
  };
  document.addEventListener("toast", (e) => toast(e.detail));

  /* Appearance: the same cookie the server writes, so nothing flashes on the next page. */
  const look = (word) => {
    const root = document.documentElement, life = word ? 31536000 : 0;
    document.cookie = `lampit_look=${word};path=/;max-age=${life};samesite=lax` + (location.protocol === "https:" ? ";secure" : "");
    root.removeAttribute("data-theme");
    root.toggleAttribute("data-sun", word === "sun");
    if (word) root.setAttribute("data-theme", word === "sun" ? "light" : word);
    mark(word);
  };
  const mark = (word) => all("[data-look] button").forEach((b) => b.setAttribute("aria-pressed", String(b.value === word)));

  /* Photos: shown at once and made small (1600 px) before they are sent. */
  const photo = async (input) => {
    const file = input.files[0];
    let seen = input.parentElement.querySelector(".photo-preview");
    if (!file || !window.createImageBitmap) return;
    let image;
    try { image = await createImageBitmap(file); } catch { return; }
    const scale = Math.min(1, 1600 / Math.max(image.width, image.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(image.width * scale);
    canvas.height = Math.round(image.height * scale);
    canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", file.name);
    if (!seen) {
      seen = document.createElement("div");
      seen.className = "photo-preview";
      input.after(seen);
    }
    seen.replaceChildren(canvas);
    if (scale === 1 && file.size < 600000) return;
    canvas.toBlob((blob) => {
      if (!blob || blob.size >= file.size || !window.DataTransfer) return;
      const carrier = new DataTransfer();
      carrier.items.add(new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" }));
      input.files = carrier.files;
    }, "image/jpeg", 0.85);
  };

  /* A file area names what was chosen, with its size. */
  const chosen = (input) => all("[data-chosen]", input.parentElement).forEach((el) => {
    const size = (n) => n < 1e6 ? `${Math.ceil(n / 1e3)} KB` : `${(n / 1e6).toLocaleString(document.documentElement.lang, { maximumFractionDigits: 1 })} MB`;
    el.textContent = [...input.files].map((file) => `${file.name} · ${size(file.size)}`).join(", ");
    el.hidden = !el.textContent;
  });

  /* Countdown: <b data-countdown-to="2026-11-24T14:05:00+08:00" data-ended="Waktu habis">. */
  const tick = (el) => {
    const left = Math.max(0, Math.round((Date.parse(el.dataset.countdownTo) - Date.now()) / 1000));
    const two = (n) => String(n).padStart(2, "0"), h = Math.floor(left / 3600);
    el.textContent = left || !el.dataset.ended ? (h ? h + "." : "") + two(Math.floor(left / 60) % 60) + "." + two(left % 60) : el.dataset.ended;
    if (left && el.isConnected) setTimeout(tick, 1000, el);
  };

  /* Work by keys, <div data-slow="Menyimpan…" data-failed="Tidak sampai…">: one press is one answer, however long the
     key is held; until the next page or its swapped middle is there no key and no button does anything. On a slow line a
     word says that it is under way; of one that fails that it is to be pressed again, and the page stays. What was seen
     for less than a third of a second is not answered yet: that was the second beat of a double press. */
  let gone = 0, seen = 0, wait, word, pressed;
  /* A message that comes with its own region is not read out by all screen readers: this one was there before. */
  const said = Object.assign(document.createElement("p"), { className: "vh", role: "status" });
  const leaving = () => Date.now() - gone < 20000;
  const unseen = (el) => Date.now() - seen < 300 && !/^(next|prev)$/.test(el.rel);
  const leave = (slow) => {
    gone = Date.now();
    said.textContent = "";
    wait = setTimeout(() => { word = toast({ text: slow.dataset.slow }); }, 500);
  };
  const arrive = () => {
    gone = 0;
    seen = Date.now();
    clearTimeout(wait);
    word?.remove();
  };
  const press = (e) => {
    const el = e.target.closest(e.type === "click" ? "[data-slow] a[data-key]" : "[data-slow] form");
    if (!el || e.ctrlKey || e.metaKey) return;
    if (leaving() || unseen(el)) {
      e.preventDefault();
      e.stopImmediatePropagation();
      return;
    }
    pressed = e.submitter;
    leave(el.closest("[data-slow]"));
  };
  /* A middle that came: the frame learns its page, and what it says is read out. */
  const settle = (main) => {
    arrive();
    if (main.dataset.page) document.body.dataset.page = main.dataset.page;
    said.textContent = all(".msgs p", main).map((el) => el.textContent).join(" ");
  };
  /* Refused as a whole (signed out, gone): asked again as without script, so that the page says why. */
  const fail = (e) => {
    const { elt, boosted, xhr } = e.detail, slow = boosted && elt.closest("[data-slow]");
    if (!slow) return;
    arrive();
    if (xhr.status < 400 || xhr.status > 499) {
      word = toast({ text: slow.dataset.failed });
      return;
    }
    leave(slow);
    if (elt.href) return location.assign(elt.href);
    if (pressed?.name) elt.insertAdjacentElement("beforeend", Object.assign(document.createElement("input"), { type: "hidden", name: pressed.name, value: pressed.value }));
    elt.submit();
  };

  const count = (form) => all("[data-count]", form).forEach((el) => {
    el.textContent = form.querySelectorAll("tbody input[type=checkbox]:checked").length;
  });

  const ready = (root) => {
    const link = new URLSearchParams(location.search).get("x");
    if (link) all("a[href^='/produk/']", root).forEach((a) => { const to = new URL(a.href); to.searchParams.set("x", link); a.href = to; });
    all("[data-js]", root).forEach((el) => { el.hidden = false; });
    all("[data-countdown-to]", root).forEach(tick);
    all("[data-keys]", root).forEach((el) => { el.checked = localStorage.getItem("lampit_keys") !== "off"; });
    all(".chips.one [aria-current]", root).forEach((el) => { el.closest(".chips").scrollLeft = el.offsetLeft - 16; });
    all("[data-focus],[aria-invalid=true]", root).slice(0, 1).forEach((el) => el.focus());
  };

  document.addEventListener("click", (e) => {
    const el = e.target.closest("[data-print],[data-copy],[data-copy-of]");
    all("details.who[open]").forEach((d) => { if (!d.contains(e.target)) d.open = false; });
    if (!el) return;
    if ("print" in el.dataset) return print();
    navigator.clipboard?.writeText(el.dataset.copyOf ? document.querySelector(el.dataset.copyOf).value : el.dataset.copy).then(() => toast({ text: el.dataset.copied || "✓" }));
  });
  document.addEventListener("keydown", (e) => {
    const typing = e.target.closest("input:not([type=radio]):not([type=checkbox]),textarea,select");
    const off = document.querySelector("[data-keys]")?.checked === false;
    if (!typing && !off && !e.repeat && !e.ctrlKey && !e.metaKey && !e.altKey && /^[a-z]$/i.test(e.key)) document.querySelector(`[data-key="${e.key.toLowerCase()}"]`)?.click();
    if (e.key === "Escape") all("details.who[open]").forEach((d) => { d.open = false; d.firstElementChild.focus(); });
  });
  document.addEventListener("submit", (e) => {
    const button = e.submitter;
    if (e.target.matches("[data-look]") && button) { e.preventDefault(); return look(button.value); }
    if (button?.dataset.busy) setTimeout(() => { button.disabled = true; button.dataset.was = button.textContent; button.textContent = button.dataset.busy; });
  });
  document.addEventListener("change", (e) => {
    const el = e.target;
    if (el.matches("input[type=file]")) chosen(el);
    if (el.matches("input[type=file][accept^=image]:not([multiple])")) photo(el);
    if (el.matches("[data-keys]")) localStorage.setItem("lampit_keys", el.checked ? "" : "off");
    if (el.matches("[data-all]")) all("tbody input[type=checkbox]", el.form || document).forEach((box) => { box.checked = el.checked; });
    if (el.matches("[data-reveal]")) document.querySelector(el.dataset.reveal).type = el.checked ? "text" : "password";
    if (el.type === "checkbox" && el.form) count(el.form);
  });
  /* A published page is the same for everybody: what is a person's comes after it, where there is any. */
  const personal = () => {
    if (/(?:^|; )ada=1/.test(document.cookie)) all("[data-personal]").forEach((el) => window.htmx?.trigger(el, "pribadi"));
  };
  addEventListener("pageshow", (e) => {
    gone = 0;
    if (e.persisted) personal();
    all("[data-was]").forEach((b) => { b.disabled = false; b.textContent = b.dataset.was; });
    all("input[type=file]").forEach(chosen);
  });
  for (const kind of ["click", "submit"]) document.addEventListener(kind, press, true);
  for (const kind of ["sendError", "timeout", "responseError"]) document.addEventListener(`htmx:${kind}`, fail);
  document.addEventListener("htmx:load", (e) => {
    if (e.detail.elt.matches("main")) settle(e.detail.elt);
    ready(e.detail.elt);
  });
  document.addEventListener("DOMContentLoaded", () => {
    ready(document);
    personal();
    if (document.querySelector("[data-slow]")) document.body.append(said);
    all(".side [aria-current]").forEach((el) => { el.parentElement.scrollLeft = el.offsetLeft - 16; });
    mark((document.cookie.match(/(?:^|; )lampit_look=(\w*)/) || ["", ""])[1]);
  });

  /* A maker's page that this phone keeps for lost signals (shops/worker.js) goes with her sign-out. */
  const forget = () => { window.caches?.delete("lapak"); };
  if (document.body.dataset.page === "people.sign_in") forget();
  document.addEventListener("submit", (e) => { if (e.target.matches('[action="/keluar/"]')) forget(); });

  /* Near me: the place of the phone, rounded to about a kilometre, goes into the address once. */
  all("[data-locate]").forEach((button) => {
    if (!navigator.geolocation) return;
    button.hidden = false;
    button.addEventListener("click", () => {
      button.disabled = true;
      navigator.geolocation.getCurrentPosition((found) => {
        const at = [found.coords.latitude, found.coords.longitude].map((n) => n.toFixed(2)).join(",");
        location.assign(`${button.form.getAttribute("action")}?urut=dekat&posisi=${at}`);
      }, () => { button.disabled = false; button.form.querySelector("select").focus(); }, { timeout: 10000, maximumAge: 600000 });
    });
  });

  /* Suggestions: the arrow keys walk the list below the field, Escape closes it. */
  all(".search").forEach((form) => form.addEventListener("keydown", (e) => {
    const links = all(".suggest a", form), at = links.indexOf(document.activeElement);
    if (!links.length) return;
    if (e.key === "Escape") { form.querySelector(".suggest").remove(); form.querySelector("input").focus(); return; }
    if (e.key !== "ArrowDown" && e.key !== "ArrowUp") return;
    e.preventDefault();
    const next = at + (e.key === "ArrowDown" ? 1 : -1);
    (links[next] || form.querySelector("input")).focus();
  }));
})();

/* A photo put right under the thumb: turned by quarters, straightened by a slider, cut square or 4:5.
   The phone shows it on a canvas; what is sent is how it stands, and the server makes it so from the original. */
"use strict";
(() => {
  const RATIOS = { "": 0, kotak: 1, tegak: 4 / 5 };
  /* The largest upright rectangle of the same proportions in a tilted one: as outside/pictures/shaping.py. */
  const within = (w, h, degrees) => {
    const a = Math.abs(degrees) * Math.PI / 180, sin = Math.sin(a), cos = Math.cos(a);
    return Math.min(w / (w * cos + h * sin), h / (w * sin + h * cos));
  };
  const draw = (canvas, image, { turned, tilt, shape }) => {
    const scale = Math.min(1, 640 / Math.max(image.width, image.height));
    let w = image.width * scale, h = image.height * scale;
    if (turned % 2) [w, h] = [h, w];
    const part = within(w, h, tilt), ratio = RATIOS[shape] || 0;
    let cw = w * part, ch = h * part;
    if (ratio) [cw, ch] = cw > ch * ratio ? [ch * ratio, ch] : [cw, cw / ratio];
    canvas.width = Math.max(1, Math.round(cw));
    canvas.height = Math.max(1, Math.round(ch));
    const pen = canvas.getContext("2d");
    pen.translate(canvas.width / 2, canvas.height / 2);
    pen.rotate(turned * Math.PI / 2 + tilt * Math.PI / 180);
    pen.drawImage(image, -image.width * scale / 2, -image.height * scale / 2, image.width * scale, image.height * scale);
  };
  const el = (tag, more, ...inside) => {
    const made = Object.assign(document.createElement(tag), more);
    made.append(...inside);
    return made;
  };
  /* Open the editor in `place`; `now` is how the photo stands, `from` how the shown image stands already.
     Resolves with the new standing, or null. */
  const edit = (place, image, now, from, words) => new Promise((done) => {
    const at = { ...now }, canvas = el("canvas", {}), say = el("output", {});
    canvas.setAttribute("role", "img");
    canvas.setAttribute("aria-label", words.preview);
    const show = () => {
      draw(canvas, image, { turned: (at.turned - from.turned + 4) % 4, tilt: at.tilt - from.tilt, shape: at.shape });
      say.textContent = `${at.tilt}°`;
    };
    const button = (text, act, css = "btn slim") => {
      const made = el("button", { type: "button", className: css, textContent: text });
      made.addEventListener("click", act);
      return made;
    };
    const turn = (by) => () => { at.turned = (at.turned + by) % 4; show(); };
    const slider = el("input", { type: "range", min: -15, max: 15, step: 1, value: at.tilt });
    slider.addEventListener("input", () => { at.tilt = Number(slider.value); show(); });
    const cuts = Object.keys(RATIOS).map((shape) => {
      const one = button({ "": words.whole, kotak: words.square, tegak: words.upright }[shape], () => {
        at.shape = shape;
        cuts.forEach((b) => b.setAttribute("aria-pressed", String(b === one)));
        show();
      }, "chip");
      one.setAttribute("aria-pressed", String(shape === at.shape));
      return one;
    });
    const end = (told) => () => { panel.remove(); done(told ? at : null); };
    const row = (...inside) => el("div", { className: "row g2" }, ...inside);
    const panel = el("div", { className: "editor card" }, canvas,
      el("label", { className: "stack g1" }, el("span", {}, `${words.straighten} `, say), slider),
      row(button(words.left, turn(3)), button(words.right, turn(1))), row(...cuts),
      row(button(words.save, end(true), "btn main grow"), button(words.cancel, end(false), "btn")));
    panel.setAttribute("role", "group");
    panel.setAttribute("aria-label", words.straighten);
    panel.addEventListener("keydown", (e) => { if (e.key === "Escape") end(false)(); });
    place.append(panel);
    show();
    slider.focus();
    panel.scrollIntoView({ block: "nearest" });
  });
  window.Righting = { edit, draw };

  /* The buttons of photos that the server has: those of a draft and those of a good on its page. */
  document.addEventListener("click", async (e) => {
    const button = e.target.closest("button[data-straighten]");
    if (!button) return;
    const form = button.form, place = button.closest("li"), shown = place.querySelector("img");
    const image = new Image();
    image.src = shown.dataset.large || shown.src;
    try { await image.decode(); } catch { image.src = shown.src; await image.decode(); }
    const { turned, tilt, shape, target, address } = button.dataset;
    const now = { turned: Number(turned), tilt: Number(tilt), shape };
    const right = await edit(place, image, now, now, document.querySelector("[data-righting]").dataset);
    if (!right) return;
    const values = Object.fromEntries([...new FormData(form)].filter(([, value]) => typeof value === "string"));
    htmx.ajax("POST", address, { target, swap: "outerHTML", values: { ...values, ...right, deed: `bentuk${button.dataset.straighten}` } });
  });
})();

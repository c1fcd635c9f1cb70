/* The search of a copy of the market: reads small files beside the page, needs no server.
   A page from a stick may load scripts and nothing else, so the files are scripts that call lampitCari. */
(() => {
  const box = document.querySelector("[data-cari]");
  if (!box) return;
  const waiting = {}, asked = new URLSearchParams(location.search);
  const q = (asked.get("q") || "").trim().slice(0, 200), SIZE = 24, HEAVIEST = 4;
  const number = (n) => n.toLocaleString(document.documentElement.lang === "en" ? "en" : "id");
  const say = (name, told = {}) => {
    box.querySelector("[data-kata]").textContent = (box.dataset[name] || "").replace(/\{(\w+)\}/g, (_, key) => told[key] ?? "");
  };

  window.lampitCari = (name, content) => waiting[name]?.(content);
  const kept = {};
  const load = (name) => kept[name] ||= new Promise((done) => {
    const el = document.createElement("script");
    waiting[name] = done;
    el.src = box.dataset.cari + name + ".js";
    el.onerror = () => done(null);
    document.head.append(el);
  });

  const words = (text) => (text.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").replace(/['\u2019]/g, "")
    .match(/[\p{L}\p{N}]+/gu) || []).filter((word) => word.length > 1 || /\d/.test(word)).slice(0, 8);
  const letter = (word) => /^[a-z0-9]/.test(word) ? word[0] : "_";

  /* Slips between two words: a letter more, less, other, or two turned round. */
  const slips = (a, b, most) => {
    if (Math.abs(a.length - b.length) > most) return most + 1;
    const rows = [[...Array(b.length + 1).keys()]];
    for (let i = 1; i <= a.length; i += 1) {
      rows[i] = [i];
      for (let j = 1; j <= b.length; j += 1) {
        const same = a[i - 1] === b[j - 1] ? 0 : 1;
        let best = Math.min(rows[i - 1][j] + 1, rows[i][j - 1] + 1, rows[i - 1][j - 1] + same);
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) best = Math.min(best, rows[i - 2][j - 2] + 1);
        rows[i][j] = best;
      }
    }
    return rows[a.length][b.length];
  };

  /* Goods with a word and how well it fits: the word itself, one that begins so, one it begins with, a slip. */
  const goods = async (word, facts) => {
    const meant = facts.sama[word] || word, found = new Map();
    const shard = facts.kata.includes(letter(meant)) ? await load(`kata-${letter(meant)}`) : {};
    const take = (key, fit) => {
      let at = 0;
      for (const step of shard[key]) {
        at += Math.floor(step / HEAVIEST);
        found.set(at, Math.max(found.get(at) || 0, fit * (step % HEAVIEST + 1)));
      }
    };
    const keys = Object.keys(shard || {});
    for (const key of keys) {
      if (key === meant || key === word) take(key, 12);
      else if (word.length > 2 && key.startsWith(word)) take(key, 6);
      else if (key.length > 3 && word.startsWith(key)) take(key, 4);
    }
    if (!found.size && word.length > 3) {
      const most = word.length > 7 ? 2 : 1;
      let best = most + 1, near = [];
      for (const key of keys) {
        const n = slips(word, key, most);
        if (n < best) [best, near] = [n, [key]];
        else if (n === best) near.push(key);
      }
      if (best <= most) near.forEach((key) => take(key, 2));
    }
    return found;
  };

  const amount = (text) => { const n = parseInt((text || "").replace(/\D/g, ""), 10); return Number.isNaN(n) ? null : n; };
  const wish = (facts) => {
    const shelf = facts.rak.indexOf(asked.get("kategori") || ""), code = asked.get("kecamatan") || "";
    const place = facts.kecamatan.findIndex((row) => row[0] === code);
    const low = amount(asked.get("dari")), high = amount(asked.get("sampai")), ready = Boolean(asked.get("siap"));
    return (n) => (shelf < 0 || facts.kategori[n] === shelf) && (place < 0 || facts.tempat[n] === place)
      && (low === null || facts.harga[n] >= low) && (high === null || facts.harga[n] <= high) && (!ready || facts.siap[n] === "1");
  };

  const matched = async (facts) => {
    const told = words(q), all = [...Array(facts.jumlah).keys()];
    if (!told.length) return { list: q ? [] : all.map((n) => [n, 0]), near: false };
    const each = await Promise.all(told.map((word) => goods(word, facts)));
    const sum = new Map();
    each.forEach((found) => found.forEach((fit, n) => {
      const before = sum.get(n) || [0, 0];
      sum.set(n, [before[0] + 1, before[1] + fit]);
    }));
    const most = Math.max(0, ...[...sum.values()].map((row) => row[0]));
    const list = [...sum].filter((row) => row[1][0] === most).map(([n, row]) => [n, row[1]]);
    return { list, near: most > 0 && most < told.length };
  };

  const card = (row) => {
    const [name, page, price, maker, place, picture, abroad] = row, li = document.createElement("li"), root = box.dataset.root;
    li.className = "goods";
    const shown = document.createElement(picture ? "img" : "span");
    if (picture) Object.assign(shown, { src: root + picture, width: 300, height: 300, alt: "", loading: "lazy" });
    else { shown.className = "square drop"; shown.setAttribute("aria-hidden", "true"); }
    const inside = document.createElement("div"), head = document.createElement("h3"), link = document.createElement("a");
    const cost = document.createElement("p"), by = document.createElement("p");
    const english = document.documentElement.lang === "en";
    Object.assign(link, english && abroad ? { href: `${root}en/${page}`, textContent: abroad } : { href: root + page, textContent: name });
    if (english && !abroad) link.lang = "id";
    Object.assign(cost, { className: "price", textContent: `Rp${number(price)}` });
    cost.dataset.value = price;
    Object.assign(by, { className: "small muted", textContent: `${maker} · ${place}` });
    head.append(link);
    inside.append(head, cost, by);
    li.append(shown, inside);
    return li;
  };

  const turn = (page, pages) => {
    const nav = box.querySelector("[data-halaman]"), link = (n, word, rel) => {
      const to = new URLSearchParams(asked), a = document.createElement("a");
      to.set("hal", n);
      Object.assign(a, { className: "btn slim", href: `?${to}`, rel, textContent: word });
      return a;
    };
    if (page > 1) nav.append(link(page - 1, box.dataset.sebelum, "prev"));
    if (page < pages) nav.append(link(page + 1, box.dataset.sesudah, "next"));
  };

  const fill = () => document.querySelectorAll("form").forEach((form) => asked.forEach((value, key) => {
    const field = form.elements[key];
    if (field?.type === "checkbox") field.checked = true;
    else if (field && "value" in field) field.value = value;
  }));

  (async () => {
    fill();
    const facts = await load("fakta");
    if (!facts) return say("gagal");
    const { list, near } = await matched(facts), fits = wish(facts);
    const order = asked.get("urut"), price = (row) => facts.harga[row[0]];
    const found = list.filter((row) => fits(row[0])).sort((a, b) =>
      (order === "murah" ? price(a) - price(b) : order === "mahal" ? price(b) - price(a) : order === "baru" ? b[0] - a[0] : b[1] - a[1]) || a[0] - b[0]);
    const pages = Math.max(1, Math.ceil(found.length / SIZE));
    const page = Math.min(pages, Math.max(1, parseInt(asked.get("hal"), 10) || 1));
    const shown = found.slice((page - 1) * SIZE, page * SIZE);
    say(!found.length ? "kosong" : near ? "dekat" : "jumlah", { n: number(found.length), q });
    box.dataset.value = found.length;
    const blocks = await Promise.all(shown.map((row) => load(`barang-${Math.floor(row[0] / facts.blok)}`)));
    box.querySelector("ul").replaceChildren(...shown.map((row, i) => blocks[i] && card(blocks[i][row[0] % facts.blok])).filter(Boolean));
    turn(page, pages);
    box.dataset.siap = "1";
  })();
})();

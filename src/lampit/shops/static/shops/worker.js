/* Service worker of a new good: its page opens without a signal once it was opened on this phone.
   The network comes first. Kept is the empty page of whoever is signed in, with what it brings along; it
   goes when she signs out, or when the server says that nobody is signed in. Nothing is sent from here. */
"use strict";
(() => {
  const CACHE = "lapak", PATIENCE = 8000, HOME = new URL(registration.scope).pathname;
  const AWAY = [502, 503, 504];  // nobody behind the door: as good as no signal
  const store = () => caches.open(CACHE);
  const kept = async () => (await store()).match(HOME);
  const found = (text, pattern, at) => [...text.matchAll(pattern)].map((one) => new URL(one[1], at))
    .filter((one) => one.origin === location.origin && one.pathname.startsWith("/static/")).map((one) => one.href.split("#")[0]);

  /* The page is written last: half of what it needs must not count as kept. */
  const keep = async (answer) => {
    const html = await answer.text(), cache = await store();
    const wanted = found(html, /(?:href|src)="([^"]+)"/g, location.href), seen = new Set();
    while (wanted.length) {
      const address = wanted.pop();
      if (seen.has(address)) continue;
      seen.add(address);
      let file = await cache.match(address);
      if (!file) {
        file = await fetch(address);
        if (!file.ok) return;
        await cache.put(address, file.clone());
      }
      if (address.endsWith(".css")) wanted.push(...found(await file.text(), /url\(["']?([^"')]+)/g, address));
    }
    const headers = new Headers(answer.headers);
    ["Content-Encoding", "Content-Length"].forEach((name) => headers.delete(name));
    await cache.put(HOME, new Response(html.replace("data-adding", "data-adding data-from-phone"), { headers }));
    for (const old of await cache.keys()) if (old.url !== new URL(HOME, location).href && !seen.has(old.url)) await cache.delete(old);
  };
  const late = async () => {
    const there = await kept();
    return new Promise((_done, fail) => { if (there) setTimeout(fail, PATIENCE); });
  };
  const page = async (event) => {
    try {
      const answer = await Promise.race([fetch(event.request), late()]);
      if (AWAY.includes(answer.status)) return await kept() || answer;
      if (answer.type === "opaqueredirect" || answer.status === 403) event.waitUntil(caches.delete(CACHE));
      else if (answer.ok && !new URL(event.request.url).search) event.waitUntil(keep(answer.clone()));
      return answer;
    } catch { return await kept() || Response.error(); }
  };

  addEventListener("install", () => skipWaiting());
  addEventListener("activate", (event) => event.waitUntil(clients.claim()));
  addEventListener("message", (event) => {
    if (event.data !== "keep") return;
    event.waitUntil(fetch(HOME, { redirect: "manual" }).then((answer) => answer.ok ? keep(answer) : null).catch(() => null));
  });
  addEventListener("fetch", (event) => {
    const { request } = event, url = new URL(request.url);
    if (request.method !== "GET" || url.origin !== location.origin) return;
    if (request.mode === "navigate") {
      if (url.pathname === HOME) event.respondWith(page(event));
    } else if (url.pathname.startsWith("/static/")) {
      event.respondWith(store().then((cache) => cache.match(url.href, { ignoreVary: true })).then((file) => file || fetch(request)));
    }
  });
})();

/* Service worker of /pendata/: starts the app without a signal, sends nothing, keeps no answers.
   Its first line (APP) comes from the server. A new version waits until the app, between two
   interviews, tells it to take over: a running interview never changes its scripts. */
(function () {
  'use strict';
  var CACHE = 'pendata-' + APP.version;

  /* One by one and past the browser's own cache: a half-kept shell must not count as kept. */
  function keep(cache) {
    var wanted = [APP.home].concat(APP.kept);
    return Promise.all(wanted.map(function (address) {
      return fetch(new Request(address, {cache: 'reload', credentials: 'same-origin'}))
        .then(function (answer) {
          if (!answer.ok || answer.redirected) throw new Error('not kept: ' + address);
          return cache.put(address, answer);
        });
    }));
  }

  self.addEventListener('install', function (event) {
    event.waitUntil(caches.open(CACHE).then(keep));
  });
  self.addEventListener('activate', function (event) {
    event.waitUntil(caches.keys().then(function (names) {
      return Promise.all(names.map(function (name) {
        return name.indexOf('pendata-') === 0 && name !== CACHE ? caches.delete(name) : null;
      }));
    }).then(function () { return self.clients.claim(); }));
  });
  self.addEventListener('message', function (event) {
    if (event.data === 'take-over') self.skipWaiting();
  });
  self.addEventListener('fetch', function (event) {
    var request = event.request, address = new URL(request.url);
    if (request.method !== 'GET' || address.origin !== self.location.origin) return;
    var page = request.mode === 'navigate';
    if (page && address.pathname.indexOf(APP.home) !== 0) return;
    var key = page ? APP.home : address.pathname + address.search;
    if (!page && APP.kept.indexOf(key) < 0) return;
    event.respondWith(caches.open(CACHE).then(function (cache) {
      return cache.match(key).then(function (kept) { return kept || fetch(request); });
    }));
  });
})();

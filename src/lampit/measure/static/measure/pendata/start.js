/* Starting, moving between screens, taking the list, the service worker. Screens stand in the hash
   of the address, so the phone's own back button works. */
(function (root) {
  'use strict';
  var P = root.Pendata, ui = P.ui, store = P.store, make = ui.make, say = ui.say, turn = 0, hidden = 0;

  P.version = document.body.getAttribute('data-version');
  P.fresh = function () {
    return {device: null, list: {rounds: [], instruments: {}, languages: {}, dispositions: [], reasons: [], sectors: [], outcomes: [], villages: []},
            members: [], items: [], drafts: [], waiting: 0, sent: 0, taken: 0, free: ''};
  };
  P.state = P.fresh();
  P.english = function () { return document.documentElement.lang === 'en'; };
  P.language = function () { return root.localStorage.getItem('pendata.bahasa') || ''; };
  P.setLanguage = function (code) { root.localStorage.setItem('pendata.bahasa', code); };
  P.languagesOf = function (instrument) { return P.state.list.languages[instrument.fingerprint] || []; };
  P.instant = function (at) { return at ? new Date(at).toISOString() : null; };
  P.paradata = function (draft) {
    return {began: P.instant(draft.began), ended: P.instant(Date.now()), version: P.version,
            device: root.navigator.platform + ' ' + root.screen.width + 'x' + root.screen.height,
            phone: P.state.device.device, offset_seconds: Math.round(P.line.offset() / 100) / 10};
  };
  /* Visits so far: those the server told, and those made here since. */
  P.visitsOf = function (member) {
    return (member.visits || 0) + P.state.items.filter(function (one) {
      return one.row.kind === 'kunjungan' && one.summary.member === member.id &&
        (one.row.state !== 'terkirim' || one.row.sent > P.state.taken);
    }).length;
  };

  P.show = function (nodes) {
    var main = document.getElementById('isi'), wrap = make('div', {'class': 'wrap stack'});
    main.textContent = '';
    wrap.appendChild(make('div', {id: 'pita'}));
    nodes.forEach(function (node) { if (node) { [].concat(node).forEach(function (one) { if (one) wrap.appendChild(one); }); } });
    main.appendChild(wrap);
    banner();
    var title = main.querySelector('h1');
    if (title) { title.setAttribute('tabindex', '-1'); title.focus({preventScroll: true}); }
    root.scrollTo(0, 0);
  };
  function banner() {
    var place = document.getElementById('pita'), signal = document.getElementById('sinyal');
    signal.textContent = '';
    if (!root.navigator.onLine) signal.appendChild(ui.tag('warn', 'nowifi', say('offline'), 'luring'));
    if (!place) return;
    place.textContent = '';
    place.hidden = true;
    var told = store.isOpen() ? P.home.unsent() : null;
    if (told) { place.hidden = false; place.appendChild(told); }
  }
  P.banner = banner;
  P.go = function (hash, replace) {
    if (root.location.hash.replace(/^#/, '') === hash) { P.draw(); return; }
    if (replace) { root.history.replaceState(null, '', '#' + hash); P.draw(); } else root.location.hash = hash;
  };

  /* Read what lies on the phone into memory; it is small: a day's list and the outbox. */
  function load() {
    return Promise.all([store.read('meta', 'list'), store.all('assignments'), store.all('outbox'), store.all('drafts'),
                        store.get('meta', 'sent')]).then(function (found) {
      if (found[0]) { P.state.list = found[0]; P.state.taken = found[0].taken; }
      P.state.drafts = found[3];
      P.state.waiting = found[2].filter(P.outbox.isWaiting).length;
      P.state.sent = found[4] ? found[4].at : 0;
      return Promise.all([
        Promise.all(found[1].map(function (row) { return store.opened('assignments', row); })),
        Promise.all(found[2].map(function (row) {
          return store.opened('outbox', row).then(function (inside) { return {row: row, summary: inside.summary}; });
        }))]);
    }).then(function (opened) {
      P.state.members = opened[0].sort(function (one, other) { return one.place - other.place; });
      P.state.items = opened[1];
    });
  }
  /* Take the day's list along. What is being filled in stays, also when it left the list. */
  P.refresh = function () {
    return P.line.hello().then(function (told) {
      if (told.device === 'device_revoked') { P.lock.revoked(told.device); throw Object.assign(new Error(), {kind: 'refused', code: told.device}); }
      if (!told.account) throw Object.assign(new Error(), {kind: 'signed_out'});
      if (told.account.id !== P.state.device.account.id) throw Object.assign(new Error(), {kind: 'other_account'});
      if (told.device !== 'trusted') { P.lock.revoked(told.device); throw Object.assign(new Error(), {kind: 'refused', code: told.device}); }
      return P.lock.heard();
    }).then(function () {
      return P.line.get('kerja.json?versi=' + P.version + '&belum=' + P.state.waiting + '&selisih=' + P.line.offset() / 1000);
    }).then(function (told) {
      var kept = {};
      Object.keys(told.instruments).forEach(function (mark) { told.instruments[mark].fingerprint = mark; });
      told.members.forEach(function (member, at) { member.place = at; kept[member.id] = true; });
      P.state.drafts.forEach(function (row) { kept[row.member] = kept[row.member] || 'draft'; });
      P.state.members.forEach(function (member) {
        var inUse = kept[member.id] === 'draft' || P.state.items.some(function (one) {
          return one.summary.member === member.id && P.outbox.isWaiting(one.row);
        });
        if (kept[member.id] !== true && inUse) told.members.push(member);
      });
      // Instruments of drafts under way stay too: an interview ends with the version it began with.
      var marks = Object.assign({}, P.state.list.instruments, told.instruments);
      var tongues = Object.assign({}, P.state.list.languages, told.languages);
      var list = {rounds: told.rounds, instruments: marks, languages: tongues, dispositions: told.dispositions,
                  reasons: told.reasons, sectors: told.sectors, outcomes: told.outcomes || [], villages: told.villages || [], taken: Date.now(), seen: told.time};
      return Promise.all(told.members.map(function (member) { return store.sealed('assignments', member.id, {}, member); }))
        .then(store.replaceAssignments).then(function () { return store.write('meta', 'list', {}, list); })
        .then(function () { return P.outbox.settle(told.proposals || {}); }).then(load);
    });
  };
  /* After the PIN: read, show, then ask the server for news if it can be reached. */
  P.opened = function () {
    if (root.navigator.storage && root.navigator.storage.persist) root.navigator.storage.persist().catch(function () { return false; });
    return store.get('meta', 'clock').then(function (row) { if (row) P.line.setOffset(row.offset); })
      .then(load).then(P.village.flush).then(load).then(space).then(P.draw).then(function () {
        return P.outbox.send(false);
      }).then(function (state) {
        return state.kind === 'done' ? P.refresh().then(function () { if (!P.interview.isOpen()) P.draw(); }) : null;
      }).catch(function () { return null; });
  };
  function space() {
    if (!root.navigator.storage || !root.navigator.storage.estimate) return null;
    return root.navigator.storage.estimate().then(function (told) {
      var left = told.quota - told.usage;
      P.state.free = left > 1e9 ? ui.decimal(left / 1e9) + ' GB' : Math.round(left / 1e6) + ' MB';
    }).catch(function () { return null; });
  }
  function member(id) {
    return P.state.members.filter(function (one) { return one.id === Number(id); })[0];
  }
  function screen(parts) {
    var found = member(parts[1]);
    if (parts[0] === 'tanya') return P.interview.draw(parts[1], parts[2]);
    if (parts[0] === 'kiriman') return P.home.drawOutbox();
    if (parts[0] === 'akun') return P.account.drawAccount();
    if (parts[0] === 'baru') return P.visit.drawListing(P.village.find(parts[1]));
    if (parts[0] === 'desa') return P.village.draw(parts[1]);
    if (!found) return P.home.drawHome();
    if (parts[0] === 'usaha') return P.home.drawBusiness(found);
    if (parts[0] === 'hasil') return P.visit.drawVisit(found, parts[2] || '');
    if (parts[0] === 'usulan') return P.visit.drawProposal(found);
    if (parts[0] === 'selesai') return P.home.drawDone(found);
    return P.home.drawHome();
  }
  /* Draw what the address says; a slower drawing that was overtaken shows nothing. */
  P.draw = function () {
    var mine = turn += 1, parts = root.location.hash.replace(/^#/, '').split('/');
    return drawn(parts).then(function (nodes) { if (nodes && mine === turn) P.show(nodes); if (!parts[0]) update(); });
  };
  function drawn(parts) {
    if (!P.vault.has || !root.indexedDB) return Promise.resolve([make('h1', {}, say('too_old')), make('p', {}, say('too_old_what'))]);
    return P.lock.device().then(function (row) {
      if (!row) {
        return P.line.hello().then(function (told) {
          if (root.localStorage.getItem('pendata.keluar')) return P.endSession().then(function () { return P.lock.drawSignIn({account: null}); });
          return told.account && told.account.asks ? P.lock.drawSetUp(told.account) : P.lock.drawSignIn(told);
        }, function () { return P.lock.drawSignIn(null); });
      }
      if (!store.isOpen()) return P.lock.drawLocked(row);
      var leaving = parts[0] !== 'tanya' && P.interview.isOpen() ? P.interview.leave() : Promise.resolve();
      return leaving.then(function () { return P.village.leave(parts); }).then(load).then(function () { return screen(parts); });
    });
  }
  /* End the session on the server too; where there is no line, the next start does it. */
  P.endSession = function () {
    return P.line.hello().then(function (told) {
      return fetch('/keluar/', {method: 'POST', credentials: 'same-origin', redirect: 'manual', headers: {'X-CSRFToken': told.csrf}});
    }).then(function () { root.localStorage.removeItem('pendata.keluar'); }, function () { return null; });
  };

  /* A new version takes over only on the list, when no interview is open here. */
  function update() {
    if (!root.navigator.serviceWorker || P.interview.isOpen()) return;
    root.navigator.serviceWorker.getRegistration('/pendata/').then(function (known) {
      if (known && known.waiting && known.active) known.waiting.postMessage('take-over');
    });
  }
  function serve() {
    var worker = root.navigator.serviceWorker;
    if (!worker) return;
    var before = worker.controller;
    worker.addEventListener('controllerchange', function () {
      if (before && !P.interview.isOpen() && !root.location.hash.replace(/^#/, '')) root.location.reload();
      before = worker.controller;
    });
    worker.register('/pendata/sw.js', {scope: '/pendata/'}).catch(function () { return null; });
  }

  root.addEventListener('hashchange', function () { P.draw(); });
  root.addEventListener('online', function () { banner(); P.outbox.send(false); });
  root.addEventListener('offline', banner);
  root.addEventListener('beforeinstallprompt', function (event) { event.preventDefault(); P.installer = event; });
  document.addEventListener('visibilitychange', function () {
    if (document.hidden) { hidden = Date.now(); return; }
    if (store.isOpen() && hidden && Date.now() - hidden > P.lock.IDLE) { P.interview.leave().then(P.lock.close); return; }
    P.outbox.send(false);
  });
  P.outbox.listen(function () {
    if (!store.isOpen()) return;
    store.all('outbox').then(function (rows) { P.state.waiting = rows.filter(P.outbox.isWaiting).length; banner(); });
  });
  P.account.sun(Boolean(root.localStorage.getItem('pendata.terang')));
  serve();
  P.draw();
})(window);

/* The account on this phone: bright screen, language, installing, export, locking, signing out. */
(function (root) {
  'use strict';
  var P = root.Pendata, ui = P.ui, store = P.store, vault = P.vault, make = ui.make, say = ui.say;
  var MAGIC = 'LAMPIT1\n';

  function number(value) {
    var bytes = new Uint8Array(4);
    new DataView(bytes.buffer).setUint32(0, value, true);
    return bytes;
  }
  /* All that waits, photos included, in one file that only the office can open: magic, length and
     JSON of the head, then AES-GCM under the phone's file key, bound to the head. */
  function pack(rows) {
    var items = [], photos = [];
    return rows.reduce(function (before, row) {
      return before.then(function () { return store.opened('outbox', row); }).then(function (inside) {
        items.push({round: row.round, instance: row.id, kind: row.kind, hash: row.hash, content: inside.content, files: row.files});
        return store.filesOf(row.id);
      }).then(function (boxes) {
        return row.files.reduce(function (one, file) {
          return one.then(function () {
            var box = boxes.filter(function (each) { return each.id === row.id + '/' + file.name; })[0];
            return vault.openBytes(store.key(), 'files|' + box.id, box.sealed);
          }).then(function (bytes) { photos.push(new Uint8Array(bytes)); });
        }, Promise.resolve());
      });
    }, Promise.resolve()).then(function () { return store.read('meta', 'file_key'); }).then(function (kept) {
      var head = vault.encode(JSON.stringify({device: P.state.device.device, count: items.length, made: P.instant(Date.now())}));
      var list = vault.encode(JSON.stringify({items: items}));
      var plain = vault.joined.apply(null, [number(list.length), list].concat(photos)), iv = vault.random(12);
      return vault.usable(vault.unbase64(kept.key)).then(function (key) {
        return root.crypto.subtle.encrypt({name: 'AES-GCM', iv: iv, additionalData: head}, key, plain);
      }).then(function (sealed) {
        return new Blob([MAGIC, number(head.length), head, iv, sealed], {type: 'application/octet-stream'});
      });
    });
  }
  function exportAll() {
    return P.outbox.waiting().then(function (rows) {
      return pack(rows).then(function (blob) {
        var day = new Date().toISOString().slice(0, 10);
        var link = make('a', {href: URL.createObjectURL(blob), download: 'pendata-' + day + '-' + rows.length + '.lampit'});
        document.body.appendChild(link);
        link.click();
        document.body.removeChild(link);
        return store.put('meta', {id: 'exported', at: Date.now(), ids: rows.map(function (row) { return row.id; })});
      });
    });
  }
  /* What keeps a person from signing out: interviews neither sent nor exported, unfinished ones. */
  function holding() {
    return Promise.all([P.outbox.waiting(), store.get('meta', 'exported'), store.all('drafts')]).then(function (found) {
      var out = (found[1] && found[1].ids) || [];
      return {unsent: found[0].filter(function (row) { return out.indexOf(row.id) < 0; }).length,
              exported: found[0].length, drafts: found[2].length};
    });
  }
  function signOut() {
    var device = P.state.device.device;
    return holding().then(function (held) {
      if (held.unsent || held.drafts) { P.draw(); return null; }
      return P.line.post('perangkat/keluar/', {device: device}).catch(function () { return null; })
        .then(function () { P.outbox.stop(); P.village.forget(); return store.wipe(); })
        .then(function () {
          P.state = P.fresh();
          P.line.use('');
          root.localStorage.setItem('pendata.keluar', '1');
          if (root.navigator.clearAppBadge) root.navigator.clearAppBadge().catch(function () { return null; });
          return P.endSession();
        }).then(function () { P.go('', true); P.draw(); });
    });
  }
  function sun(on) {
    if (on) document.documentElement.setAttribute('data-sun', ''); else document.documentElement.removeAttribute('data-sun');
    root.localStorage.setItem('pendata.terang', on ? '1' : '');
  }
  /* The screens at once, also without a signal; the cookie tells the server for its own words. */
  function speak(code) {
    document.cookie = 'bahasa=' + code + ';path=/;max-age=31536000;samesite=lax';
    ui.speak(code);
    P.draw();
  }
  function choose(name, title, rows, chosen, act) {
    return make('fieldset', {'class': 'card stack g2'}, make('legend', {'class': 'vh'}, title), make('p', {'class': 'label', 'aria-hidden': 'true'}, title),
      rows.map(function (one) {
        return P.interview.pick('radio', name, one.code, one.name, one.code === chosen, '', function () { act(one.code); });
      }));
  }
  /* Help beside the Indonesian: every language that the instruments on this phone have. */
  function helps() {
    var known = {}, rows = [{code: '', name: say('help_none')}];
    Object.keys(P.state.list.languages).forEach(function (mark) {
      P.state.list.languages[mark].forEach(function (one) {
        if (known[one.code]) return;
        known[one.code] = true;
        rows.push({code: one.code, name: one.is_draft ? say('draft_language', {name: one.name}) : one.name});
      });
    });
    return rows;
  }
  function languages() {
    var rows = helps();
    return [choose('tutur', say('language'), ui.tongues(), document.documentElement.lang, speak),
      rows.length > 1 ? choose('bantu', say('help_language'), rows, P.language(), function (code) { P.setLanguage(code); P.draw(); }) : null];
  }
  function drawAccount() {
    return holding().then(function (held) {
      var bright = document.documentElement.hasAttribute('data-sun');
      var ask = make('div', {});
      function drop() {
        ask.textContent = '';
        ask.appendChild(make('div', {'class': 'stack g2'}, ui.note('bad', 'alert', null, say('drop_sure', {n: held.drafts}), 'alert'),
          ui.button('danger full', 'x', say('drop_yes'), function () {
            store.all('drafts').then(function (rows) { return Promise.all(rows.map(function (row) { return P.interview.drop(row.id); })); }).then(P.draw);
          })));
      }
      return [make('h1', {}, say('account')),
        make('dl', {'class': 'kv card'}, [['account_name', P.state.device.account.name], ['app_version', P.version],
          ['clock_off', say('seconds', {n: Math.round(P.line.offset() / 1000)})], ['unsent_label', String(P.state.waiting)]].map(function (row) {
          return make('div', {}, make('dt', {}, say(row[0])), make('dd', {}, row[1]));
        })),
        make('div', {'class': 'stack g2'},
          ui.button('full', 'sun', say(bright ? 'sun_off' : 'sun_on'), function () { sun(!bright); P.draw(); }, {'aria-pressed': String(bright)}),
          P.installer ? ui.button('full', 'plus', say('install'), function () { P.installer.prompt(); }) : null,
          ui.button('full', 'sync', say('list_again'), function () { P.refresh().then(function () { ui.toast(say('list_new_taken')); P.go(''); }, function (error) { ui.toast(say('error_' + (error.kind || 'broken'))); }); }),
          ui.button('full', 'key', say('lock_now'), P.lock.close)),
        languages(),
        make('section', {'class': 'card stack g2', 'aria-labelledby': 'darurat'}, make('h2', {id: 'darurat'}, say('export_title')), make('p', {}, say('export_what')),
          ui.button('full', 'down', say('export_do', {n: P.state.waiting}), function () { exportAll().then(function () { ui.toast(say('exported')); P.draw(); }); },
            {disabled: !P.state.waiting, id: 'ekspor'})),
        make('section', {'class': 'card stack g2', 'aria-labelledby': 'keluar'}, make('h2', {id: 'keluar'}, say('sign_out')), make('p', {}, say('sign_out_what')),
          held.unsent ? ui.note('warn', 'alert', say('unsent', {n: held.unsent}), say('sign_out_blocked')) : null,
          held.drafts ? [ui.note('warn', 'edit', say('drafts', {n: held.drafts}), say('drafts_blocked')), ui.button('danger full', 'x', say('drop_drafts'), drop), ask] : null,
          ui.button('danger full', 'x', say('sign_out'), signOut, {disabled: Boolean(held.unsent || held.drafts), id: 'keluar-tekan'})),
        make('a', {'class': 'btn quiet full', href: '#'}, ui.icon('left'), make('span', {}, say('back_to_list')))];
    });
  }

  P.account = {drawAccount: drawAccount, sun: sun};
})(window);

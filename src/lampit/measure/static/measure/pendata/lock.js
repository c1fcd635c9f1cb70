/* Setting up, the PIN, signing out. The key lives in memory only while the app is open; after the
   PIN was wrong ten times, and after thirty days without a line, the server's share is let go and
   the account's password is asked. A revoked phone does not get it back. */
(function (root) {
  'use strict';
  var P = root.Pendata, ui = P.ui, vault = P.vault, store = P.store, line = P.line;
  var make = ui.make, say = ui.say, TRIES = 10, LENGTH = 6, TRUST = 30 * 86400000, IDLE = 15 * 60000;

  function device() { return store.get('meta', 'device'); }
  function bytesOf(text) { return vault.unbase64(text); }
  function wrap(rawKey, wrapping, place) { return vault.sealBytes(wrapping, place, rawKey); }
  function isPin(text) { return /^[0-9]+$/.test(text) && text.length >= LENGTH; }
  /* 111111 and 123456 are tried first by everybody. */
  function isWeak(pin) {
    var steps = pin.split('').map(function (sign, at) {
      return at ? sign.charCodeAt(0) - pin.charCodeAt(at - 1) : null;
    }).slice(1);
    return steps.every(function (step) { return step === steps[0]; }) && Math.abs(steps[0]) <= 1;
  }

  /* Make this phone known and its key; everything is sealed from here on. */
  function setUp(account, pin, name) {
    var number = vault.uuid7(), secret = vault.random(32), raw = vault.random(32), keys;
    return line.post('perangkat/', {device: number, name: name, version: P.version})
      .then(function (told) {
        keys = told;
        return Promise.all([vault.pinKey(pin, secret, keys.share), vault.recoveryKey(secret, keys.recovery)]);
      }).then(function (wrapping) {
        return Promise.all([wrap(raw, wrapping[0], 'pin|' + number),
                            wrap(raw, wrapping[1], 'recovery|' + number), vault.usable(raw)]);
      }).then(function (made) {
        store.useKey(made[2]);
        line.use(number);
        P.state.device = {
          id: 'device', device: number, account: {id: account.id, name: account.name}, secret: secret,
          share: keys.share, iterations: vault.ITERATIONS, pin: made[0], recovery: made[1], tries: 0,
          heard: Date.now()
        };
        return store.put('meta', P.state.device).then(function () {
          return store.write('meta', 'file_key', {}, {key: keys.file_key});
        });
      });
  }
  /* Open with the PIN. Resolves true; false when it was wrong; `gone` when the share was let go.
     A try is counted before it is made: switching off in between gains nothing. */
  function unlock(pin) {
    return device().then(function (row) {
      if (row.share && (row.tries >= TRIES || Date.now() - row.heard > TRUST)) row.share = null;
      if (!row.share) return store.put('meta', row).then(function () { return 'gone'; });
      row.tries += 1;
      return store.put('meta', row).then(function () {
        return vault.pinKey(pin, row.secret, row.share, row.iterations);
      }).then(function (wrapping) {
        return vault.openBytes(wrapping, 'pin|' + row.device, row.pin);
      }).then(function (raw) { return vault.usable(new Uint8Array(raw)); })
        .then(function (key) {
          store.useKey(key);
          row.tries = 0;
          P.state.device = row;
          return store.put('meta', row).then(function () { return true; });
        }, function () { return row.tries >= TRIES ? unlock(pin) : false; });
    });
  }
  /* Open with what the server gives for the password, and set a new PIN. */
  function recover(password, pin) {
    return device().then(function (row) {
      return line.post('perangkat/kunci/', {device: row.device, password: password})
        .then(function (keys) {
          return vault.recoveryKey(row.secret, keys.recovery).then(function (wrapping) {
            return vault.openBytes(wrapping, 'recovery|' + row.device, row.recovery);
          }).then(function (raw) {
            raw = new Uint8Array(raw);
            return vault.pinKey(pin, row.secret, keys.share).then(function (wrapping) {
              return Promise.all([wrap(raw, wrapping, 'pin|' + row.device), vault.usable(raw)]);
            });
          }).then(function (made) {
            store.useKey(made[1]);
            P.state.device = Object.assign(row, {
              share: keys.share, pin: made[0], iterations: vault.ITERATIONS, tries: 0,
              heard: Date.now(), revoked: false
            });
            return store.put('meta', row);
          });
        });
    });
  }
  /* The office revoked this phone: let the share and the key go; what lies here stays sealed. */
  function revoked(code) {
    store.useKey(null);
    P.village.forget();
    return device().then(function (row) {
      if (!row) return null;
      return store.put('meta', Object.assign(row, {share: null, revoked: code === 'device_revoked'}));
    }).then(function () { P.go(''); P.draw(); });
  }
  function heard() {
    return device().then(function (row) {
      return row ? store.put('meta', Object.assign(row, {heard: Date.now()})) : null;
    });
  }
  function close() {
    store.useKey(null);
    P.village.forget();
    P.outbox.stop();
    P.go('');
    P.draw();
  }

  function field(id, label, hint, more) {
    return make('div', {'class': 'field'}, make('label', {'for': id}, label),
      hint ? make('p', {'class': 'hint', id: id + '-petunjuk'}, hint) : null,
      make('input', Object.assign({id: id, name: id, autocomplete: 'off',
                                   'aria-describedby': hint ? id + '-petunjuk' : null}, more)));
  }
  function pinField(id, label, hint) {
    return field(id, label, hint, {type: 'password', inputmode: 'numeric', 'class': 'number pin',
                                   maxlength: 12, pattern: '[0-9]*', autocomplete: 'new-password'});
  }
  function value(id) { return document.getElementById(id).value.trim(); }
  function failed(place, text) {
    place.textContent = '';
    place.appendChild(ui.note('bad', 'alert', null, text, 'alert'));
  }
  /* A form that does one thing; its button says so while it works, errors stay beside it. */
  function form(fields, label, work) {
    var wrong = make('div', {}), go = ui.button('main full', 'check', label, null, {type: 'submit'});
    return make('form', {'class': 'stack', novalidate: true, onsubmit: function (event) {
      event.preventDefault();
      wrong.textContent = '';
      go.disabled = true;
      go.lastChild.textContent = say('wait');
      Promise.resolve().then(work).catch(function (error) {
        failed(wrong, error.words || say('error_' + (error.kind || 'broken')));
      }).then(function () { go.disabled = false; go.lastChild.textContent = label; });
    }}, fields, wrong, go);
  }
  function oops(words) { return Object.assign(new Error(words), {kind: 'typed', words: words}); }
  function checkedPin() {
    var pin = value('pin'), again = value('pin2');
    if (!isPin(pin)) throw oops(say('pin_short', {n: LENGTH}));
    if (isWeak(pin)) throw oops(say('pin_weak'));
    if (pin !== again) throw oops(say('pin_differs'));
    return pin;
  }

  function drawSignIn(told) {
    if (!told) return [make('h1', {}, say('first_title')),
      ui.note('warn', 'nowifi', say('offline'), say('first_needs_line')),
      ui.button('main full', 'sync', say('try_again'), function () { root.location.reload(); })];
    if (told.account && !told.account.asks) return [make('h1', {}, say('no_role')), make('p', {}, say('no_role_what'))];
    return [make('h1', {}, say('first_title')), make('p', {}, say('first_what')),
      make('a', {'class': 'btn main full', href: '/masuk/?next=/pendata/'}, ui.icon('user'),
        make('span', {}, say('sign_in')))];
  }
  function drawSetUp(account) {
    return [make('h1', {}, say('set_up_title', {name: account.name})), make('p', {}, say('set_up_what')),
      form([pinField('pin', say('pin_new'), say('pin_hint', {n: LENGTH})), pinField('pin2', say('pin_again')),
            field('hp', say('phone_name'), say('phone_name_hint'), {type: 'text', maxlength: 60})],
        say('set_up'), function () {
          return setUp(account, checkedPin(), value('hp') || 'HP').then(P.opened);
        })];
  }
  function drawLocked(row) {
    if (row.revoked) return drawRevoked(row);
    if (!row.share) return drawRecover(row, true);
    return [make('h1', {}, say('locked_title', {name: row.account.name})),
      form([pinField('pin', say('pin'))], say('open'), function () {
        return unlock(value('pin')).then(function (open) {
          document.getElementById('pin').value = '';
          if (open === 'gone') { P.draw(); return null; }
          if (!open) {
            return device().then(function (now) { throw oops(say('pin_wrong', {n: TRIES - now.tries})); });
          }
          line.use(row.device);
          return P.opened();
        });
      }), ui.button('quiet full', 'key', say('pin_forgot'), function () { P.show(drawRecover(row, false)); })];
  }
  function drawRecover(row, forced) {
    return [make('h1', {}, say('recover_title')), make('p', {}, say(forced ? 'recover_forced' : 'recover_what')),
      form([field('sandi', say('password_of', {name: row.account.name}), null, {type: 'password', autocomplete: 'current-password'}),
            pinField('pin', say('pin_new'), say('pin_hint', {n: LENGTH})), pinField('pin2', say('pin_again'))],
        say('open'), function () {
          var pin = checkedPin();
          line.use(row.device);
          return line.hello().then(function (told) {
            if (!told.account) throw oops(say('sign_in_first'));
            if (told.account.id !== row.account.id) throw oops(say('other_account', {name: row.account.name}));
            return recover(value('sandi'), pin);
          }).then(P.opened);
        }),
      make('a', {'class': 'btn full', href: '/masuk/?next=/pendata/'}, ui.icon('user'), make('span', {}, say('sign_in'))),
      forced ? null : ui.button('quiet full', 'left', say('back'), P.draw)];
  }
  function drawRevoked(row) {
    return [make('h1', {}, say('revoked_title')), ui.note('bad', 'shield', null, say('revoked_what')),
      ui.button('main full', 'sync', say('try_again'), function () {
        line.use(row.device);
        return line.hello().then(function (told) {
          if (told.device !== 'trusted' && (told.account || told.device !== 'none')) { ui.toast(say('revoked_still')); return null; }
          return store.put('meta', Object.assign(row, {revoked: false})).then(P.draw);
        }, function () { ui.toast(say('error_offline')); });
      })];
  }

  P.lock = {
    device: device, revoked: revoked, heard: heard, close: close, field: field, value: value, IDLE: IDLE,
    drawSignIn: drawSignIn, drawSetUp: drawSetUp, drawLocked: drawLocked
  };
})(window);

/* The outbox: siap → mengirim → terkirim | perlu_dilihat. The phone forgets an interview only
   after the server has said that it holds it: number, hash of the content, hash of every photo.
   Sent on opening, when the line comes back, on the button, and with growing pauses meanwhile. */
(function (root) {
  'use strict';
  var P = root.Pendata, store = P.store, line = P.line, PIECE = 65536, BATCH = 10, MOST_FAULTS = 3;
  var running = null, next = null, nextAll = false, failures = 0, faults = 0, skipped = false, timer = null, listeners = [], last = {kind: 'idle'};

  function tell(state) {
    last = state;
    listeners.forEach(function (listener) { listener(state); });
  }
  function isWaiting(row) { return row.state !== 'terkirim' && !row.held; }
  function waiting() {
    return store.all('outbox').then(function (rows) { return rows.filter(isWaiting); });
  }
  function badge() {
    return waiting().then(function (rows) {
      var count = rows.length;
      if (root.navigator.setAppBadge) {
        (count ? root.navigator.setAppBadge(count) : root.navigator.clearAppBadge())
          .catch(function () { return null; });
      }
      return count;
    });
  }
  /* Put something to be sent into the outbox. `content` is an object; its bytes are fixed here,
     and with them the hash by which both sides know it. */
  function item(id, kind, round, content, summary, files) {
    var text = JSON.stringify(content);
    return P.vault.sha256(text).then(function (hash) {
      return store.sealed('outbox', id, {
        kind: kind, round: round, state: 'siap', made: Date.now(), tries: 0, hash: hash,
        files: files || []
      }, {content: text, summary: summary});
    });
  }

  function mark(row, change) {
    return store.put('outbox', Object.assign(row, change));
  }
  function isHeld(row, held) {
    if (held && held.gone) return true;
    if (!held || (held.hash !== row.hash && (held.others || []).indexOf(row.hash) < 0)) return false;
    return row.files.every(function (file) {
      return (held.files[file.name] || []).indexOf(file.sha256) >= 0;
    });
  }
  /* The server holds it: keep a line for the list, let go of content and photos. Of whom the
     server was made to forget, the phone forgets the line too. */
  function release(row, held) {
    return store.opened('outbox', row).then(function (inside) {
      var odd = !held.gone && (held.hash !== row.hash || held.look);
      var clear = Object.assign({}, row, {
        state: odd ? 'perlu_dilihat' : 'terkirim', held: true, sent: Date.now(),
        words: odd ? held.message : '', files: []
      });
      delete clear.sealed;
      return store.sealed('outbox', row.id, clear, {content: '', summary: held.gone ? {} : inside.summary});
    }).then(store.forget);
  }
  function sendContent(row) {
    return mark(row, {state: 'mengirim', tries: row.tries + 1})
      .then(function () { return store.opened('outbox', row); })
      .then(function (inside) {
        return line.post('kirim/', {round: row.round, instance: row.id, kind: row.kind,
                                    hash: row.hash, content: inside.content});
      });
  }
  /* Send one photo from where the server has it; it says after each piece how much it holds. */
  function sendFile(row, file) {
    var path = 'berkas/' + row.round + '/' + row.id + '/' + file.name + '/?sha256=' + file.sha256 +
      '&size=' + file.size;
    return store.get('files', row.id + '/' + file.name).then(function (box) {
      if (!box) throw Object.assign(new Error('lost'), {kind: 'lost'});
      return P.vault.openBytes(store.key(), 'files|' + box.id, box.sealed);
    }).then(function (bytes) {
      function from(at) {
        if (at >= bytes.byteLength) return null;
        var piece = bytes.slice(at, Math.min(at + PIECE, bytes.byteLength));
        return line.sendPiece(path + '&from=' + at, piece).then(function (told) {
          return told.whole ? null : from(told.held);
        }, function (error) {
          // The server holds another amount than we thought: go on from there.
          if (error.code === 'piece_elsewhere') return from(error.told.held);
          throw error;
        });
      }
      return line.get(path).then(function (told) { return told.whole ? null : from(told.held); });
    });
  }
  function sendOne(row, held) {
    var known = held && (held.hash === row.hash || (held.others || []).indexOf(row.hash) >= 0);
    return (known ? Promise.resolve() : sendContent(row)).then(function () {
      return row.files.reduce(function (before, file) {
        return before.then(function () {
          var there = held && (held.files[file.name] || []).indexOf(file.sha256) >= 0;
          return there ? null : sendFile(row, file);
        });
      }, Promise.resolve());
    });
  }
  function ask(rows) {
    return line.post('terima/', {items: rows.map(function (row) {
      return {round: row.round, instance: row.id, kind: row.kind};
    })}).then(function (told) { return told.held; });
  }
  /* Send a batch: ask what is held, send the rest, ask again, let go of what is held now. */
  function sendBatch(rows) {
    return ask(rows).then(function (held) {
      return rows.reduce(function (before, row) {
        return before.then(function () {
          if (isHeld(row, held[row.id])) return null;
          return sendOne(row, held[row.id]).then(function () { faults = 0; }).catch(function (error) { return spoiled(row, error); });
        }).then(function () { tell({kind: 'sending'}); });
      }, Promise.resolve()).then(function () { return ask(rows); });
    }).then(function (held) {
      return rows.reduce(function (before, row) {
        return before.then(function () {
          return isHeld(row, held[row.id]) ? release(row, held[row.id]) : null;
        });
      }, Promise.resolve());
    });
  }
  /* One that the server does not take waits for a person; a broken line stops the whole turn. */
  function spoiled(row, error) {
    // A fault of the server over one item does not hold up those behind it.
    if (error.kind === 'broken' && error.status >= 500 && (faults += 1) < MOST_FAULTS) {
      skipped = true;
      return mark(row, {state: 'siap'});
    }
    var stops = ['offline', 'signed_out', 'stale', 'broken'].indexOf(error.kind) >= 0 ||
      ['device_revoked', 'device_unknown', 'busy', 'too_many'].indexOf(error.code) >= 0;
    if (stops) {
      return mark(row, {state: 'siap'}).then(function () { throw error; });
    }
    // Damaged on the way: the next turn sends it again, from the start.
    if (error.code === 'content_damaged') return mark(row, {state: 'siap'});
    return mark(row, {state: 'perlu_dilihat', words: error.words || error.message});
  }
  function turn(all) {
    faults = 0;
    skipped = false;
    return line.hello().then(function (told) {
      var account = P.state.device.account;
      if (told.device === 'device_revoked') throw Object.assign(new Error(), {kind: 'refused', code: told.device});
      if (!told.account) throw Object.assign(new Error(), {kind: 'signed_out'});
      if (told.account.id !== account.id) throw Object.assign(new Error(), {kind: 'other_account'});
      if (told.device !== 'trusted') throw Object.assign(new Error(), {kind: 'refused', code: told.device});
      return store.put('meta', {id: 'clock', offset: line.offset(), at: Date.now()});
    }).then(waiting).then(function (rows) {
      var due = rows.filter(function (row) { return all || row.state !== 'perlu_dilihat'; });
      due.sort(function (one, other) { return one.made - other.made; });
      var batches = [];
      for (var at = 0; at < due.length; at += BATCH) batches.push(due.slice(at, at + BATCH));
      return batches.reduce(function (before, batch) {
        return before.then(function () { return sendBatch(batch); });
      }, Promise.resolve());
    }).then(function () {
      if (skipped) throw Object.assign(new Error(), {kind: 'broken'});
    });
  }
  /* Two tabs: only one sends at a time (both would be harmless, the server knows repeats). */
  function alone(work) {
    if (!root.navigator.locks) return work();
    return root.navigator.locks.request('pendata-kirim', {ifAvailable: true}, function (lock) {
      return lock ? work() : null;
    });
  }
  /* A turn that broke off: what was on its way is ready again. */
  function rest() {
    return store.all('outbox').then(function (rows) {
      return Promise.all(rows.filter(function (row) { return row.state === 'mengirim'; })
        .map(function (row) { return mark(row, {state: 'siap'}); }));
    });
  }
  function later() {
    clearTimeout(timer);
    var pause = Math.min(600000, 5000 * Math.pow(2, failures)) * (0.75 + Math.random() / 2);
    timer = setTimeout(function () { send(false); }, pause);
  }
  /* A turn under way may have looked before this one was put in, or before the line came back:
     one more follows it, however many ask. */
  function following(all) {
    nextAll = nextAll || all;
    next = next || running.then(function () {
      var whole = nextAll;
      next = null;
      nextAll = false;
      return send(whole);
    });
    return next;
  }
  /* Send what waits; `all` also what the server had refused before. */
  function send(all) {
    if (!store.isOpen()) return Promise.resolve(last);
    if (running) return following(all);
    tell({kind: 'sending'});
    running = alone(function () { return turn(all); }).then(function () {
      failures = 0;
      clearTimeout(timer);
      return store.put('meta', {id: 'sent', at: Date.now()}).then(function () { return {kind: 'done'}; });
    }, function (error) {
      failures += 1;
      if (error.code === 'device_revoked' || error.code === 'device_unknown') P.lock.revoked(error.code);
      if (error.kind === 'offline' || error.kind === 'broken' || error.kind === 'stale') later();
      return rest().then(function () { return {kind: error.kind || 'broken', code: error.code, words: error.words}; });
    }).then(function (state) {
      running = null;
      return badge().then(function () { tell(state); return state; });
    });
    return running;
  }

  /* Keep what became of proposals beside their lines: {number: {state, words}}. */
  function settle(told) {
    return store.all('outbox').then(function (rows) {
      return Promise.all(rows.filter(function (row) { return (row.kind === 'usulan' || row.kind === 'desa') && row.held && told[row.id]; })
        .map(function (row) { return mark(row, {outcome: told[row.id].state, words: told[row.id].words}); }));
    });
  }

  P.outbox = {
    item: item, settle: settle, send: send, waiting: waiting, badge: badge, isWaiting: isWaiting,
    last: function () { return last; },
    listen: function (listener) { listeners.push(listener); },
    stop: function () { clearTimeout(timer); }
  };
})(window);

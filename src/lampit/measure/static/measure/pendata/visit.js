/* Visits without an interview, corrections of the register, businesses that it lacks: each goes
   into the outbox like an interview. */
(function (root) {
  'use strict';
  var P = root.Pendata, ui = P.ui, store = P.store, make = ui.make, say = ui.say, VISITS = 3;
  var FIELDS = [['name', 200], ['owner', 120], ['address', 200], ['rt', 3], ['rw', 3]];

  function send(kind, member, round, content, summary) {
    var id = P.vault.uuid7();
    return P.outbox.item(id, kind, round, content,
      Object.assign({member: member ? member.id : null, name: member ? member.name || member.owner : ''}, summary), [])
      .then(function (item) { return store.finish(null, item); })
      .then(function () { P.outbox.badge(); P.outbox.send(false); });
  }
  function radio(name, rows, on, changed) {
    return rows.map(function (row) {
      return P.interview.pick('radio', name, row.code, ui.labelOf(row), row.code === on, '', changed);
    });
  }
  function chosen(form, name) {
    var box = Array.prototype.filter.call(form.elements, function (one) { return one.name === name && one.checked; })[0];
    return box ? box.value : '';
  }
  function lit(form) {
    Array.prototype.forEach.call(form.querySelectorAll('.pick input'), function (one) {
      one.parentNode.classList.toggle('on', one.checked);
    });
  }

  /* How a visit ended without interview: come back later, or a final code with its reason. */
  function drawVisit(member, first) {
    var visits = P.visitsOf(member) + 1, wrong = make('p', {'class': 'err', role: 'alert'});
    var codes = [{code: 'kembali', label: say('come_back')}].concat(P.state.list.dispositions);
    var reasons = make('fieldset', {'class': 'stack g2', hidden: first !== 'menolak'}, make('legend', {'class': 'label'}, say('why_refused')),
      radio('alasan', P.state.list.reasons, ''));
    var words = make('div', {'class': 'field', hidden: true}, make('label', {'for': 'ket'}, say('in_words')),
      make('textarea', {id: 'ket', maxlength: 200}));
    var sure = make('div', {hidden: true}, P.interview.pick('checkbox', 'pasti', '1', say('neighbour_confirms'), false, ''));
    var form = make('form', {'class': 'stack', onchange: function () {
      var code = chosen(form, 'hasil');
      reasons.hidden = code !== 'menolak';
      words.hidden = code === '' || code === 'menolak';
      sure.hidden = code !== 'tidak_ditemui';
      lit(form);
    }, onsubmit: function (event) {
      event.preventDefault();
      var code = chosen(form, 'hasil'), reason = code === 'menolak' ? chosen(form, 'alasan') : document.getElementById('ket').value.trim();
      var fault = !code ? 'visit_missing' : code === 'menolak' && !reason ? 'reason_missing' :
        code === 'lain' && reason.length < 5 ? 'words_missing' :
        code === 'tidak_ditemui' && visits < VISITS ? 'visits_too_few' : '';
      wrong.textContent = '';
      if (fault) { wrong.appendChild(ui.icon('alert')); wrong.appendChild(make('span', {}, say(fault, {n: visits, all: VISITS}))); return; }
      record(member, code, reason, chosen(form, 'pasti') === '1').then(function () { P.go('selesai/' + member.id, true); });
    }}, make('fieldset', {'class': 'stack g2'}, make('legend', {'class': 'label'}, say('visit_n', {n: visits})), radio('hasil', codes, first)),
      reasons, sure, words, wrong,
      make('div', {'class': 'dock'}, ui.button('', 'left', say('back'), function () { history.back(); }),
        make('button', {type: 'submit', 'class': 'btn main'}, ui.icon('check'), make('span', {}, say('save')))));
    return [make('h1', {}, say('no_interview')), make('p', {}, member.name || member.owner), form];
  }
  function record(member, code, reason, confirmed) {
    var paradata = P.paradata({began: Date.now()});
    return dropDraft(member).then(function () {
      if (code === 'kembali') {
        return send('kunjungan', member, member.round, {business: member.business, result: code, note: reason, at: P.instant(Date.now()), paradata: paradata}, {code: code});
      }
      return send('hasil', member, member.round, {business: member.business, consent: false, disposition: code, reason: reason,
        confirmed: code !== 'tidak_ditemui' || confirmed, paradata: paradata}, {code: code});
    });
  }
  /* A final result ends a half-filled interview of the same business; the person saw so before. */
  function dropDraft(member) {
    return store.all('drafts').then(function (rows) {
      return Promise.all(rows.filter(function (row) { return row.member === member.id; })
        .map(function (row) { return P.interview.leave().then(function () { return store.remove('drafts', row.id); }); }));
    });
  }

  /* The business as the list tells it, with what this phone proposed since: a second correction
     builds on the first, not on what that one replaces. */
  function seenOf(member) {
    var seen = {};
    ['name', 'owner', 'address', 'rt', 'rw'].forEach(function (field) { seen[field] = member[field] || ''; });
    seen.village = member.village_code || '';
    P.state.items.filter(function (one) {
      return one.row.kind === 'usulan' && one.summary.member === member.id && one.summary.told && one.row.made > P.state.taken;
    }).sort(function (one, other) { return one.row.made - other.row.made; })
      .forEach(function (one) { Object.assign(seen, one.summary.told); });
    return seen;
  }
  function drawProposal(member) {
    var wrong = make('p', {'class': 'err', role: 'alert'}), seen = seenOf(member);
    return [make('h1', {}, say('propose')), make('p', {}, say('propose_what')),
      make('form', {'class': 'stack', onsubmit: function (event) {
        event.preventDefault();
        var told = {};
        FIELDS.forEach(function (field) {
          var value = document.getElementById('f-' + field[0]).value.trim();
          if (value !== seen[field[0]]) told[field[0]] = value;
        });
        wrong.textContent = '';
        if (!Object.keys(told).length) { wrong.textContent = say('propose_nothing'); return; }
        send('usulan', member, member.round, {business: member.business, version: member.version, seen: P.state.list.seen || '',
          told: told, was: seen, note: document.getElementById('f-note').value.trim(), at: P.instant(Date.now()),
          paradata: P.paradata({began: Date.now()})}, {told: told})
          .then(function () { P.go('usaha/' + member.id, true); ui.toast(say('propose_kept')); });
      }}, FIELDS.map(function (field) {
        return P.lock.field('f-' + field[0], say('field_' + field[0]), null, {type: 'text', maxlength: field[1], value: seen[field[0]]});
      }), P.lock.field('f-note', say('propose_why'), null, {type: 'text', maxlength: 200}), wrong,
        make('div', {'class': 'dock'}, ui.button('', 'left', say('back'), function () { history.back(); }),
          make('button', {type: 'submit', 'class': 'btn main'}, ui.icon('check'), make('span', {}, say('save')))))];
  }

  /* A business met in the field that the list does not have. */
  function drawListing(here) {
    var wrong = make('p', {'class': 'err', role: 'alert'}), point = null, told = make('p', {'class': 'small muted', role: 'status'});
    var rounds = P.state.list.rounds, villages = {};
    rounds = rounds.concat(P.village.villages().filter(function (one) { return !rounds.some(function (known) { return known.id === one.round; }); })
      .map(function (one) { return {id: one.round, name: one.round_name}; }))
      .filter(function (one, at, all) { return all.map(function (each) { return each.id; }).indexOf(one.id) === at; });
    P.state.members.forEach(function (one) { if (one.village_code) villages[one.village_code] = one.village; });
    P.village.villages().forEach(function (one) { villages[one.code] = one.name; });
    function options(rows, on) {
      return rows.map(function (row) { return make('option', {value: row[0], selected: row[0] === on}, row[1]); });
    }
    return [make('h1', {}, say('list_title')), make('p', {}, say('list_what')),
      make('form', {'class': 'stack', onsubmit: function (event) {
        event.preventDefault();
        var name = P.lock.value('b-name'), owner = P.lock.value('b-owner'), village = P.lock.value('b-village');
        wrong.textContent = '';
        if (!name && !owner) { wrong.textContent = say('list_no_name'); return; }
        if (!village) { wrong.textContent = say('list_no_village'); return; }
        var workers = parseInt(P.lock.value('b-workers'), 10);
        var id = Number(P.lock.value('b-round'));
        send('usaha_baru', null, id, {village: village, name: name, owner: owner, phone: P.lock.value('b-phone'), sector: P.lock.value('b-sector'),
          workers: isNaN(workers) ? null : workers, note: P.lock.value('b-note'), point: point ? [point.lat, point.lon, point.accuracy] : null,
          at: P.instant(Date.now()), paradata: P.paradata({began: Date.now()})}, {name: name || owner})
          .then(function () { P.go(here ? 'desa/' + here.id : '', true); ui.toast(say('list_kept')); });
      }}, P.lock.field('b-name', say('field_name'), null, {type: 'text', maxlength: 200}),
        P.lock.field('b-owner', say('field_owner'), null, {type: 'text', maxlength: 120}),
        make('div', {'class': 'field'}, make('label', {'for': 'b-village'}, say('field_village')),
          make('select', {id: 'b-village'}, options([['', say('choose')]].concat(Object.keys(villages).sort().map(function (code) { return [code, villages[code]]; })), here ? here.code : ''))),
        make('div', {'class': 'field'}, make('label', {'for': 'b-sector'}, say('field_sector')),
          make('select', {id: 'b-sector'}, options([['', say('choose')]].concat(P.state.list.sectors.map(function (one) { return [one.code, ui.labelOf(one)]; }))))),
        P.lock.field('b-workers', say('field_workers'), null, {type: 'text', inputmode: 'numeric', maxlength: 4}),
        P.lock.field('b-phone', say('field_phone'), null, {type: 'tel', maxlength: 16}),
        P.lock.field('b-note', say('note'), null, {type: 'text', maxlength: 200}),
        make('div', {'class': 'field', hidden: rounds.length < 2}, make('label', {'for': 'b-round'}, say('round')),
          make('select', {id: 'b-round'}, options(rounds.map(function (one) { return [one.id, one.name]; }), here ? here.round : P.home.chosenRound()))),
        told, ui.button('full', 'pin', say('point_take'), function () {
          told.textContent = say('point_looking');
          P.place.find().then(function (found) { point = found; told.textContent = say('point_is', {n: found.accuracy, at: ui.clock(found.at)}); },
            function (error) { told.textContent = say('point_' + error.message); });
        }), wrong,
        make('div', {'class': 'dock'}, ui.button('', 'left', say('back'), function () { history.back(); }),
          make('button', {type: 'submit', 'class': 'btn main'}, ui.icon('check'), make('span', {}, say('save')))))];
  }

  P.visit = {drawVisit: drawVisit, drawProposal: drawProposal, drawListing: drawListing};
})(window);

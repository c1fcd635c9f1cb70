/* Listing a village on foot: each entry of the register is met or not, with its reason. A tap is
   kept at once; what was tapped goes into the outbox when the village is left, or is complete.
   What the server's list said of an entry goes along: nobody else's mark is overwritten. */
(function (root) {
  'use strict';
  var P = root.Pendata, ui = P.ui, store = P.store, make = ui.make, say = ui.say;
  var marks = null, shown = 0;  // {village: {entry: outcome}}, sealed on the phone

  function villages() { return P.state.list.villages || []; }
  function find(id) { return villages().filter(function (one) { return one.id === Number(id); })[0]; }
  function held() {
    if (marks) return Promise.resolve(marks);
    return store.read('meta', 'marks').then(function (found) { marks = found || {}; return marks; });
  }
  function keep() { return store.write('meta', 'marks', {}, marks); }
  /* What is on its way, or sent since the list was taken. */
  function sent(village) {
    var told = {};
    P.state.items.filter(function (one) {
      return one.row.kind === 'desa' && one.summary.village === village.id && one.row.made > P.state.taken;
    }).forEach(function (one) { Object.assign(told, one.summary.marks); });
    return told;
  }
  function isEnding(village) {
    return village.state === 'lengkap' || P.state.items.some(function (one) {
      return one.row.kind === 'desa' && one.summary.village === village.id && one.summary.complete && one.row.made > P.state.taken;
    });
  }
  function outcomeOf(village, entry) {
    var mine = (marks && marks[village.id]) || {}, away = sent(village);
    return mine[entry.id] !== undefined ? mine[entry.id] : away[entry.id] !== undefined ? away[entry.id] : entry.outcome;
  }
  function counts(village) {
    var met = 0, open = 0;
    village.entries.forEach(function (one) {
      var told = outcomeOf(village, one);
      if (told === 'ditemui') met += 1;
      if (!told) open += 1;
    });
    return {met: met, open: open, all: village.entries.length};
  }
  /* One item of what was tapped in a village; the list's own word goes with each. */
  function send(village, more) {
    return held().then(function () {
      var mine = marks[village.id] || {}, away = sent(village), told = {};
      village.entries.forEach(function (one) {
        if (mine[one.id] !== undefined) told[one.id] = [away[one.id] !== undefined ? away[one.id] : one.outcome, mine[one.id]];
      });
      if (!Object.keys(told).length && !more) return null;
      var content = Object.assign({village: village.code, marks: told, at: P.instant(Date.now())}, more);
      return P.outbox.item(P.vault.uuid7(), 'desa', village.round, content,
        {member: null, village: village.id, name: village.name, marks: Object.assign({}, mine), complete: Boolean(more && more.complete)}, [])
        .then(function (item) { return store.finish(null, item); })
        .then(function () { delete marks[village.id]; return keep(); })
        .then(function () { P.outbox.badge(); P.outbox.send(false); });
    });
  }
  /* Whatever was tapped and not put into the outbox yet, also before the app was killed. */
  function flush() {
    shown = 0;
    return held().then(function () {
      return Object.keys(marks).reduce(function (before, id) {
        return before.then(function () { var village = find(id); return village ? send(village, null) : null; });
      }, Promise.resolve());
    });
  }
  function leave(parts) {
    return shown && !(parts[0] === 'desa' && Number(parts[1]) === shown) ? flush() : Promise.resolve();
  }

  function state(village) {
    var told = isEnding(village) ? 'lengkap' : village.state;
    return ui.tag(told === 'lengkap' ? 'ok' : told === 'berjalan' ? 'info' : '', told === 'lengkap' ? 'check' : told === 'berjalan' ? 'edit' : 'minus', say('village_' + told), told);
  }
  function drawList() {
    var rows = villages();
    if (!rows.length) return null;
    return make('section', {'class': 'card', 'aria-labelledby': 'desa-saya'}, make('h2', {id: 'desa-saya'}, say('villages_mine')),
      make('ul', {'class': 'list'}, rows.map(function (one) {
        var n = counts(one);
        return make('li', {}, make('a', {'class': 'item', href: '#desa/' + one.id},
          make('span', {'class': 'grow'}, make('span', {'class': 'b'}, one.name), make('br', {}),
            make('span', {'class': 'small muted'}, [one.district, say('round_short', {name: one.round_name}), n.all ? say('village_counts', {met: n.met, open: n.open, all: n.all}) : ''].filter(Boolean).join(' · '))),
          state(one)));
      })));
  }
  function entry(village, one, changed) {
    var told = outcomeOf(village, one), name = one.name || one.owner || say('unnamed');
    var met = ui.button('', 'check', say('met'), function () { set(told === 'ditemui' ? '' : 'ditemui'); }, {'aria-pressed': 'false'});
    met.appendChild(make('span', {'class': 'vh'}, ' ' + name));
    var why = make('select', {'aria-label': say('not_met', {name: name}), onchange: function () { set(why.value); }},
      [make('option', {value: ''}, say('not_met_short'))].concat(P.state.list.outcomes.filter(function (row) { return row.code !== 'ditemui'; })
        .map(function (row) { return make('option', {value: row.code}, ui.labelOf(row)); })));
    function show() {
      met.classList.toggle('on', told === 'ditemui');
      met.setAttribute('aria-pressed', String(told === 'ditemui'));
      why.value = told === 'ditemui' ? '' : told;
      why.classList.toggle('on', Boolean(why.value));
    }
    function set(value) {
      told = value;
      if (!marks[village.id]) marks[village.id] = {};
      marks[village.id][one.id] = value;
      show();
      keep().then(changed);
    }
    show();
    return make('li', {'class': 'stack g2 pad', 'data-entry': one.id}, make('p', {}, make('span', {'class': 'b'}, name), make('br', {}),
      make('span', {'class': 'small muted'}, [one.owner !== name ? one.owner : '', one.address, one.rt ? 'RT ' + one.rt : ''].filter(Boolean).join(' · '))),
      make('div', {'class': 'two'}, met, why));
  }
  function draw(id) {
    var village = find(id);
    if (!village) { P.go('', true); return Promise.resolve(null); }
    shown = village.id;
    return held().then(function () {
      var told = make('p', {'class': 'small muted', role: 'status', id: 'hitungan'}), ended = isEnding(village), wrong = make('p', {'class': 'err', role: 'alert'});
      var sure = P.interview.pick('checkbox', 'yakin', '1', say('village_sure'), false, '');
      function changed() { var n = counts(village); told.textContent = say('village_counts', {met: n.met, open: n.open, all: n.all}); }
      function end() {
        var open = counts(village).open;
        wrong.textContent = '';
        if (open && !sure.querySelector('input').checked) { wrong.textContent = say('village_open', {n: open}); return; }
        send(village, {complete: true, sure: sure.querySelector('input').checked}).then(function () { ui.toast(say('village_kept')); P.go('', true); });
      }
      changed();
      return [make('div', {'class': 'stack g1'}, make('h1', {}, village.name), make('p', {'class': 'small muted'}, say('round_short', {name: village.round_name})), make('p', {}, state(village)), told),
        village.state === 'belum' ? ui.button('main full', 'down', say('village_begin'), function () {
          send(village, {begin: true}).then(function () { return P.outbox.send(true); }).then(function (done) {
            if (done.kind !== 'done') { ui.toast(say('village_begin_later')); return null; }
            return P.refresh().then(P.draw);
          });
        }, {id: 'mulai-desa'}) : null,
        ended ? ui.note('ok', 'check', null, say('village_done')) : null,
        village.entries.length && !ended ? make('ul', {'class': 'list card'}, village.entries.map(function (one) { return entry(village, one, changed); })) : null,
        make('a', {'class': 'btn full', href: '#baru/' + village.id}, ui.icon('plus'), make('span', {}, say('list_new_here'))),
        village.state === 'berjalan' && !ended ? [sure, wrong, ui.button('main full', 'check', say('village_complete'), end, {id: 'desa-lengkap'})] : null,
        make('a', {'class': 'btn quiet full', href: '#'}, ui.icon('left'), make('span', {}, say('back_to_list')))];
    });
  }

  P.village = {draw: draw, drawList: drawList, flush: flush, leave: leave, find: find, villages: villages,
               forget: function () { marks = null; shown = 0; }};
})(window);

/* The day's list, a business, the outbox, and the screen after an interview. */
(function (root) {
  'use strict';
  var P = root.Pendata, ui = P.ui, store = P.store, make = ui.make, say = ui.say;

  function name(member) { return member.name || member.owner || say('unnamed'); }
  /* State of a business on this phone: what is sent counts before what is being filled in. */
  function stateOf(member) {
    var items = P.state.items.filter(function (one) { return one.summary.member === member.id && one.row.kind !== 'usulan'; });
    var last = items.filter(function (one) { return one.row.kind !== 'kunjungan'; })
      .sort(function (one, other) { return other.row.made - one.row.made; })[0];
    if (last) return last.row.state === 'terkirim' ? 'terkirim' : last.row.state === 'perlu_dilihat' ? 'perlu_dilihat' : 'menunggu';
    if (P.state.drafts.some(function (row) { return row.member === member.id; })) return 'diisi';
    return 'belum';
  }
  var TAGS = {terkirim: ['ok', 'check'], perlu_dilihat: ['bad', 'alert'], menunggu: ['warn', 'sync'],
              diisi: ['info', 'edit'], belum: ['', 'minus'], siap: ['warn', 'clock'], mengirim: ['info', 'sync'],
              diterapkan: ['ok', 'check'], ditinjau: ['info', 'clock'], ditolak: ['', 'minus']};
  function tagOf(state) { return ui.tag(TAGS[state][0], TAGS[state][1], say('state_' + state), state); }

  /* What is on every screen: how much is not yet sent, and that it is safe. */
  function unsent() {
    var count = P.state.waiting, last = P.outbox.last();
    if (!count) return null;
    var why = last.kind === 'sending' ? 'unsent_sending' : last.kind === 'signed_out' ? 'unsent_signed_out' :
      last.kind === 'other_account' ? 'unsent_other_account' : 'unsent_safe';
    return make('div', {'class': 'stack g2', id: 'belum'},
      ui.note('warn', root.navigator.onLine ? 'sync' : 'nowifi', say('unsent', {n: count}), say(why), 'status'),
      last.kind === 'signed_out' ? make('a', {'class': 'btn main full', href: '/masuk/?next=/pendata/'}, ui.icon('user'), make('span', {}, say('sign_in_again'))) : null);
  }
  function press() {
    P.outbox.send(true).then(function (state) {
      var words = state.words || say(state.kind === 'done' ? (P.state.waiting ? 'sent_partly' : 'sent_all') : 'error_' + state.kind);
      ui.toast(words);
      if (state.kind === 'done') P.refresh().then(P.draw, P.draw); else P.draw();
    });
  }
  /* The day a visit is planned for, when it is a later one. */
  function later(member) {
    var at = new Date(), today = [at.getFullYear(), at.getMonth() + 1, at.getDate()];
    var digits = (member.day || '').split('-').map(Number);
    if (digits.length !== 3 || digits[0] * 372 + digits[1] * 31 + digits[2] <= today[0] * 372 + today[1] * 31 + today[2]) return '';
    return say('planned_for', {day: digits[2] + '/' + digits[1]});
  }
  /* Two rounds or more are told apart: the one that is looked at is kept on the phone. */
  function rounds() { return P.state.list.rounds; }
  function many() { return rounds().length > 1; }
  function roundName(id) {
    var found = rounds().filter(function (one) { return one.id === id; })[0];
    return found ? found.name : '';
  }
  function chosenRound() {
    var id = Number(root.localStorage.getItem('pendata.putaran'));
    return rounds().some(function (one) { return one.id === id; }) ? id : 0;
  }
  function isDone(member) { return ['terkirim', 'menunggu', 'perlu_dilihat'].indexOf(stateOf(member)) >= 0; }
  function pickRound() {
    if (!many()) return null;
    return make('div', {'class': 'stack g2', role: 'group', 'aria-label': say('round')},
      [{id: 0, name: say('rounds_all')}].concat(rounds()).map(function (one) {
        var mine = P.state.members.filter(function (member) { return !one.id || member.round === one.id; });
        var due = mine.filter(function (member) { return !later(member); }), on = chosenRound() === one.id;
        return make('button', {type: 'button', 'class': 'btn full ends' + (on ? ' on' : ''), 'aria-pressed': String(on), 'data-round': one.id, onclick: function () {
          root.localStorage.setItem('pendata.putaran', String(one.id));
          P.draw();
        }}, make('span', {'class': 'grow'}, make('span', {'class': 'b'}, one.name), make('br', {}), make('span', {'class': 'small num'},
          say('round_counts', {done: mine.filter(isDone).length, all: mine.length, today: due.filter(function (member) { return !isDone(member); }).length}))));
      }));
  }
  function line(member) {
    var visits = P.visitsOf(member), state = stateOf(member);
    return make('li', {}, make('a', {'class': 'item', href: '#usaha/' + member.id},
      make('span', {'class': 'grow'}, make('span', {'class': 'b'}, name(member)), make('br', {}),
        make('span', {'class': 'small muted'}, [many() && !chosenRound() ? say('round_short', {name: roundName(member.round)}) : '', member.owner !== name(member) ? member.owner : '', member.village, member.address, member.rt ? 'RT ' + member.rt : '', later(member),
          visits ? say('visits', {n: visits}) : ''].filter(Boolean).join(' · '))), tagOf(state)));
  }
  function lists() {
    var places = [], by = {};
    var only = chosenRound();
    P.state.members.filter(function (member) { return !only || member.round === only; }).forEach(function (member) {
      var place = member.district || say('no_village');
      if (!by[place]) { by[place] = []; places.push(place); }
      by[place].push(member);
    });
    return places.map(function (place, at) {
      var rows = by[place], done = rows.filter(isDone).length;
      return make('section', {'class': 'card', 'aria-labelledby': 'tempat' + at},
        make('div', {'class': 'line ends'}, make('h2', {id: 'tempat' + at}, place),
          make('span', {'class': 'small muted num fix'}, say('done_of', {done: done, all: rows.length}))),
        make('ul', {'class': 'list'}, rows.map(line)));
    });
  }
  function drawHome() {
    var last = P.state.sent ? say('last_sent', {at: ui.clock(P.state.sent)}) : say('never_sent');
    return [make('div', {'class': 'stack g1'},
        many() ? null : make('p', {'class': 'small muted'}, P.state.list.rounds.map(function (one) { return say('round_of', {name: one.name, region: one.region}); }).join(' · ')),
        make('h1', {}, say('my_work'))),
      P.state.members.length || P.village.villages().length ? null : ui.note('', 'info', say('nothing_title'), say('nothing_what')),
      make('div', {'class': 'two'}, ui.button('big main', 'sync', P.state.waiting ? say('send_n', {n: P.state.waiting}) : say('send'), press, {id: 'kirim'}),
        make('a', {'class': 'btn big', href: '#baru'}, ui.icon('plus'), make('span', {}, say('list_new')))),
      P.village.drawList(), pickRound(), lists(),
      make('p', {'class': 'small muted ctr'}, last, P.state.free ? ' · ' + say('free', {n: P.state.free}) : ''),
      make('div', {'class': 'two'}, make('a', {'class': 'btn', href: '#kiriman'}, ui.icon('list'), make('span', {}, say('outbox'))),
        make('a', {'class': 'btn', href: '#akun'}, ui.icon('user'), make('span', {}, say('account'))))];
  }
  /* The corrections that this phone proposed of a business, with what became of them. */
  function proposed(member) {
    var rows = P.state.items.filter(function (one) { return one.row.kind === 'usulan' && one.summary.member === member.id; })
      .sort(function (one, other) { return other.row.made - one.row.made; }).slice(0, 3);
    if (!rows.length) return null;
    return make('section', {'class': 'card stack g2', 'aria-labelledby': 'usulan-saya'}, make('h2', {id: 'usulan-saya'}, say('proposed_mine')),
      make('ul', {'class': 'list'}, rows.map(function (one) {
        return make('li', {'class': 'stack g1 pad'}, make('p', {},
          Object.keys(one.summary.told || {}).map(function (field) { return say('field_' + field) + ': ' + one.summary.told[field]; }).join(' · ')),
          make('p', {}, tagOf(one.row.outcome || one.row.state)), one.row.words ? make('p', {'class': 'small muted'}, one.row.words) : null);
      })));
  }
  function drawBusiness(member) {
    var state = stateOf(member), closed = isDone(member);
    var rows = [['round', roundName(member.round)], ['field_owner', member.owner], ['field_address', [member.address, member.rt ? 'RT ' + member.rt : '', member.rw ? 'RW ' + member.rw : ''].filter(Boolean).join(', ')],
      ['field_village', member.village], ['field_district', member.district], ['field_visits', String(P.visitsOf(member))]];
    return [make('div', {'class': 'stack g1'}, make('h1', {}, name(member)), make('p', {}, tagOf(state))), proposed(member),
      make('dl', {'class': 'kv card'}, rows.filter(function (row) { return row[1]; }).map(function (row) {
        return make('div', {}, make('dt', {}, say(row[0])), make('dd', {}, row[1]));
      })),
      closed ? ui.note('ok', 'check', null, say('business_done'))
        : ui.button('main full', 'edit', say(state === 'diisi' ? 'go_on' : 'begin'), function () { P.interview.start(member); }, {id: 'mulai'}),
      closed ? null : make('a', {'class': 'btn full', href: '#hasil/' + member.id}, ui.icon('x'), make('span', {}, say('no_interview'))),
      make('a', {'class': 'btn full', href: '#usulan/' + member.id}, ui.icon('edit'), make('span', {}, say('propose'))),
      make('a', {'class': 'btn quiet full', href: '#'}, ui.icon('left'), make('span', {}, say('back_to_list')))];
  }
  function drawDone(member) {
    return [make('h1', {}, say('kept_title')), ui.note('ok', 'check', name(member), say('kept_what')),
      make('a', {'class': 'btn main full', href: '#'}, ui.icon('list'), make('span', {}, say('back_to_list')))];
  }
  function drawOutbox() {
    var items = P.state.items.slice().sort(function (one, other) { return other.row.made - one.row.made; });
    return [make('h1', {}, say('outbox')),
      ui.button('main full', 'sync', P.state.waiting ? say('send_n', {n: P.state.waiting}) : say('send'), press, {id: 'kirim'}),
      items.length ? make('ul', {'class': 'list card'}, items.map(function (one) {
        return make('li', {}, make('div', {'class': 'item'}, make('span', {'class': 'grow'}, make('span', {'class': 'b'}, one.summary.name || say('unnamed')), make('br', {}),
          make('span', {'class': 'small muted'}, say('kind_' + one.row.kind) + ' · ' + ui.clock(one.row.made) + (one.row.files.length ? ' · ' + say('photos_n', {n: one.row.files.length}) : '')),
          one.row.words ? [make('br', {}), tagOf(one.row.outcome || one.row.state), make('br', {}), make('span', {'class': 'small'}, one.row.words)] : null),
          one.row.words ? null : tagOf(one.row.outcome || one.row.state)));
      })) : make('p', {'class': 'muted'}, say('outbox_empty')),
      make('section', {'class': 'card stack g2', 'aria-labelledby': 'aturan'}, make('h2', {id: 'aturan'}, say('rule_title')),
        ['rule_1', 'rule_2', 'rule_3', 'rule_4'].map(function (key) { return make('p', {}, say(key)); })),
      make('a', {'class': 'btn quiet full', href: '#'}, ui.icon('left'), make('span', {}, say('back_to_list')))];
  }

  P.home = {unsent: unsent, drawHome: drawHome, drawBusiness: drawBusiness, drawDone: drawDone,
            drawOutbox: drawOutbox, chosenRound: chosenRound};
})(window);

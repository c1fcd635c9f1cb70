/* An interview: consent, one question per screen, photos and point, review. Saved at every tap;
   a second tab that was quicker is never overwritten. */
(function (root) {
  'use strict';
  var P = root.Pendata, ui = P.ui, logic = P.logic, store = P.store;
  var make = ui.make, say = ui.say, MOST_PHOTOS = 3, now = null;
  // now: {draft, revision, member, round, instrument, shownAt, shown, chain}

  function instrumentOf(round) { return P.state.list.instruments[round.instrument]; }
  function roundOf(id) {
    return P.state.list.rounds.filter(function (one) { return one.id === id; })[0];
  }
  function answers() { return logic.settled(now.instrument, now.draft.answers); }
  function asked() { return logic.asked(now.instrument, answers()); }

  /* Begin or continue the interview of a business. */
  function start(member) {
    return store.all('drafts').then(function (rows) {
      var known = rows.filter(function (row) { return row.member === member.id; })[0];
      if (known) return resume(known.id);
      var round = roundOf(member.round);
      now = {revision: 0, member: member, round: round, instrument: instrumentOf(round), chain: Promise.resolve(),
             draft: {id: P.vault.uuid7(), member: member.id, round: round.id, instrument: round.instrument,
                     business: member, began: Date.now(), answers: {}, typed: {}, timings: {}, photos: [],
                     point: null, note: '', step: 'setuju', language: P.language()}};
      return save().then(function () { go('setuju', true); });
    });
  }
  function load(id) {
    if (now && now.draft.id === id) return Promise.resolve(true);
    return store.get('drafts', id).then(function (row) {
      if (!row) return false;
      return store.opened('drafts', row).then(function (draft) {
        var round = roundOf(draft.round) || {id: draft.round, name: '', instrument: draft.instrument};
        now = {draft: draft, revision: row.revision, member: draft.business, round: round,
               instrument: P.state.list.instruments[draft.instrument], chain: Promise.resolve()};
        return true;
      });
    });
  }
  function resume(id) {
    return load(id).then(function (found) { if (found) go(now.draft.step, true); });
  }
  function go(step, replace) { P.go('tanya/' + now.draft.id + '/' + step, replace); }

  /* Saves follow each other; the screen never waits for them, leaving a step does. */
  function save() {
    var held = now;
    held.chain = held.chain.then(function () {
      if (held.stale) return null;
      return store.saveDraft(held.draft, held.revision).then(function (revision) {
        if (revision) { held.revision = revision; return null; }
        held.stale = true;
        if (held !== now) return null;
        P.show([make('h1', {}, say('other_tab_title')), ui.note('warn', 'alert', null, say('other_tab_what')),
          ui.button('main full', 'sync', say('load_again'), function () {
            now = null;
            load(held.draft.id).then(function () { P.draw(); });
          })]);
        return null;
      });
    });
    return held.chain;
  }
  function spent() {
    if (!now || !now.shown || !now.shownAt) return;
    var so = now.draft.timings[now.shown] || 0;
    now.draft.timings[now.shown] = so + Math.min(Date.now() - now.shownAt, 600000);
    now.shownAt = Date.now();
  }
  function show(step) {
    spent();
    now.shown = step;
    now.shownAt = Date.now();
    now.draft.step = step;
  }

  function head() {
    var put = logic.progress(now.instrument, answers());
    return make('div', {'class': 'stack g1'},
      make('p', {'class': 'small muted'}, [now.round.name, now.member.village || now.member.district]
        .filter(Boolean).join(' · ')),
      make('p', {'class': 'b'}, now.member.name || now.member.owner),
      make('div', {'class': 'line'},
        make('progress', {'class': 'prog grow', max: put.asked, value: put.done, 'aria-label': say('answered')}),
        make('span', {'class': 'small b num'}, say('of', {done: put.done, all: put.asked}))));
  }
  function dock(back, label) {
    return make('div', {'class': 'dock'},
      ui.button('', 'left', say('back'), back),
      make('button', {type: 'submit', 'class': 'btn main'}, make('span', {}, label || say('next')), ui.icon('right')));
  }
  function spoken(thing) {
    return (P.english() && thing.text_en) || thing.text_id;
  }
  function beside(question, code) {
    var other = P.languagesOf(now.instrument).filter(function (one) { return one.code === now.draft.language; })[0];
    var told = other && other.questions[question.id];
    if (!told) return '';
    return (code === undefined ? told.text : (told.options || {})[code]) || '';
  }

  /* As the makers of the instrument say; else by its questions, like the pages of the desk. */
  function minutes() {
    return now.instrument.minutes || Math.max(1, Math.round(now.instrument.questions.length * 0.625));
  }
  function drawConsent() {
    var gate = now.instrument.gate[0];
    return [head(), make('form', {'class': 'stack', onsubmit: function (event) {
      event.preventDefault();
      now.draft.consent = Date.now();
      now.draft.opening = say('opening_version');
      save().then(function () { forward(null); });
    }}, make('h1', {'class': 'ask'}, say('opening_title')), make('p', {}, say('opening')), make('p', {'class': 'small muted'}, say('opening_length', {minutes: minutes()})),
      make('div', {'class': 'card stack g2'}, make('p', {'class': 'b'}, spoken(gate)),
        beside(gate) ? make('p', {'class': 'beside'}, beside(gate)) : null),
      ui.button('main full', 'check', spoken(gate.options[0]), null, {type: 'submit'}),
      ui.button('full', 'x', spoken(gate.options[1]), function () {
        P.go('hasil/' + now.member.id + '/menolak');
      }), languages(),
      ui.button('quiet full', 'left', say('back_to_list'), function () { P.go(''); }))];
  }
  function languages() {
    var all = P.languagesOf(now.instrument);
    if (!all.length) return null;
    return make('details', {}, make('summary', {}, ui.icon('globe'), make('span', {}, say('help_language'))),
      make('div', {'class': 'stack g2'}, [{code: '', name: say('help_none')}].concat(all).map(function (one) {
        return pick('radio', 'bahasa', one.code, one.is_draft ? say('draft_language', {name: one.name}) : one.name,
          now.draft.language === one.code, '', function () {
            now.draft.language = one.code;
            P.setLanguage(one.code);
            save().then(P.draw);
          });
      })));
  }
  function pick(kind, name, value, text, on, extra, changed, help) {
    var box = make('input', {type: kind, name: name, value: value, checked: on, onchange: changed});
    return make('label', {'class': 'pick ' + extra + (on ? ' on' : '')}, box,
      make('span', {'class': 'grow'}, text, help ? make('span', {'class': 'beside small'}, ' ' + help) : null));
  }

  /* What is ticked and typed on the screen now. */
  function typedNow(form) {
    var all = [];
    Array.prototype.forEach.call(form.elements, function (one) {
      if (one.name !== 'jawab') return;
      if ((one.type === 'checkbox' || one.type === 'radio') ? one.checked : one.value) all.push(one.value);
    });
    return all;
  }
  function keep(question, form) {
    var typed = typedNow(form), found = logic.read(question, typed);
    delete now.draft.typed[question.id];
    delete now.draft.answers[question.id];
    if (found.fault) now.draft.typed[question.id] = typed;
    else if (found.answer !== undefined) now.draft.answers[question.id] = found.answer;
    save();
    return found;
  }
  /* “None” stands alone, and a special answer beside a number empties it. */
  function settle(question, form, box) {
    var boxes = Array.prototype.filter.call(form.elements, function (one) { return one.name === 'jawab'; });
    var lone = function (code) {
      return (question.options || []).some(function (one) { return one.code === code && one.exclusive; });
    };
    if (box.type === 'checkbox' && box.checked) {
      boxes.forEach(function (one) {
        if (one === box) return;
        if (question.type === 'integer') { if (one.type === 'checkbox') one.checked = false; else one.value = ''; }
        else if (lone(box.value) || lone(one.value)) one.checked = false;
      });
    }
    if (box.type !== 'checkbox' && box.type !== 'radio' && box.value) {
      boxes.forEach(function (one) { if (one.type === 'checkbox') one.checked = false; });
    }
    boxes.forEach(function (one) {
      var label = one.parentNode;
      if (label.classList.contains('pick')) label.classList.toggle('on', one.checked);
    });
  }
  function hint(question) {
    if (question.max_choices) return say('hint_most', {n: question.max_choices});
    if (question.type === 'select_multiple') return say('hint_many');
    if (question.hint_id && !P.english()) return question.hint_id;
    return question.type === 'integer' ? say('hint_range', {low: question.min, high: question.max}) : '';
  }
  function fault(code, question) {
    if (code === 'unanswered') return say(question.refusable ? 'unanswered' : 'unanswered_none');
    return say('fault_' + code, {low: question.min, high: question.max, n: question.max_choices});
  }
  function given(question) {
    var typed = now.draft.typed[question.id], answer = now.draft.answers[question.id];
    if (typed) return typed;
    if (answer === undefined) return [];
    return Array.isArray(answer) ? answer : [String(answer)];
  }
  function special(question, set) {
    if (!question.refusable) return null;
    var whole = question.type === 'integer', sign = whole ? '-' : '';
    return make('div', {'class': 'two'}, ['99', '88'].map(function (code) {
      return pick(whole ? 'checkbox' : 'radio', 'jawab', sign + code, say(code === '99' ? 'dont_know' : 'refuses'),
        set.indexOf(sign + code) >= 0, 'dashed');
    }));
  }
  function choices(question, set) {
    if (question.type === 'integer') {
      var typed = set.filter(function (text) { return text.charAt(0) !== '-'; })[0] || '';
      return [make('label', {'class': 'vh', 'for': 'angka'}, spoken(question)),
        make('input', {id: 'angka', name: 'jawab', 'class': 'number', inputmode: 'numeric', autocomplete: 'off',
                       value: typed, 'aria-describedby': 'petunjuk galat'})];
    }
    return question.options.map(function (one) {
      return pick(question.type === 'select_multiple' ? 'checkbox' : 'radio', 'jawab', one.code, spoken(one),
        set.indexOf(one.code) >= 0, '', null, beside(question, one.code));
    });
  }
  function drawQuestion(question) {
    var set = given(question), wrong = make('p', {'class': 'err', id: 'galat', role: 'alert'});
    var form = make('form', {'class': 'stack', novalidate: true,
      onchange: function (event) {
        if (event.target.name !== 'jawab') return;
        settle(question, form, event.target);
        keep(question, form);
        // Of a typed number it goes while typing: gone at the tap on “Lanjut”, the page would jump
        // from under the finger and the tap would be lost.
        if (event.target.id !== 'angka') wrong.textContent = '';
      },
      oninput: function (event) {
        if (event.target.id !== 'angka') return;
        settle(question, form, event.target);
        keep(question, form);
        wrong.textContent = '';
      },
      onsubmit: function (event) {
        event.preventDefault();
        var found = keep(question, form), code = found.fault || (found.answer === undefined ? 'unanswered' : '');
        wrong.textContent = '';
        if (!code) { forward(question.id); return; }
        wrong.appendChild(ui.icon('alert'));
        wrong.appendChild(make('span', {}, fault(code, question)));
        wrong.scrollIntoView({block: 'center'});
      }},
      make('fieldset', {'class': 'stack g2', 'aria-describedby': 'petunjuk galat'},
        make('legend', {}, make('h1', {'class': 'ask'}, make('span', {'class': 'no'}, say('question_no', {n: question.no})),
          spoken(question))),
        beside(question) ? make('p', {'class': 'beside'}, beside(question)) : null,
        hint(question) ? make('p', {'class': 'hint', id: 'petunjuk'}, hint(question)) : null,
        wrong, choices(question, set), special(question, set)),
      note(), dock(function () { backFrom(question.id); }));
    return [head(), form];
  }
  function note() {
    return make('details', {open: Boolean(now.draft.note)},
      make('summary', {}, ui.icon('edit'), make('span', {}, say('add_note'))),
      make('div', {'class': 'field'}, make('label', {'for': 'catatan'}, say('note')),
        make('p', {'class': 'hint'}, say('note_hint')),
        make('textarea', {id: 'catatan', maxlength: 500, value: now.draft.note, oninput: function (event) {
          now.draft.note = event.target.value;
          save();
        }})), languages());
  }
  function order() {
    return ['setuju'].concat(asked().map(function (one) { return one.id; }), ['foto', 'tinjau']);
  }
  function forward(step) {
    var steps = order(), at = step === null ? 0 : steps.indexOf(step);
    now.chain.then(function () { go(steps[Math.min(at + 1, steps.length - 1)]); });
  }
  function backFrom(step) {
    var steps = order(), at = steps.indexOf(step);
    now.chain.then(function () { go(steps[Math.max(at - 1, 0)]); });
  }

  function addPhoto(blob) {
    var draft = now.draft;
    return P.photos.shrink(blob).then(function (small) {
      return P.vault.sha256(small.bytes).then(function (sha) {
        var used = draft.photos.map(function (one) { return one.name; }), n = 1;
        while (used.indexOf('foto-' + n + '.jpg') >= 0) n += 1;
        var name = 'foto-' + n + '.jpg', id = draft.id + '/' + name;
        return P.vault.sealBytes(store.key(), 'files|' + id, small.bytes).then(function (box) {
          return store.put('files', {id: id, instance: draft.id, sealed: box});
        }).then(function () {
          draft.photos.push({name: name, sha256: sha, size: small.bytes.byteLength});
          return save();
        });
      });
    });
  }
  function shot(photo) {
    var id = now.draft.id + '/' + photo.name, image = make('img', {alt: say('photo_n', {name: photo.name}), width: 160, height: 104});
    store.get('files', id).then(function (row) {
      return P.vault.openBytes(store.key(), 'files|' + id, row.sealed);
    }).then(function (bytes) {
      image.src = URL.createObjectURL(new Blob([bytes], {type: 'image/jpeg'}));
      image.onload = function () { URL.revokeObjectURL(image.src); };
    });
    return make('div', {'class': 'stack g1'}, image, make('p', {'class': 'small muted ctr num'}, Math.round(photo.size / 1024) + ' KB'),
      ui.button('danger', 'x', say('remove'), function () {
        now.draft.photos = now.draft.photos.filter(function (one) { return one !== photo; });
        save().then(function () { return store.remove('files', id); }).then(P.draw);
      }));
  }
  function drawPoint() {
    var point = now.draft.point, far = P.place.farFrom(point, now.member.point), told = make('div', {role: 'status'});
    function find(event) {
      event.currentTarget.disabled = true;
      told.textContent = say('point_looking');
      P.place.find().then(function (found) {
        now.draft.point = found;
        return save().then(P.draw);
      }, function (error) { told.textContent = ''; told.appendChild(ui.note('warn', 'alert', null, say('point_' + error.message))); });
    }
    return make('section', {'class': 'card stack g2', 'aria-labelledby': 'titik'}, make('h2', {id: 'titik'}, say('point')),
      point ? make('p', {}, say('point_is', {n: point.accuracy, at: ui.clock(point.at)})) : make('p', {'class': 'muted'}, say('point_none_yet')),
      far ? ui.note('warn', 'alert', say('point_far', {n: ui.decimal(far / 1000)}), say('point_far_what')) : null,
      told, ui.button('full', 'pin', say(point ? 'point_again' : 'point_take'), find));
  }
  function drawExtras() {
    var wrong = make('div', {}), left = MOST_PHOTOS - now.draft.photos.length;
    var input = make('input', {type: 'file', accept: 'image/*', capture: 'environment', id: 'kamera', 'class': 'vh', onchange: function () {
      var blob = input.files[0];
      if (!blob) return;
      addPhoto(blob).then(P.draw, function () {
        wrong.textContent = '';
        wrong.appendChild(ui.note('bad', 'alert', null, say('photo_unreadable'), 'alert'));
      });
    }});
    return [head(), make('form', {'class': 'stack', onsubmit: function (event) { event.preventDefault(); forward('foto'); }},
      make('h1', {'class': 'ask'}, say('extras')),
      make('section', {'class': 'card stack g2', 'aria-labelledby': 'foto'}, make('h2', {id: 'foto'}, say('photos')),
        make('p', {'class': 'hint'}, say('photos_what')), wrong,
        make('div', {'class': 'shots'}, now.draft.photos.map(shot)),
        left > 0 ? [input, make('label', {'class': 'btn full', 'for': 'kamera'}, ui.icon('camera'), make('span', {}, say('photo_take')))] : null),
      drawPoint(), dock(function () { backFrom('foto'); }))];
  }

  function shown(question) {
    var answer = answers()[question.id];
    if (answer === undefined) return say('not_answered');
    if (logic.isSpecial(answer)) return say(String(answer).replace('-', '') === '99' ? 'dont_know' : 'refuses');
    return (Array.isArray(answer) ? answer : [answer]).map(function (code) {
      var one = (question.options || []).filter(function (option) { return option.code === code; })[0];
      return one ? spoken(one) : String(code);
    }).join(', ');
  }
  function drawReview() {
    var score = logic.score(now.instrument, answers()), put = logic.progress(now.instrument, answers());
    var open = put.asked - put.done, enough = score.share >= logic.ENOUGH - 1e-12;
    return [head(), make('h1', {}, say('review')),
      open ? ui.note('warn', 'alert', say('review_open', {n: open}), say(enough ? 'review_partly' : 'review_too_little')) : null,
      make('ul', {'class': 'list card'}, asked().map(function (question) {
        return make('li', {}, make('button', {type: 'button', 'class': 'item', onclick: function () { go(question.id); }},
          make('span', {'class': 'grow'}, make('span', {'class': 'small muted'}, question.no + '. ' + spoken(question)), make('br', {}),
            make('span', {'class': 'b'}, shown(question))), ui.icon('edit')));
      })),
      make('p', {'class': 'small muted'}, say('conflict_short')),
      make('form', {onsubmit: function (event) { event.preventDefault(); if (!open || enough) finish(); }},
        !open || enough ? dock(function () { backFrom('tinjau'); }, say(open ? 'finish_partly' : 'finish'))
          : ui.button('main full', 'left', say('go_on'), function () {
            go(asked().filter(function (one) { return answers()[one.id] === undefined; })[0].id);
          }))];
  }
  /* The content as rules/receiving.py reads it. Times are the phone's own, with the offset beside. */
  function content(draft) {
    var score = logic.score(now.instrument, answers()), files = {}, timings = {};
    draft.photos.forEach(function (photo) { files[photo.name] = photo.sha256; });
    Object.keys(draft.timings).forEach(function (id) { timings[id] = Math.round(draft.timings[id] / 100) / 10; });
    return {business: now.member.business, consent: true, consent_version: draft.opening || '', answers: answers(), index: score.index, files: files,
      paradata: Object.assign(P.paradata(draft), {timings: timings, points: score.points, note: draft.note,
        language: draft.language, consent_at: P.instant(draft.consent),
        point: draft.point ? [draft.point.lat, draft.point.lon, draft.point.accuracy] : null,
        point_at: draft.point ? P.instant(draft.point.at) : null,
        village_distance: P.place.farFrom(draft.point, now.member.point)})};
  }
  function finish() {
    if (now.finishing) return;
    now.finishing = true;
    spent();
    var draft = now.draft, member = now.member, held = now;
    save().then(function () {
      if (held.stale) return null;
      return P.outbox.item(draft.id, 'jawaban', draft.round, content(draft),
        {member: member.id, name: member.name || member.owner, began: draft.began, photos: draft.photos.length}, draft.photos)
        .then(function (item) { return store.finish(draft.id, item); })
        .then(function () { now = null; P.go('selesai/' + member.id, true); P.outbox.badge(); P.outbox.send(false); });
    });
  }

  function draw(id, step) {
    return load(id).then(function (found) {
      if (!found) { P.go('', true); return null; }
      if (!now.draft.consent && step !== 'setuju') { go('setuju', true); return null; }
      show(step);
      save();
      if (step === 'setuju') return drawConsent();
      if (step === 'foto') return drawExtras();
      if (step === 'tinjau') return drawReview();
      var question = asked().filter(function (one) { return one.id === step; })[0];
      if (!question) { go('tinjau', true); return null; }
      return drawQuestion(question);
    });
  }

  P.interview = {
    start: start, draw: draw, pick: pick,
    isOpen: function () { return Boolean(now); },
    leave: function () { spent(); var kept = now ? save() : Promise.resolve(); now = null; return kept; },
    drop: function (id) { return store.remove('drafts', id); }
  };
})(window);

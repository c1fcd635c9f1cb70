/* Words in the reader's language, and elements made without markup in texts: names of people and
   goods go in as text, never as HTML. */
(function (root) {
  'use strict';
  var known = null, SVG = 'http://www.w3.org/2000/svg', KEPT = 'pendata.tutur';

  /* The languages that this shell brought along: all of them, so that none needs a signal. */
  function tongues() {
    return Array.prototype.map.call(document.querySelectorAll('template[data-tutur]'), function (one) {
      return {code: one.getAttribute('data-tutur'), name: one.getAttribute('data-nama')};
    });
  }
  /* Speak a language from now on, on this phone; what stands outside the screens follows. */
  function speak(code) {
    if (!tongues().some(function (one) { return one.code === code; })) return;
    root.localStorage.setItem(KEPT, code);
    document.documentElement.lang = code;
    known = null;
    Array.prototype.forEach.call(document.querySelectorAll('[data-sebut]'), function (one) {
      one.textContent = say(one.getAttribute('data-sebut'));
    });
  }
  function load() {
    known = {};
    var held = document.querySelector('template[data-tutur="' + document.documentElement.lang + '"]') ||
      document.querySelector('template[data-tutur]');
    var rows = held.content.querySelectorAll('[data-kata]');
    Array.prototype.forEach.call(rows, function (row) {
      known[row.getAttribute('data-kata')] = row.textContent.trim().replace(/\s+/g, ' ');
    });
  }
  /* Return a text; `[name]` is filled in from values. */
  function say(key, values) {
    if (!known) load();
    var text = known[key] === undefined ? key : known[key];
    return text.replace(/\[(\w+)\]/g, function (whole, name) {
      return values && values[name] !== undefined ? String(values[name]) : whole;
    });
  }
  function add(element, child) {
    if (child === null || child === undefined || child === false) return;
    if (Array.isArray(child)) { child.forEach(function (one) { add(element, one); }); return; }
    element.appendChild(child.nodeType ? child : document.createTextNode(String(child)));
  }
  /* Make an element: attributes as told, `on…` listeners, true for an empty attribute. */
  function make(tag, attributes) {
    var element = document.createElement(tag);
    Object.keys(attributes || {}).forEach(function (name) {
      var value = attributes[name];
      if (value === null || value === undefined || value === false) return;
      if (name.slice(0, 2) === 'on') element.addEventListener(name.slice(2), value);
      else if (name === 'value' || name === 'checked' || name === 'disabled') element[name] = value;
      else element.setAttribute(name, value === true ? '' : value);
    });
    Array.prototype.slice.call(arguments, 2).forEach(function (child) { add(element, child); });
    return element;
  }
  function icon(name) {
    var svg = document.createElementNS(SVG, 'svg'), use = document.createElementNS(SVG, 'use');
    svg.setAttribute('class', 'i');
    svg.setAttribute('aria-hidden', 'true');
    use.setAttribute('href', document.body.getAttribute('data-icons') + '#i-' + name);
    svg.appendChild(use);
    return svg;
  }
  function note(kind, glyph, strong, text, role) {
    return make('div', {'class': 'note ' + kind, role: role || null}, icon(glyph),
      make('p', {'class': 'grow'}, strong ? make('strong', {}, strong, ' ') : null, text || ''));
  }
  function tag(kind, glyph, text, state) {
    return make('span', {'class': 'tag ' + kind, 'data-state': state || null}, icon(glyph),
      make('span', {}, text));
  }
  function button(kind, glyph, text, act, more) {
    return make('button', Object.assign({type: 'button', 'class': 'btn ' + kind, onclick: act}, more),
      glyph ? icon(glyph) : null, make('span', {}, text));
  }
  function toast(text) {
    var row = make('p', {'class': 'toast'}, text), place = document.getElementById('kabar');
    place.appendChild(row);
    setTimeout(function () { place.removeChild(row); }, 6000);
  }
  function clock(instant) {
    var at = new Date(instant), pad = function (n) { return (n < 10 ? '0' : '') + n; };
    var time = pad(at.getHours()) + '.' + pad(at.getMinutes());
    var today = new Date().toDateString() === at.toDateString();
    return today ? time : at.getDate() + '/' + (at.getMonth() + 1) + ' ' + time;
  }

  function decimal(value) {
    var text = value.toFixed(1);
    return document.documentElement.lang === 'en' ? text : text.replace('.', ',');
  }

  /* What the server calls a choice, in the language of the screen. */
  function labelOf(row) {
    return (row.labels && row.labels[document.documentElement.lang]) || row.label;
  }

  speak(root.localStorage.getItem(KEPT) || document.documentElement.lang);
  root.Pendata.ui = {tongues: tongues, speak: speak, labelOf: labelOf, decimal: decimal, say: say, make: make, icon: icon, note: note, tag: tag, button: button,
                     toast: toast, clock: clock};
})(window);

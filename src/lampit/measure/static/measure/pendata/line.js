/* The line to the server: who is there, the clock's offset, JSON there and back. Every failure has
   a kind: `offline` (no line, or too slow), `signed_out`, `refused` (code and words), `broken`. */
(function (root) {
  'use strict';
  var HOME = '/pendata/', PATIENCE = 45000, token = '', device = '', offset = 0;

  function failure(kind, more) {
    return Object.assign(new Error(kind), {kind: kind}, more || {});
  }
  function ask(path, options) {
    var stop = new AbortController();
    var timer = setTimeout(function () { stop.abort(); }, options.patience || PATIENCE);
    var headers = Object.assign({Accept: 'application/json'}, options.headers);
    if (device) headers['X-Lampit-Device'] = device;
    if (options.method) headers['X-CSRFToken'] = token;
    return fetch(HOME + path, {
      method: options.method || 'GET', headers: headers, body: options.body, cache: 'no-store',
      credentials: 'same-origin', redirect: 'manual', signal: stop.signal
    }).then(function (answer) {
      if (answer.type === 'opaqueredirect') throw failure('signed_out');
      return answer.text().then(function (text) { return read(answer, text); });
    }, function () { throw failure('offline'); }).then(
      function (told) { clearTimeout(timer); return told; },
      function (error) { clearTimeout(timer); throw error.kind ? error : failure('offline'); });
  }
  function read(answer, text) {
    var told = null;
    try { told = JSON.parse(text); } catch (error) { told = null; }
    if (answer.ok && told) return told;
    if (told && told.code) throw failure('refused', {code: told.code, words: told.message, told: told});
    // A page instead of JSON: a hotel's sign-in page, a proxy, or a token gone stale.
    throw failure(answer.status === 403 ? 'stale' : 'broken', {status: answer.status});
  }
  /* Ask who is there; remember token and clock. */
  function hello() {
    var sent = Date.now();
    return ask('halo.json', {patience: 20000}).then(function (told) {
      var back = Date.now();
      token = told.csrf;
      offset = Date.parse(told.time) - (sent + back) / 2;
      return told;
    });
  }
  function post(path, value) {
    function once() {
      return ask(path, {
        method: 'POST', body: JSON.stringify(value), headers: {'Content-Type': 'application/json'}
      });
    }
    return (token ? Promise.resolve() : hello()).then(once).catch(function (error) {
      if (error.kind !== 'stale') throw error;
      return hello().then(once);
    });
  }
  function sendPiece(path, bytes, headers) {
    return ask(path, {
      method: 'POST', body: bytes,
      headers: Object.assign({'Content-Type': 'application/octet-stream'}, headers)
    });
  }

  root.Pendata.line = {
    hello: hello, post: post, sendPiece: sendPiece,
    get: function (path) { return ask(path, {}); },
    use: function (told) { device = told; },
    /* Milliseconds by which the server's clock is ahead of this phone's. */
    offset: function () { return offset; },
    setOffset: function (told) { offset = told; }
  };
})(window);

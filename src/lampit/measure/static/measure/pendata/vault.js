/* Keys and seals. What lies on the phone is sealed by AES-256-GCM under a random key; that key is
   wrapped twice: under PIN + device secret + the server's share (PBKDF2), and under the device
   secret + the server's recovery, which leaves the server only for the account's password. */
(function (root) {
  'use strict';
  var ITERATIONS = 310000, subtle = root.crypto && root.crypto.subtle, NONCE = 12;
  var coder = new TextEncoder(), reader = new TextDecoder();

  function random(count) { return root.crypto.getRandomValues(new Uint8Array(count)); }
  function hex(bytes) {
    return Array.prototype.map.call(new Uint8Array(bytes), function (one) {
      return (one < 16 ? '0' : '') + one.toString(16);
    }).join('');
  }
  function unbase64(text) {
    return Uint8Array.from(atob(text), function (sign) { return sign.charCodeAt(0); });
  }
  function joined() {
    var parts = Array.prototype.slice.call(arguments), at = 0;
    var whole = new Uint8Array(parts.reduce(function (so, one) { return so + one.length; }, 0));
    parts.forEach(function (one) { whole.set(one, at); at += one.length; });
    return whole;
  }
  function sha256(content) {
    var bytes = typeof content === 'string' ? coder.encode(content) : content;
    return subtle.digest('SHA-256', bytes).then(hex);
  }
  /* A UUID of version 7: sorted by the time it was made. */
  function uuid7(now) {
    var bytes = random(16), at = now === undefined ? Date.now() : now;
    for (var place = 5; place >= 0; place -= 1) {
      bytes[place] = at % 256;
      at = Math.floor(at / 256);
    }
    bytes[6] = (bytes[6] & 15) | 112;
    bytes[8] = (bytes[8] & 63) | 128;
    return hex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  }

  function usable(raw) {
    return subtle.importKey('raw', raw, 'AES-GCM', false, ['encrypt', 'decrypt']);
  }
  function pinKey(pin, secret, share, iterations) {
    return subtle.importKey('raw', coder.encode(pin), 'PBKDF2', false, ['deriveKey'])
      .then(function (base) {
        return subtle.deriveKey(
          {name: 'PBKDF2', hash: 'SHA-256', salt: joined(secret, unbase64(share)),
           iterations: iterations || ITERATIONS},
          base, {name: 'AES-GCM', length: 256}, false, ['encrypt', 'decrypt']);
      });
  }
  function recoveryKey(secret, recovery) {
    return subtle.digest('SHA-256', joined(secret, unbase64(recovery))).then(usable);
  }

  /* Seal bytes for a place (store|id): they open nowhere else. */
  function sealBytes(key, place, bytes) {
    var iv = random(NONCE);
    return subtle.encrypt({name: 'AES-GCM', iv: iv, additionalData: coder.encode(place)}, key, bytes)
      .then(function (data) { return {iv: iv, data: data}; });
  }
  function openBytes(key, place, sealed) {
    return subtle.decrypt(
      {name: 'AES-GCM', iv: sealed.iv, additionalData: coder.encode(place)}, key, sealed.data);
  }
  function seal(key, place, value) {
    return sealBytes(key, place, coder.encode(JSON.stringify(value)));
  }
  function open(key, place, sealed) {
    return openBytes(key, place, sealed).then(function (bytes) {
      return JSON.parse(reader.decode(bytes));
    });
  }

  root.Pendata.vault = {
    ITERATIONS: ITERATIONS, has: Boolean(subtle), random: random, hex: hex, sha256: sha256,
    uuid7: uuid7, unbase64: unbase64, usable: usable, pinKey: pinKey, recoveryKey: recoveryKey,
    seal: seal, open: open, sealBytes: sealBytes, openBytes: openBytes, joined: joined,
    encode: function (text) { return coder.encode(text); }
  };
})(window);

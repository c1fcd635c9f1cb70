/* Where the interview is: a point with its accuracy, and how far that is from the village. */
(function (root) {
  'use strict';
  var EARTH = 6371000, FAR = 1000, PATIENCE = 30000;

  /* Metres between two points, along the surface (haversine). */
  function metres(one, other) {
    var rad = Math.PI / 180, dLat = (other[0] - one[0]) * rad, dLon = (other[1] - one[1]) * rad;
    var half = Math.pow(Math.sin(dLat / 2), 2) +
      Math.cos(one[0] * rad) * Math.cos(other[0] * rad) * Math.pow(Math.sin(dLon / 2), 2);
    return 2 * EARTH * Math.asin(Math.sqrt(half));
  }
  /* Ask the phone; resolves {lat, lon, accuracy, at}, fails with `denied`, `timeout` or `none`. */
  function find() {
    return new Promise(function (done, fail) {
      if (!root.navigator.geolocation) { fail(new Error('none')); return; }
      root.navigator.geolocation.getCurrentPosition(function (found) {
        done({lat: found.coords.latitude, lon: found.coords.longitude,
              accuracy: Math.round(found.coords.accuracy), at: Date.now()});
      }, function (error) {
        fail(new Error(error.code === 1 ? 'denied' : error.code === 3 ? 'timeout' : 'none'));
      }, {enableHighAccuracy: true, timeout: PATIENCE, maximumAge: 0});
    });
  }
  /* Metres from the village beyond what its size and the accuracy explain; 0 = near enough.
     `point` is the middle of a village whose radius is not known: 1 km is allowed. */
  function farFrom(found, point) {
    if (!found || !point) return 0;
    var away = metres([found.lat, found.lon], point);
    return away - found.accuracy > FAR ? Math.round(away) : 0;
  }

  root.Pendata.place = {find: find, metres: metres, farFrom: farFrom};
})(window);

/* Photos: at most 1280 px, JPEG at 0.8, upright, without what the camera wrote into them (place,
   time, device): they are drawn anew. */
(function (root) {
  'use strict';
  var LONGEST = 1280, QUALITY = 0.8;

  function bytesOf(blob) { return new Response(blob).arrayBuffer(); }
  /* Return the orientation in the EXIF part of a JPEG, 1 when there is none. */
  function orientation(buffer) {
    var view = new DataView(buffer), at = 2;
    if (view.byteLength < 12 || view.getUint16(0) !== 0xFFD8) return 1;
    while (at + 10 < view.byteLength) {
      var mark = view.getUint16(at), size = view.getUint16(at + 2);
      if ((mark & 0xFF00) !== 0xFF00) return 1;
      if (mark === 0xFFE1 && view.getUint32(at + 4) === 0x45786966) return inTiff(view, at + 10);
      at += 2 + size;
    }
    return 1;
  }
  function inTiff(view, start) {
    var little = view.getUint16(start) === 0x4949;
    var first = start + view.getUint32(start + 4, little);
    if (first + 2 > view.byteLength) return 1;
    var count = view.getUint16(first, little);
    for (var n = 0; n < count; n += 1) {
      var entry = first + 2 + n * 12;
      if (entry + 12 > view.byteLength) return 1;
      if (view.getUint16(entry, little) === 0x0112) return view.getUint16(entry + 8, little);
    }
    return 1;
  }
  function picture(blob) {
    return new Promise(function (done, fail) {
      var image = new Image(), address = URL.createObjectURL(blob);
      image.onload = function () { URL.revokeObjectURL(address); done(image); };
      image.onerror = function () { URL.revokeObjectURL(address); fail(new Error('unreadable')); };
      image.src = address;
    });
  }
  /* Turn the canvas as the camera was held; browsers since 2020 have done so already. */
  function turn(pen, how, width, height) {
    if (how === 3) { pen.translate(width, height); pen.rotate(Math.PI); }
    if (how === 6) { pen.translate(width, 0); pen.rotate(Math.PI / 2); }
    if (how === 8) { pen.translate(0, height); pen.rotate(-Math.PI / 2); }
  }
  /* Return {bytes, width, height} of a photo made small. Fails with `unreadable` (HEIC, damaged). */
  function shrink(blob) {
    var upright = root.CSS && root.CSS.supports && root.CSS.supports('image-orientation', 'from-image');
    return bytesOf(blob).then(function (buffer) {
      var how = upright ? 1 : orientation(buffer);
      return picture(blob).then(function (image) {
        var scale = Math.min(1, LONGEST / Math.max(image.naturalWidth, image.naturalHeight));
        var width = Math.round(image.naturalWidth * scale);
        var height = Math.round(image.naturalHeight * scale);
        var canvas = document.createElement('canvas'), side = how === 6 || how === 8;
        canvas.width = side ? height : width;
        canvas.height = side ? width : height;
        var pen = canvas.getContext('2d');
        turn(pen, how, canvas.width, canvas.height);
        pen.drawImage(image, 0, 0, width, height);
        return new Promise(function (done, fail) {
          canvas.toBlob(function (small) {
            if (!small) { fail(new Error('unreadable')); return; }
            bytesOf(small).then(function (bytes) {
              done({bytes: bytes, width: canvas.width, height: canvas.height});
            }, fail);
          }, 'image/jpeg', QUALITY);
        });
      });
    });
  }

  root.Pendata.photos = {shrink: shrink, orientation: orientation};
})(window);

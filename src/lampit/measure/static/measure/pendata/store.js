/* What lies on the phone: IndexedDB, sealed. Versions only go forward and never drop a draft.

   meta         {id, …}                        device (keys, wrapped), state (sealed: the day's list)
   assignments  {id, sealed}                   businesses to visit
   drafts       {id, member, revision, sealed} interviews under way, saved at every answer
   outbox       {id, kind, state, …, sealed}   what is to be sent; told forgotten by the server only
   files        {id, instance, sealed}         photos
   Clear are ids, states and times; whatever tells of a person is sealed. */
(function (root) {
  'use strict';
  var NAME = 'pendata', vault = root.Pendata.vault, held = null, key = null;
  var STEPS = [
    function (base) {
      base.createObjectStore('meta', {keyPath: 'id'});
      base.createObjectStore('assignments', {keyPath: 'id'});
      base.createObjectStore('drafts', {keyPath: 'id'});
      base.createObjectStore('outbox', {keyPath: 'id'});
      base.createObjectStore('files', {keyPath: 'id'}).createIndex('instance', 'instance');
    }
  ];
  var STORES = ['meta', 'assignments', 'drafts', 'outbox', 'files'];

  function base() {
    if (held) return held;
    held = new Promise(function (done, fail) {
      var asked = root.indexedDB.open(NAME, STEPS.length);
      asked.onupgradeneeded = function (event) {
        for (var at = event.oldVersion; at < STEPS.length; at += 1) STEPS[at](asked.result);
      };
      asked.onsuccess = function () {
        // Another tab wants a newer version: let go, else it would wait for ever.
        asked.result.onversionchange = function () { asked.result.close(); held = null; };
        done(asked.result);
      };
      asked.onerror = function () { held = null; fail(asked.error); };
    });
    return held;
  }
  /* Run `work(stores)` in one transaction; its last request's result is returned once durable. */
  function within(names, mode, work) {
    return base().then(function (open) {
      return new Promise(function (done, fail) {
        var deal = open.transaction(names, mode), result;
        deal.oncomplete = function () { done(result); };
        deal.onerror = deal.onabort = function () { fail(deal.error || new Error('aborted')); };
        var stores = {};
        names.forEach(function (name) { stores[name] = deal.objectStore(name); });
        work(stores, function (value) { result = value; }, deal);
      });
    });
  }
  function get(store, id) {
    return within([store], 'readonly', function (stores, tell) {
      stores[store].get(id).onsuccess = function (event) { tell(event.target.result); };
    });
  }
  function all(store) {
    return within([store], 'readonly', function (stores, tell) {
      stores[store].getAll().onsuccess = function (event) { tell(event.target.result); };
    });
  }
  function put(store, row) {
    return within([store], 'readwrite', function (stores) { stores[store].put(row); });
  }
  function remove(store, id) {
    return within([store], 'readwrite', function (stores) { stores[store].delete(id); });
  }

  /* Seal `value` into a row with clear fields. */
  function sealed(store, id, clear, value) {
    return vault.seal(key, store + '|' + id, value).then(function (box) {
      return Object.assign({}, clear, {id: id, sealed: box});
    });
  }
  function opened(store, row) {
    return row ? vault.open(key, store + '|' + row.id, row.sealed) : Promise.resolve(null);
  }
  function read(store, id) {
    return get(store, id).then(function (row) { return opened(store, row); });
  }
  function write(store, id, clear, value) {
    return sealed(store, id, clear, value).then(function (row) { return put(store, row); });
  }
  /* Save a draft if nobody saved it since `revision`; say the new revision, or 0 when somebody
     (another tab) did: nothing is overwritten then. */
  function saveDraft(draft, revision) {
    return sealed('drafts', draft.id, {member: draft.member, revision: revision + 1}, draft)
      .then(function (row) {
        return within(['drafts'], 'readwrite', function (stores, tell) {
          stores.drafts.get(draft.id).onsuccess = function (event) {
            var there = event.target.result;
            if ((there ? there.revision : 0) !== revision) { tell(0); return; }
            stores.drafts.put(row);
            tell(row.revision);
          };
        });
      });
  }
  /* Put an item into the outbox; the draft it was made of goes, both at once or not at all. */
  function finish(draftId, item) {
    return within(['drafts', 'outbox'], 'readwrite', function (stores) {
      if (draftId) stores.drafts.delete(draftId);
      stores.outbox.put(item);
    });
  }
  /* Replace the day's list. */
  function replaceAssignments(rows) {
    return within(['assignments'], 'readwrite', function (stores) {
      stores.assignments.clear();
      rows.forEach(function (row) { stores.assignments.put(row); });
    });
  }
  function filesOf(instance) {
    return within(['files'], 'readonly', function (stores, tell) {
      stores.files.index('instance').getAll(instance).onsuccess = function (event) {
        tell(event.target.result);
      };
    });
  }
  /* Let go of what the server holds: content and photos go, a line for the list stays. */
  function forget(row) {
    return within(['outbox', 'files'], 'readwrite', function (stores) {
      stores.outbox.put(row);
      stores.files.index('instance').getAllKeys(row.id).onsuccess = function (event) {
        event.target.result.forEach(function (id) { stores.files.delete(id); });
      };
    });
  }
  function wipe() {
    key = null;
    return within(STORES, 'readwrite', function (stores) {
      STORES.forEach(function (name) { stores[name].clear(); });
    });
  }

  root.Pendata.store = {
    get: get, all: all, put: put, remove: remove, read: read, write: write, sealed: sealed,
    opened: opened, saveDraft: saveDraft, finish: finish, filesOf: filesOf, forget: forget,
    replaceAssignments: replaceAssignments, wipe: wipe,
    useKey: function (told) { key = told; },
    key: function () { return key; },
    isOpen: function () { return Boolean(key); }
  };
})(window);

/* What Mami remembers, and the documents that it looks things up in. */
(function (mami) {
  'use strict';

  const el = mami.element;
  const byId = (id) => document.getElementById(id);

  let memories = { items: [], next: null };
  let documents = { items: [], next: null };
  let waiting = 0; // while a document is being read, it is asked how far it is

  function act(name, of, done) {
    const button = el('button', { type: 'button', 'aria-label': mami.text(name) + ': ' + of }, mami.text(name));
    button.addEventListener('click', done);
    return button;
  }

  function read(path, page, anew, done) {
    const cursor = anew || !page.next ? '' : '&cursor=' + encodeURIComponent(page.next);
    mami.request('GET', path + (path.indexOf('?') < 0 ? '?' : '&') + 'limit=50' + cursor).then((reply) => {
      done({ items: (anew ? [] : page.items).concat(reply.items), next: reply.next_cursor });
    }, mami.complain);
  }

  function change(method, path, body, done) {
    mami.calm();
    mami.request(method, path, body).then(done, (problem) => {
      mami.complain(problem);
      // It may be gone meanwhile.
      if (problem.status === 404) done();
    });
  }

  // ---- What is remembered

  function readMemories(anew) {
    const query = byId('memory-search').value.trim();
    read('/memories?status=active' + (query ? '&q=' + encodeURIComponent(query) : ''), memories, anew, (page) => {
      memories = page;
      drawMemories();
    });
  }

  function memoryRow(memory) {
    const row = el('li', { className: 'row' });
    const show = () => {
      row.textContent = '';
      const words = el('span', { className: 'device', dir: 'auto' }, memory.text);
      if (memory.pinned) words.appendChild(el('span', { className: 'quiet' }, ' · ' + mami.text('pinned')));
      row.appendChild(words);
      row.appendChild(act('edit', memory.text, edit));
      row.appendChild(act('remove', memory.text, () => change('DELETE', '/memories/' + memory.id, undefined, () => {
        mami.say('forgotten');
        readMemories(true);
      })));
    };
    const edit = () => {
      row.textContent = '';
      const form = el('form', { className: 'row' });
      const input = el('input', { 'aria-label': mami.text('memoryText'), maxlength: '2000', dir: 'auto', autocomplete: 'off' });
      const cancel = el('button', { type: 'button' }, mami.text('cancel'));
      input.value = memory.text;
      cancel.addEventListener('click', show);
      form.addEventListener('submit', (event) => {
        event.preventDefault();
        const text = input.value.trim();
        if (text) change('PATCH', '/memories/' + memory.id, { text: text }, () => readMemories(true));
      });
      form.appendChild(input);
      form.appendChild(el('button', { type: 'submit', className: 'primary' }, mami.text('save')));
      form.appendChild(cancel);
      row.appendChild(form);
      input.focus();
    };
    show();
    return row;
  }

  function drawMemories() {
    const list = byId('memories');
    list.textContent = '';
    memories.items.forEach((memory) => list.appendChild(memoryRow(memory)));
    byId('no-memories').hidden = memories.items.length > 0;
    byId('more-memories').hidden = !memories.next;
  }

  // ---- Documents

  const busy = (document) => document.status === 'queued' || document.status === 'indexing';

  function readDocuments(anew) {
    clearTimeout(waiting);
    read('/documents', documents, anew, (page) => {
      documents = page;
      drawDocuments();
      if (page.items.some(busy)) waiting = setTimeout(() => !byId('knowledge').hidden && readDocuments(true), 2000);
    });
  }

  function drawDocuments() {
    const list = byId('documents');
    list.textContent = '';
    documents.items.forEach((document) => {
      const state = document.status === 'indexing' ? mami.text('document_indexing') + ' ' + document.progress + ' %' : mami.text('document_' + document.status);
      const why = document.error ? ': ' + document.error.message : '';
      const name = el('a', { href: '/api/v1/documents/' + document.id + '/file', download: '', dir: 'auto' }, document.name);
      list.appendChild(el('li', { className: 'row' },
        el('span', { className: 'device' }, name, el('br'), el('span', { className: 'quiet' }, state + why)),
        act('remove', document.name, () => {
          if (window.confirm(mami.text('removeDocument').replace('{name}', () => document.name))) {
            change('DELETE', '/documents/' + document.id, undefined, () => readDocuments(true));
          }
        })));
    });
    byId('no-documents').hidden = documents.items.length > 0;
    byId('more-documents').hidden = !documents.next;
  }

  // One after another, as the server takes few at once.
  function send(files) {
    if (!files.length) return;
    mami.calm();
    byId('document-state').textContent = mami.text('documentSending').replace('{name}', () => files[0].name);
    mami.upload('/documents', files[0], (share) => (byId('document-share').value = share)).then(() => true, mami.complain).then(() => {
      byId('document-state').textContent = '';
      byId('document-share').hidden = files.length < 2;
      readDocuments(true);
      send(files.slice(1));
    });
    byId('document-share').hidden = false;
  }

  mami.knowledge = {
    open: () => {
      byId('knowledge').querySelector('h1').focus();
      readMemories(true);
      readDocuments(true);
    },
    /* Nothing of this person stays in the page. */
    leave: () => {
      clearTimeout(waiting);
      memories = documents = { items: [], next: null };
      byId('memory-search').value = '';
      drawMemories();
      drawDocuments();
    },
    wire: () => {
      byId('memory-form').addEventListener('submit', (event) => {
        event.preventDefault();
        const text = byId('memory-new').value.trim();
        if (!text) return;
        change('POST', '/memories', { text: text }, () => {
          byId('memory-new').value = '';
          readMemories(true);
        });
      });
      byId('memory-search-form').addEventListener('submit', (event) => {
        event.preventDefault();
        readMemories(true);
      });
      byId('more-memories').addEventListener('click', () => readMemories(false));
      byId('more-documents').addEventListener('click', () => readDocuments(false));
      byId('document-file').addEventListener('change', (event) => {
        send(Array.prototype.slice.call(event.target.files));
        event.target.value = '';
      });
    }
  };
})((window.mami = window.mami || {}));

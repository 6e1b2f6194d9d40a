/* Searching in everything that was said: what is found takes the place of the list of conversations. */
(function (mami) {
  'use strict';

  const el = mami.element;
  const byId = (id) => document.getElementById(id);

  let asked = 0; // counts up with each question, so that a late reply to an earlier one is dropped
  let next = null; // {words, cursor}: what there is more of

  function show(on) {
    byId('found').hidden = !on;
    byId('listed').hidden = on;
    if (!on) asked += 1;
  }

  function face(hit) {
    const text = el('span', { className: 'snippet', dir: 'auto' });
    hit.snippet.forEach((part) => text.appendChild(part.hit ? el('mark', {}, part.text) : document.createTextNode(part.text)));
    const name = el('span', { className: 'name', dir: 'auto' }, hit.conversation_title || mami.text('untitled'));
    const when = el('time', { datetime: hit.created_at }, new Date(hit.created_at).toLocaleDateString(mami.region()));
    const to = '#c/' + hit.conversation_id + (hit.message_id ? '/' + hit.message_id : '');
    return el('li', {}, el('a', { href: to }, name, hit.message_id ? text : null, when));
  }

  function read(words, cursor) {
    const mine = (asked += 1);
    const query = '?limit=20&q=' + encodeURIComponent(words) + (cursor ? '&cursor=' + encodeURIComponent(cursor) : '');
    mami.calm();
    mami.request('GET', '/search' + query).then((page) => {
      if (mine !== asked) return;
      const list = byId('hits');
      if (!cursor) list.textContent = '';
      page.items.forEach((hit) => list.appendChild(face(hit)));
      next = page.next_cursor ? { words: words, cursor: page.next_cursor } : null;
      byId('more-hits').hidden = !next;
      byId('no-hits').hidden = list.childNodes.length > 0;
      show(true);
    }, (problem) => {
      if (mine === asked) mami.complain(problem);
    });
  }

  mami.search = {
    /* Nothing of what was looked for stays. */
    leave: () => {
      byId('search-text').value = '';
      byId('hits').textContent = '';
      show(false);
    },

    wire: () => {
      byId('search').addEventListener('submit', (event) => {
        event.preventDefault();
        const words = byId('search-text').value.trim();
        if (words) read(words, null);
        else show(false);
      });
      byId('search-text').addEventListener('input', () => {
        if (!byId('search-text').value) show(false);
      });
      byId('more-hits').addEventListener('click', () => next && read(next.words, next.cursor));
      byId('search-away').addEventListener('click', () => {
        mami.search.leave();
        byId('search-text').focus();
      });
    }
  };
})((window.mami = window.mami || {}));

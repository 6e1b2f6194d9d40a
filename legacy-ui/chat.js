/* The conversation on the screen: its messages, the composer, and the answer that is being written. */
(function (mami) {
  'use strict';

  const byId = (id) => document.getElementById(id);
  const PAGE = 40; // Messages shown at once; slow devices choke on long threads.

  let conversation = null; // null: a new one, which the first message will make
  let all = []; // every message of it, oldest first
  let path = []; // from the first message to the newest, along the branch that is shown
  let shown = PAGE;
  let running = null; // {message, follower, view, started, stopping, broken, paint}: the answer being written
  let opening = 0; // counts up with each reading, so that a late reply for an earlier one is dropped
  let unsent = null; // {key, text}: lets a question that may have arrived be sent again without arriving twice

  // ---- Showing

  function keepingPlace(change) {
    const thread = byId('thread');
    const atEnd = thread.scrollHeight - thread.scrollTop - thread.clientHeight < 80;
    change();
    if (atEnd) toEnd();
  }

  function toEnd() {
    byId('thread').scrollTop = byId('thread').scrollHeight;
  }

  function draw() {
    keepingPlace(() => {
      const list = byId('messages');
      list.textContent = '';
      path.slice(-shown).forEach((message, i, visible) => {
        const last = i === visible.length - 1;
        const act = running ? {} : { beside: mami.beside(all, message), show: showBeside };
        if (last && !running) {
          act.proceed = proceed;
          act.retry = regenerate;
        }
        const view = mami.messageView(message, act);
        if (running && message === running.message) running.view = view;
        list.appendChild(view.node);
      });
      byId('earlier').hidden = path.length <= shown;
      byId('empty').hidden = path.length > 0 || !!conversation;
      byId('empty').textContent = mami.personas.greeting();
      byId('send').hidden = !!running;
      byId('stop').hidden = !running;
      drawTitle();
    });
  }

  function drawTitle() {
    const title = (conversation && conversation.title) || mami.text('untitled');
    byId('title').textContent = title;
    byId('title-actions').hidden = !conversation || !byId('rename-form').hidden;
    ['markdown', 'html', 'json'].forEach((format) => {
      if (conversation) byId('save-' + format).href = '/api/v1/conversations/' + conversation.id + '/export?format=' + format;
    });
    document.title = conversation ? title + ' · ' + mami.name : mami.name;
  }

  // ---- Reading a conversation

  // Reads what is open from the server; what is on the screen stays until that is there.
  // `found`: the message that was looked for; it is shown whichever branch it is on.
  function reload(found) {
    const mine = (opening += 1);
    const at = '/conversations/' + conversation.id;
    return Promise.all([mami.request('GET', at), mami.request('GET', at + '/messages')]).then(
      (got) => {
        if (mine !== opening || running) return;
        conversation = got[0];
        all = got[1].items;
        mami.personas.choose(conversation.persona_id);
        path = mami.branch(all, conversation.head_message_id);
        if (found && !path.some((message) => message.id === found)) path = mami.branch(all, mami.leaf(all, found));
        if (found) shown = Math.max(shown, path.length);
        const last = path[path.length - 1];
        if (last && last.status === 'streaming') follow(last);
        else draw();
      },
      (problem) => {
        if (mine !== opening) return;
        if (problem.status === 404) mami.home();
        mami.complain(problem);
      }
    );
  }

  function goTo(id) {
    const node = byId('m-' + id);
    if (!node) return toEnd();
    node.tabIndex = -1;
    node.className += ' looked-for';
    node.scrollIntoView();
    node.focus();
  }

  // ---- The answer that is being written

  function drop() {
    if (!running) return;
    clearTimeout(running.paint);
    running.follower.letGo();
    running = null;
  }

  function begin(message, ask) {
    drop();
    opening += 1;
    const mine = { message: message, follower: null, view: null, started: !ask, stopping: false, broken: false, paint: 0 };
    running = mine;
    draw();
    mami.say('answering');
    mine.follower = mami.turn(ask, message.id, {
      event: (name, data) => take(mine, name, data),
      refused: refused,
      broken: () => {
        mine.broken = true;
        mami.say('reconnecting');
      },
      gone: () => {
        drop();
        reload();
      }
    });
  }

  // The stream tells the answer from its start, so it takes the place of the part that was stored.
  function follow(message) {
    message.stored = true;
    begin(message, null);
  }

  function take(mine, name, data) {
    const message = mine.message;
    if (message.waiting && /^(delta|reasoning|fallback|done|error)$/.test(name)) {
      message.waiting = null;
      draw();
    }
    // Events that are not named here may come; they are for others.
    if (name === 'start') start(mine, data);
    else if (name === 'waiting' || name === 'fallback') {
      message[name] = data;
      if (name === 'fallback') {
        message.provider = null;
        message.model = data.to;
      }
      draw();
    }
    else if (name === 'delta' || name === 'reasoning') {
      if (message.stored) message.content = message.reasoning = '';
      message.stored = false;
      const field = name === 'delta' ? 'content' : 'reasoning';
      message[field] = (message[field] || '') + data.text;
      if (!mine.paint) mine.paint = setTimeout(() => paint(mine), 60);
    } else if (name === 'title') retitle(data.conversation_id, data.title);
    else if (name === 'done') {
      message.finish_reason = data.finish_reason;
      message.status = data.finish_reason === 'cancelled' ? 'cancelled' : 'complete';
      settle(mine, false);
    } else if (name === 'error') {
      message.status = 'failed';
      message.error = data;
      settle(mine, true);
    }
  }

  function paint(mine) {
    mine.paint = 0;
    if (mine === running) keepingPlace(mine.view.update);
  }

  function start(mine, data) {
    const message = mine.message;
    const asked = path[path.length - 2];
    const before = path[path.length - 3];
    mine.started = true;
    unsent = null;
    message.id = data.message_id;
    message.provider = data.provider;
    message.model = data.model;
    message.history = data.history;
    if (asked && !asked.id) {
      asked.id = data.user_message_id;
      asked.parent_id = before ? before.id : null;
      all.push(asked);
    }
    message.parent_id = data.user_message_id;
    if (!all.some((one) => one.id === message.id)) all.push(message);
    if (!conversation) {
      conversation = { id: data.conversation_id, title: null };
      mami.arrive(conversation.id);
      mami.refreshList();
    }
    draw();
    if (mine.stopping) stop();
  }

  function settle(mine, failed) {
    const focused = document.activeElement === byId('stop');
    drop();
    draw();
    mami.say(failed ? 'failed' : 'ready');
    if (focused) byId('composer-text').focus();
    mami.refreshList();
    // Where we cannot be sure how it ended, or missed a part, the stored message is the truth.
    if (failed || mine.broken) reload();
  }

  // The server did not take the question: it goes back to its writer.
  function refused(problem) {
    const question = path[path.length - 2];
    const box = byId('composer-text');
    // A refusal consumed nothing; only what may have arrived needs its key again.
    if (problem.status >= 400 && problem.status < 500) unsent = null;
    if (question && !question.id && !box.value) box.value = question.content;
    drop();
    path = path.filter((message) => message.id);
    draw();
    grow();
    mami.complain(problem);
    if (conversation && problem.status !== 401) reload();
  }

  function choice() {
    return byId('model').value || 'auto';
  }

  function answer() {
    return { id: null, role: 'assistant', content: '', status: 'streaming' };
  }

  function send(text) {
    const body = { message: { content: text }, model: choice(), stream: true };
    const persona = mami.personas.chosen();
    if (conversation) body.conversation_id = conversation.id;
    else if (persona) body.persona_id = persona;
    if (!unsent || unsent.text !== text) unsent = { key: uuid(), text: text };
    const message = answer();
    path.push({ id: null, role: 'user', content: text, status: 'complete' }, message);
    mami.calm();
    begin(message, { path: '/chat', body: body, key: unsent.key });
    toEnd();
  }

  function proceed() {
    send(mami.text('continueText'));
    byId('stop').focus();
  }

  // Another answer beside the old one; `intent` where what was asked for was misunderstood.
  function regenerate(old, intent) {
    const message = answer();
    const body = { model: choice() };
    if (intent) body.intent = intent;
    path = path.filter((each) => each !== old);
    path.push(message);
    mami.calm();
    begin(message, { path: '/messages/' + old.id + '/regenerate', body: body, key: uuid() });
    byId('stop').focus();
  }

  // Shows the branch that goes through a message; what is written next follows from there.
  function showBeside(message, pressed) {
    if (running || !message) return;
    const head = mami.leaf(all, message.id);
    path = mami.branch(all, head);
    draw();
    const node = byId('m-' + message.id);
    const label = (name) => node && node.querySelector('button[aria-label="' + mami.text(name) + '"]:not(:disabled)');
    const next = label(pressed) || label(pressed === 'laterVersion' ? 'earlierVersion' : 'laterVersion');
    if (next) next.focus();
    mami.request('PATCH', '/conversations/' + conversation.id, { head_message_id: head }).catch(mami.complain);
  }

  // In a conversation the server keeps who answers; a new one is told with its first message.
  function changePersona(id) {
    if (!conversation) return draw();
    mami.request('PATCH', '/conversations/' + conversation.id, { persona_id: id }).then((saved) => {
      if (conversation && conversation.id === saved.id) conversation.persona_id = saved.persona_id;
    }, (problem) => {
      mami.complain(problem);
      if (conversation) mami.personas.choose(conversation.persona_id);
    });
  }

  function stop() {
    if (!running) return;
    running.stopping = true; // Before the answer has its name, there is nothing to cancel yet.
    if (running.started) mami.request('POST', '/chat/' + running.message.id + '/cancel').catch(mami.complain);
  }

  // Any value used once will do as an idempotency key; `crypto.randomUUID` is younger than the browsers we are for.
  function uuid() {
    const bytes = window.crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = Array.from(bytes, (byte) => (byte + 256).toString(16).slice(1)).join('');
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
  }

  // ---- Title and composer

  function retitle(id, title) {
    if (conversation && conversation.id === id) {
      conversation.title = title;
      drawTitle();
    }
    mami.refreshList();
  }

  function rename(open) {
    byId('rename-form').hidden = !open;
    byId('title').hidden = open;
    drawTitle();
    if (!open) return byId('rename').focus();
    byId('rename-text').value = conversation.title || '';
    byId('rename-text').focus();
    byId('rename-text').select();
  }

  function saveTitle(event) {
    event.preventDefault();
    const id = conversation.id;
    const title = byId('rename-text').value.trim();
    if (!title) return;
    mami.request('PATCH', '/conversations/' + id, { title: title }).then(() => {
      rename(false);
      retitle(id, title);
    }, mami.complain);
  }

  function remove() {
    if (!window.confirm(mami.text('confirmRemove'))) return;
    mami.request('DELETE', '/conversations/' + conversation.id).then(() => {
      mami.home();
      mami.refreshList();
    }, mami.complain);
  }

  function grow() {
    const box = byId('composer-text');
    box.style.height = 'auto';
    box.style.height = Math.min(box.scrollHeight + 2, 200) + 'px';
  }

  function submit(event) {
    event.preventDefault();
    const box = byId('composer-text');
    const text = box.value;
    if (running || !text.trim()) return;
    box.value = '';
    grow();
    box.focus();
    send(text);
  }

  function showEarlier() {
    const thread = byId('thread');
    const below = thread.scrollHeight - thread.scrollTop;
    shown += PAGE;
    draw();
    thread.scrollTop = thread.scrollHeight - below;
    thread.focus();
  }

  function wire() {
    byId('composer').addEventListener('submit', submit);
    byId('composer-text').addEventListener('input', grow);
    byId('composer-text').addEventListener('keydown', (event) => {
      // keyCode 229: the key belongs to an input method that is still composing.
      if (event.key === 'Enter' && !event.shiftKey && !event.isComposing && event.keyCode !== 229) submit(event);
    });
    byId('stop').addEventListener('click', stop);
    byId('app').addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      if (byId('rename-form').hidden) stop();
      else rename(false);
    });
    byId('earlier').addEventListener('click', showEarlier);
    byId('rename').addEventListener('click', () => rename(true));
    byId('rename-cancel').addEventListener('click', () => rename(false));
    byId('rename-form').addEventListener('submit', saveTitle);
    byId('delete').addEventListener('click', remove);
    mami.personas.wire(changePersona);
  }

  mami.chat = {
    wire: wire,

    openId: () => (conversation ? conversation.id : null),

    /* Shows a conversation, or with `null` an empty page for a new one; `found` is a message in it to go to. */
    open: (id, found) => {
      opening += 1;
      drop();
      unsent = null;
      shown = PAGE;
      all = [];
      path = [];
      if (!id) mami.personas.choose(null);
      byId('save-as').open = false;
      conversation = id ? { id: id, title: null } : null;
      byId('rename-form').hidden = true;
      byId('title').hidden = false;
      draw();
      if (id) reload(found).then(() => (found ? goTo(found) : toEnd()));
    },

    /* The list has a newer title for the conversation that is open. */
    entitle: (title) => {
      if (!conversation || conversation.title === title) return;
      conversation.title = title;
      drawTitle();
    },

    /* A turn began or ended on some device; ours are known already. */
    changed: (data) => {
      if (!conversation || running || data.conversation_id !== conversation.id) return;
      const known = path.filter((message) => message.id === data.message_id)[0];
      if (!known || known.status !== data.status) reload();
    },

    /* Reads again what may have changed while nobody told us. */
    refresh: () => {
      if (conversation && !running) reload();
    }
  };
})((window.mami = window.mami || {}));

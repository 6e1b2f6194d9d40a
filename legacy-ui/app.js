/* Starts the page: who is here (set up, sign in, or straight to the conversations), the list of conversations, the models,
 * and news of what other devices do. */
(function (mami) {
  'use strict';

  const el = mami.element;
  const byId = (id) => document.getElementById(id);
  const SCREENS = ['loading', 'unreachable', 'setup', 'register', 'signin', 'account', 'knowledge', 'app'];
  // Other 401s are about what was typed.
  const SIGNED_OUT = ['not_signed_in', 'remember_token_reused'];

  mami.name = 'Mami';
  let items = []; // the conversations read so far, newest first
  let next = null; // the cursor behind them
  let news = null; // the stream of what happens on other devices
  let refreshing = 0;

  // ---- Telling the reader

  mami.explain = (problem) => {
    const said = mami.text(problem.code) || problem.detail || problem.title || mami.text('unknown');
    // Where the server is at fault, its log knows more under this id.
    const id = problem.status >= 500 && problem.request_id;
    return id ? said + ' (' + mami.text('requestId') + ' ' + id + ')' : said;
  };

  mami.complain = (problem) => {
    if (SIGNED_OUT.indexOf(problem.code) >= 0) return enter(problem);
    byId('alert').textContent = mami.explain(problem);
  };

  mami.calm = () => {
    byId('alert').textContent = '';
  };

  mami.say = (name) => {
    byId('status').textContent = mami.text(name);
  };

  function show(screen) {
    SCREENS.forEach((id) => (byId(id).hidden = id !== screen));
    byId('skip').hidden = screen !== 'app';
    mami.calm();
    const first = byId(screen).querySelector('h1');
    if (screen !== 'app' && first) document.title = first.textContent + ' · ' + mami.name;
  }

  // ---- Coming in

  // `why`: the problem with which the server has just put us out, if it has.
  function enter(why) {
    leave();
    const invite = /^#register(?:\?code=([^&]*))?$/.exec(location.hash);
    mami.request('GET', '/setup').then((setup) => {
      mami.name = setup.name || 'Mami';
      byId('brand').textContent = mami.name;
      if (setup.needs_owner) return askForOwner();
      if (invite) return askToJoin(invite[1] || '');
      return mami.request('GET', '/auth/me').then(welcome, (problem) => {
        if (problem.status !== 401) throw problem;
        show('signin');
        byId('signin-otp-field').hidden = true;
        byId('signin-username').focus();
        const told = why || (problem.code === 'remember_token_reused' && problem);
        if (told) byId('alert').textContent = mami.explain(told);
      });
    }).catch((problem) => {
      show('unreachable');
      mami.complain(problem);
    });
  }

  function askForOwner() {
    const match = /[?&]token=([^&]*)/.exec(location.search);
    show('setup');
    if (match) {
      byId('setup-token').value = decodeURIComponent(match[1].replace(/\+/g, ' '));
      // The token is a secret: it must not stay in the address, the history or a screenshot of them.
      history.replaceState(null, '', location.pathname + '#setup');
    }
    byId(match ? 'setup-username' : 'setup-token').focus();
  }

  function askToJoin(code) {
    show('register');
    const field = byId('register-code');
    const inviter = byId('register-inviter');
    field.value = code;
    field.parentNode.hidden = false;
    inviter.textContent = mami.text('registerIntro');
    field.focus();
    if (!code) return;
    // The code is a secret: it must not stay in the address, the history or a screenshot of them.
    history.replaceState(null, '', location.pathname + '#register');
    mami.request('POST', '/auth/invites/preview', { invite_code: code }).then((invite) => {
      inviter.textContent = invite.invited_by ? mami.text('invitedBy').replace('{name}', () => invite.invited_by) : mami.text('invited');
      field.parentNode.hidden = true;
      byId('register-username').focus();
    }, mami.complain);
  }

  function welcome(user) {
    mami.speak(user.locale);
    mami.account.of(user);
    byId('whoami').textContent = user.display_name || user.username;
    if (/^#(register|setup)/.test(location.hash)) history.replaceState(null, '', location.pathname);
    show('app');
    readModels();
    mami.personas.read();
    listen();
    readList(true);
    route(true);
  }

  function leave() {
    if (news) news.close();
    news = null;
    items = [];
    next = null;
    drawList();
    mami.search.leave();
    mami.knowledge.leave();
    mami.chat.open(null);
  }

  /* Nothing of this person stays in the page. */
  mami.signedOut = () => {
    history.replaceState(null, '', location.pathname);
    byId('composer-text').value = '';
    enter();
  };

  function signOut() {
    mami.request('POST', '/auth/logout').then(mami.signedOut, (problem) => (problem.status === 401 ? mami.signedOut() : mami.complain(problem)));
  }

  // ---- Conversations

  function readList(anew) {
    const query = '?limit=50' + (anew || !next ? '' : '&cursor=' + encodeURIComponent(next));
    mami.request('GET', '/conversations' + query).then((page) => {
      const known = (item) => page.items.some((one) => one.id === item.id);
      if (anew && page.next_cursor) {
        // The newest page is read again; what was shown behind it stays.
        const end = Date.parse(page.items[page.items.length - 1].updated_at);
        const rest = items.filter((item) => Date.parse(item.updated_at) <= end && !known(item));
        next = rest.length ? next : page.next_cursor;
        items = page.items.concat(rest);
      } else {
        next = page.next_cursor;
        items = (anew ? [] : items.filter((item) => !known(item))).concat(page.items);
      }
      drawList();
    }, mami.complain);
  }

  // Several things may ask for it at once; one reading answers them all.
  mami.refreshList = () => {
    clearTimeout(refreshing);
    refreshing = setTimeout(() => {
      if (!byId('app').hidden) readList(true);
    }, 200);
  };

  function drawList() {
    const list = byId('conversations');
    const focused = document.activeElement && document.activeElement.id;
    list.textContent = '';
    items.forEach((item) => {
      const day = new Date(item.updated_at);
      const here = item.id === mami.chat.openId();
      const title = el('span', { className: 'name', dir: 'auto' }, item.title || mami.text('untitled'));
      const when = el('time', { datetime: item.updated_at }, day.toLocaleDateString(mami.region()));
      const link = el('a', { href: '#c/' + item.id, id: 'c-' + item.id }, title, when);
      if (here) link.setAttribute('aria-current', 'page');
      if (here) mami.chat.entitle(item.title);
      list.appendChild(el('li', {}, link));
    });
    byId('no-conversations').hidden = items.length > 0;
    byId('more').hidden = !next;
    if (/^c-/.test(focused) && byId(focused)) byId(focused).focus();
  }

  function openList(open) {
    byId('app').className = open ? 'app listing' : 'app';
    byId('open-list').setAttribute('aria-expanded', String(open));
    byId(open ? 'close-list' : 'open-list').focus();
  }

  function route(first) {
    if (/^#register/.test(location.hash)) return enter();
    if (!byId('register').hidden) return enter();
    if (byId('app').hidden && byId('account').hidden && byId('knowledge').hidden) return;
    if (location.hash === '#account') {
      show('account');
      return mami.account.open();
    }
    if (location.hash === '#knowledge') {
      show('knowledge');
      return mami.knowledge.open();
    }
    if (byId('app').hidden) {
      show('app');
      drawList();
    }
    const match = /^#c\/([\w-]+)(?:\/([\w-]+))?$/.exec(location.hash);
    const id = match ? match[1] : null;
    const found = match ? match[2] : undefined;
    if (!first && id && id === mami.chat.openId() && !found) return;
    mami.calm();
    mami.chat.open(id, found);
    drawList();
    if (byId('app').className !== 'app') openList(false);
    if (!id) byId('composer-text').focus();
  }

  /* Away from a conversation that is no more. */
  mami.home = () => {
    history.replaceState(null, '', location.pathname);
    route(true);
  };

  /* A new conversation has its name now: the address says so, without opening it again. */
  mami.arrive = (id) => {
    history.replaceState(null, '', '#c/' + id);
    drawList();
  };

  // ---- Models

  function readModels() {
    const select = byId('model');
    const wanted = select.value || stored('mami.legacy.model');
    mami.request('GET', '/models').then((models) => {
      select.textContent = '';
      models.forEach((model) => {
        const notes = [];
        if (model.local) notes.push(mami.text('local'));
        if (model.healthy === false) notes.push(mami.text('down'));
        const auto = model.id === 'auto';
        if (auto && model.resolves_to) notes.push(model.resolves_to);
        const name = auto ? mami.text('auto') : model.name + (model.provider ? ' · ' + model.provider : '');
        select.appendChild(el('option', { value: model.id }, name + (notes.length ? ' (' + notes.join(', ') + ')' : '')));
      });
      if (models.some((model) => model.id === wanted)) select.value = wanted;
    }, mami.complain);
  }

  // Storage may be forbidden; the choice is then forgotten, and nothing else.
  function stored(key, value) {
    try {
      if (value === undefined) return localStorage.getItem(key);
      localStorage.setItem(key, value);
    } catch (e) {
      return null;
    }
    return value;
  }

  // ---- News from other devices

  function listen() {
    const all = () => {
      mami.refreshList();
      mami.chat.refresh();
    };
    news = mami.news({
      // The server also hangs up on a device that was signed out from elsewhere.
      lost: () => mami.request('GET', '/auth/me').catch((problem) => {
        if (problem.status === 401) mami.complain(problem);
      }),
      missed: all,
      resync: all,
      message: (data) => {
        mami.chat.changed(data);
        mami.refreshList();
      },
      conversation: (data) => {
        if (data.deleted && data.conversation_id === mami.chat.openId()) mami.home();
        mami.refreshList();
      }
    });
  }

  function wire() {
    const come = (reply) => welcome(reply.user);
    mami.form('setup-form', 'POST', '/setup', come, (problem) => {
      if (problem.code === 'already_set_up') enter();
    });
    byId('register-code').addEventListener('change', (event) => {
      // Some paste the whole link.
      const code = /[?&]code=([^&#\s]+)/.exec(event.target.value);
      event.target.value = code ? code[1] : event.target.value.trim();
    });
    mami.form('register-form', 'POST', '/auth/register', come, (problem) => {
      if (problem.code === 'invite_invalid') byId('register-code').parentNode.hidden = false;
    });
    mami.form('signin-form', 'POST', '/auth/login', come, (problem) => {
      const asked = /^second_factor_/.test(problem.code);
      const code = byId('signin-otp');
      byId('signin-otp-field').hidden = !asked;
      code.value = '';
      if (asked) code.focus();
    });
    mami.chat.wire();
    mami.search.wire();
    mami.account.wire();
    mami.knowledge.wire();
    byId('reload').addEventListener('click', () => enter());
    byId('sign-out').addEventListener('click', signOut);
    byId('more').addEventListener('click', () => readList(false));
    byId('open-list').addEventListener('click', () => openList(true));
    byId('close-list').addEventListener('click', () => openList(false));
    byId('skip').addEventListener('click', (event) => {
      event.preventDefault(); // The fragment of the address says which conversation is open.
      byId('composer-text').focus();
    });
    byId('new-chat').addEventListener('click', () => {
      if (!/^#c\//.test(location.hash)) route(true);
    });
    byId('model').addEventListener('change', () => stored('mami.legacy.model', byId('model').value));
    window.addEventListener('hashchange', () => route(false));
  }

  mami.speak(null);
  wire();
  enter();
})((window.mami = window.mami || {}));

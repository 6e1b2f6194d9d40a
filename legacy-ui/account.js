/* One's own account: the password, and the devices that are signed in. */
(function (mami) {
  'use strict';

  const el = mami.element;
  const byId = (id) => document.getElementById(id);

  function draw(devices) {
    const list = byId('devices');
    list.textContent = '';
    devices.forEach((device) => {
      const name = [device.browser, device.system].filter((part) => part).join(', ') || mami.text('unknownDevice');
      const seen = device.current
        ? mami.text('thisDevice')
        : mami.text('lastSeen').replace('{date}', new Date(device.last_seen_at).toLocaleString(mami.region()));
      const end = el('button', { type: 'button', 'aria-label': mami.text('signOut') + ': ' + name }, mami.text('signOut'));
      end.addEventListener('click', () => remove('/auth/sessions/' + device.id, device.current ? mami.signedOut : read));
      list.appendChild(el('li', { className: 'row' },
        el('span', { className: 'device' }, el('strong', {}, name), el('br'), el('span', { className: 'quiet' }, [seen, device.address].filter((part) => part).join(' · '))),
        end));
    });
    byId('end-others').hidden = devices.length < 2;
    byId('no-devices').hidden = devices.length > 1;
  }

  function read() {
    mami.request('GET', '/auth/sessions?limit=200').then((page) => draw(page.items), mami.complain);
  }

  function remove(path, done) {
    mami.calm();
    mami.request('DELETE', path).then(done, (problem) => {
      mami.complain(problem);
      // It may have ended by itself meanwhile.
      if (problem.status === 404) read();
    });
  }

  mami.account = {
    /* Who is signed in. An old sign-in that was used again is told here until it is put away. */
    of: (user) => {
      byId('account-username').defaultValue = user.username;
      byId('account-alert').hidden = !user.alert;
      if (!user.alert) return;
      const date = new Date(user.alert.at).toLocaleString(mami.region());
      byId('account-alert-text').textContent = mami.text('reused').replace('{date}', date).replace('{address}', user.alert.address || '?');
    },
    open: () => {
      byId('account').querySelector('h1').focus();
      read();
    },
    wire: () => {
      mami.form('password-form', 'PUT', '/auth/password', () => {
        byId('password-changed').textContent = mami.text('passwordChanged');
        read();
      }, () => (byId('password-changed').textContent = ''));
      byId('end-others').addEventListener('click', () => remove('/auth/sessions', read));
      byId('account-alert-away').addEventListener('click', () => remove('/auth/me/alert', () => (byId('account-alert').hidden = true)));
    }
  };
})((window.mami = window.mami || {}));

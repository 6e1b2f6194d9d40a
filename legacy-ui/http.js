/* Talking to the server: plain requests, and event streams that are read while they arrive.
 *
 * XMLHttpRequest does both in every browser that this page is for, and hands out text whose characters are
 * whole, however the network cut the bytes. */
(function (mami) {
  'use strict';

  const API = '/api/v1';
  // The server sends a sign of life at least every 15 seconds; a stream that stays silent for longer is dead.
  const SILENCE_MS = 45000;

  function parse(text) {
    try {
      return JSON.parse(text);
    } catch (e) {
      return null;
    }
  }

  // What went wrong, as a problem object: the server's own where it sent one.
  function problemOf(xhr) {
    const problem = parse(xhr.responseText);
    return problem && problem.code ? problem : { code: xhr.status ? 'unknown' : 'network', status: xhr.status };
  }

  function open(method, path, headers, body) {
    const xhr = new XMLHttpRequest();
    xhr.open(method, API + path);
    Object.keys(headers).forEach((name) => xhr.setRequestHeader(name, headers[name]));
    if (body !== undefined) xhr.setRequestHeader('Content-Type', 'application/json');
    return xhr;
  }

  /* One request; gives the decoded JSON (null where there is none), fails with a problem object. */
  mami.request = (method, path, body) =>
    new Promise((resolve, reject) => {
      const xhr = open(method, path, { Accept: 'application/json' }, body);
      xhr.timeout = 30000;
      xhr.onload = () => (xhr.status >= 200 && xhr.status < 300 ? resolve(parse(xhr.responseText)) : reject(problemOf(xhr)));
      xhr.onerror = xhr.ontimeout = () => reject({ code: 'network', status: 0 });
      xhr.send(body === undefined ? null : JSON.stringify(body));
    });

  /* Sends a file; `share` is called with how much of it has gone, from 0 to 1. */
  mami.upload = (path, file, share) =>
    new Promise((resolve, reject) => {
      const xhr = open('POST', path, { Accept: 'application/json' });
      const form = new FormData();
      form.append('file', file, file.name);
      xhr.upload.onprogress = (event) => event.total && share(event.loaded / event.total);
      xhr.onload = () => (xhr.status >= 200 && xhr.status < 300 ? resolve(parse(xhr.responseText)) : reject(problemOf(xhr)));
      xhr.onerror = () => reject({ code: 'network', status: 0 });
      xhr.send(form);
    });

  /* Reads server-sent events. `listener.event(name, data, id)` for each, then once `listener.end(problem)`: null when the
   * server closed the stream, a problem object when it refused or the connection broke. Gives a function that lets go. */
  mami.stream = (method, path, headers, body, listener) => {
    const xhr = open(method, path, headers, body);
    let seen = 0;
    let rest = '';
    let fields = {};
    let watchdog = 0;
    let over = false;

    const end = (problem) => {
      if (over) return;
      over = true;
      clearTimeout(watchdog);
      listener.end(problem);
    };
    const watch = () => {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => {
        end({ code: 'network', status: 0 });
        xhr.abort();
      }, SILENCE_MS);
    };
    const isStream = () => xhr.status === 200 && /^text\/event-stream/.test(xhr.getResponseHeader('Content-Type') || '');

    const line = (text) => {
      if (text === '') {
        const data = parse(fields.data);
        if (fields.event && data) listener.event(fields.event, data, fields.id);
        fields = {};
        return;
      }
      const match = /^(event|data|id): ?(.*)$/.exec(text);
      if (!match) return;
      fields[match[1]] = match[1] === 'data' && fields.data !== undefined ? fields.data + '\n' + match[2] : match[2];
    };
    const read = () => {
      if (over || !isStream()) return;
      const lines = (rest + xhr.responseText.slice(seen)).split('\n');
      seen = xhr.responseText.length;
      rest = lines.pop();
      for (let i = 0; i < lines.length && !over; i += 1) line(lines[i].replace(/\r$/, ''));
    };

    xhr.onprogress = () => {
      watch();
      read();
    };
    xhr.onload = () => {
      read();
      end(isStream() ? null : problemOf(xhr));
    };
    xhr.onerror = () => {
      read();
      end({ code: 'network', status: 0 });
    };
    watch();
    xhr.send(body === undefined ? null : JSON.stringify(body));

    return () => {
      over = true;
      clearTimeout(watchdog);
      xhr.abort();
    };
  };
})((window.mami = window.mami || {}));

/* Follows one turn. A turn belongs to the server and goes on without us: when the connection breaks, this takes it up
 * again behind the last event that it saw, until the event that ends it has come. */
(function (mami) {
  'use strict';

  const RETRY_MS = [500, 1000, 2000, 4000, 8000, 15000];
  const RECHECK_MS = 2000;
  const terminal = (name) => name === 'done' || name === 'error';

  /* `ask` is {path, body, key} for a new turn, or absent to read the turn of message `id` from its start. Calls
   *   on.event(name, data)  for each event, once and in order; `done` or `error` is the last;
   *   on.refused(problem)   when the server did not take the question;
   *   on.broken()           when the connection broke and we try again;
   *   on.gone()             when there is nothing to follow any more: the stored message says how it ended.
   * Gives {letGo()}: stop following (the turn itself goes on). */
  mami.turn = (ask, id, on) => {
    let last = null;
    let attempt = 0;
    let timer = 0;
    let close = null;
    let over = false;

    const letGo = () => {
      over = true;
      clearTimeout(timer);
      if (close) close();
    };

    const listen = () => {
      const headers = { Accept: 'text/event-stream' };
      if (last !== null) headers['Last-Event-ID'] = String(last);
      connect('GET', '/chat/' + id + '/events', headers, undefined);
    };

    const again = (act, delay) => {
      on.broken();
      timer = setTimeout(act, delay);
      attempt += 1;
    };

    const connect = (method, path, headers, body) => {
      close = mami.stream(method, path, headers, body, {
        event: (name, data, position) => {
          if (over) return;
          const at = position === undefined ? null : Number(position);
          // After a restart of the server positions may begin anew: what ends a turn counts in any case.
          if (at !== null && last !== null && at <= last && !terminal(name)) return;
          if (at !== null) last = at;
          attempt = 0;
          if (name === 'start') id = data.message_id;
          if (terminal(name)) letGo();
          on.event(name, data);
        },
        end: (problem) => {
          if (over) return;
          const denied = problem && problem.status >= 400 && problem.status < 500;
          if (!id) {
            over = true;
            on.refused(problem || { code: 'network', status: 0 });
          } else if (denied || (!problem && method === 'GET')) {
            again(() => {
              over = true;
              on.gone();
            }, RECHECK_MS);
          } else again(listen, RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)]);
        }
      });
    };

    if (ask) connect('POST', ask.path, { Accept: 'text/event-stream', 'Idempotency-Key': ask.key }, ask.body);
    else listen();
    return { letGo: letGo };
  };
})((window.mami = window.mami || {}));

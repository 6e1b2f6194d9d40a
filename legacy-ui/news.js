/* What this person's other devices do, told by the server while the page is in sight. */
(function (mami) {
  'use strict';

  const RETRY_MS = [2000, 4000, 8000, 15000, 30000];

  /* Calls `on.lost()` when the line breaks, `on.resync()`, `on.message(data)` and `on.conversation(data)` for the events of these names, and `on.missed()` when
   * it listens again after a time in which nobody told us anything. Gives {close()}.
   *
   * A hidden page hangs up: browsers allow six connections to one site over plain http, over all its pages. */
  mami.news = (on) => {
    let source = null;
    let missed = false;
    let attempt = 0;
    let retry = 0;

    const connect = () => {
      const mine = new EventSource('/api/v1/events');
      source = mine;
      mine.onopen = () => {
        attempt = 0;
        if (missed) on.missed();
        missed = false;
      };
      mine.onerror = () => {
        missed = true;
        on.lost();
        // The browser tries again by itself, except when something else answered in the server's place.
        if (mine !== source || mine.readyState !== EventSource.CLOSED) return;
        source = null;
        retry = setTimeout(follow, RETRY_MS[Math.min(attempt, RETRY_MS.length - 1)]);
        attempt += 1;
      };
      ['resync', 'message', 'conversation'].forEach((name) => {
        mine.addEventListener(name, (event) => on[name](JSON.parse(event.data)));
      });
    };
    const hangUp = () => {
      clearTimeout(retry);
      if (source) source.close();
      source = null;
    };
    const follow = () => {
      clearTimeout(retry);
      if (document.hidden) {
        hangUp();
        missed = true;
      } else if (!source) connect();
    };

    if (window.EventSource) {
      follow();
      document.addEventListener('visibilitychange', follow);
    }
    return {
      close: () => {
        document.removeEventListener('visibilitychange', follow);
        hangUp();
      }
    };
  };
})((window.mami = window.mami || {}));

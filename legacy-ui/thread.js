/* The messages of a conversation as elements of the page. */
(function (mami) {
  'use strict';

  const el = mami.element;

  function button(name, act) {
    const node = el('button', { type: 'button' }, mami.text(name));
    node.addEventListener('click', act);
    return node;
  }

  /* How a message ended: its status, or `length` for an answer that reached the limit. */
  function ending(message) {
    return message.status === 'complete' && message.finish_reason === 'length' ? 'length' : message.status;
  }

  // What stands under an answer: how it ended, who gave it, and, where `act` is given, how to go on.
  function footer(message, act) {
    const node = el('div', { className: 'footer' });
    const state = ending(message);
    const omitted = message.history && message.history.omitted;
    if (omitted) node.appendChild(el('p', {}, mami.text('omitted').replace('{n}', String(omitted))));
    if (state === 'streaming') {
      node.appendChild(el('p', { className: 'working' }, mami.text('answering')));
      return node;
    }
    if (state !== 'complete') {
      const why = message.error ? ' ' + mami.explain(message.error) : '';
      node.appendChild(el('p', { className: 'state' }, mami.text(state) + why));
    }
    const model = String(message.model || '');
    const named = !message.provider || model.indexOf(message.provider + '/') === 0;
    if (model) node.appendChild(el('p', {}, named ? model : message.provider + '/' + model));
    if (act && /^(cancelled|interrupted|length)$/.test(state)) node.appendChild(button('continue', () => act.proceed()));
    if (act && /^(cancelled|interrupted|failed)$/.test(state)) node.appendChild(button('tryAgain', () => act.retry(message)));
    return node;
  }

  /* A message as {node, update()}; `act` is {proceed(), retry(message)} where the reader may go on from here. */
  mami.messageView = (message, act) => {
    const mine = message.role === 'user';
    const body = el('div', { className: 'body' });
    const thoughts = el('div', { className: 'body' });
    const reasoning = el('details', {}, el('summary', {}, mami.text('reasoning')), thoughts);
    const update = () => {
      mami.showText(body, message.content || '');
      mami.showText(thoughts, message.reasoning || '');
      reasoning.hidden = !message.reasoning;
    };
    update();
    const who = el('h2', { className: 'who' }, mine ? mami.text('you') : mami.name);
    const node = el('li', { className: mine ? 'mine' : 'theirs' }, who, reasoning, body, mine ? null : footer(message, act));
    return { node: node, update: update };
  };

  /* The messages from the first to the head, along the branch that is shown. */
  mami.branch = (messages, head) => {
    const known = {};
    messages.forEach((message) => (known[message.id] = message));
    const found = [];
    let at = known[head] || messages[messages.length - 1];
    while (at) {
      found.unshift(at);
      delete known[at.id]; // Never twice, whatever the data says.
      at = known[at.parent_id];
    }
    return found;
  };
})((window.mami = window.mami || {}));

/* The messages of a conversation as elements of the page. */
(function (mami) {
  'use strict';

  const el = mami.element;

  function button(name, act) {
    const node = el('button', { type: 'button' }, mami.text(name));
    node.addEventListener('click', act);
    return node;
  }

  // `openai/gpt` for a model that may carry its provider's name already.
  function fullName(provider, model) {
    const named = !provider || String(model).indexOf(provider + '/') === 0;
    return named ? String(model || '') : provider + '/' + model;
  }

  // Between answers that stand side by side, and between versions of a question: back, where one is, on.
  function versions(message, act) {
    const count = act.beside ? act.beside.length : 0;
    if (count < 2) return null;
    const at = act.beside.indexOf(message);
    const step = (name, by, face) => {
      const node = el('button', { type: 'button', 'aria-label': mami.text(name), title: mami.text(name), disabled: !act.beside[at + by] }, face);
      node.addEventListener('click', () => act.show(act.beside[at + by], name));
      return node;
    };
    const where = mami.text('versionOf').replace('{n}', String(at + 1)).replace('{m}', String(count));
    return el('p', { className: 'versions' }, step('earlierVersion', -1, '‹'), el('span', {}, where), step('laterVersion', 1, '›'));
  }

  // What the answer waits for before its first word.
  function waitsFor(waiting) {
    const text = mami.text(waiting.reason === 'retry' ? 'waitingRetry' : 'waitingQueue');
    return text.replace('{model}', () => fullName(waiting.provider, waiting.model));
  }

  /* How a message ended: its status, or `length` for an answer that reached the limit. */
  function ending(message) {
    return message.status === 'complete' && message.finish_reason === 'length' ? 'length' : message.status;
  }

  // What stands under an answer: how it ended, who gave it, and, where `act` lets one go on, how.
  function footer(message, act) {
    const node = el('div', { className: 'footer' });
    const state = ending(message);
    const omitted = message.history && message.history.omitted;
    if (omitted) node.appendChild(el('p', {}, mami.text('omitted').replace('{n}', String(omitted))));
    if (message.fallback) {
      const took = mami.text('fellBack').replace('{from}', () => message.fallback.from).replace('{to}', () => message.fallback.to);
      node.appendChild(el('p', {}, took));
    }
    if (state === 'streaming') {
      node.appendChild(el('p', { className: 'working' }, message.waiting ? waitsFor(message.waiting) : mami.text('answering')));
      return node;
    }
    if (state !== 'complete') {
      const why = message.error ? ' ' + mami.explain(message.error) : '';
      node.appendChild(el('p', { className: 'state' }, mami.text(state) + why));
    }
    if (message.model) node.appendChild(el('p', {}, fullName(message.provider, message.model)));
    const others = versions(message, act);
    if (others) node.appendChild(others);
    if (!act.proceed) return node;
    const unavailable = message.error && /^(images|memory)_unavailable$/.test(message.error.code);
    if (unavailable) node.appendChild(button('inText', () => act.retry(message, 'text')));
    if (/^(cancelled|interrupted|length)$/.test(state)) node.appendChild(button('continue', () => act.proceed()));
    const again = /^(cancelled|interrupted|failed)$/.test(state) ? 'tryAgain' : 'another';
    if (!unavailable) node.appendChild(button(again, () => act.retry(message)));
    return node;
  }

  /* A message as {node, update()}. `act` is {beside, show(message)} where there are others beside it, with
   * {proceed(), retry(message, intent)} where the reader may go on from here. */
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
    const node = el('li', { className: mine ? 'mine' : 'theirs' }, who, reasoning, body, mine ? versions(message, act) : footer(message, act));
    if (message.id) node.id = 'm-' + message.id;
    return { node: node, update: update };
  };
})((window.mami = window.mami || {}));

/* The tree of a conversation: answers side by side, messages that were written anew, and the one branch that is shown. */
(function (mami) {
  'use strict';

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

  /* A message and those beside it, oldest first. */
  mami.beside = (messages, message) =>
    messages.filter((one) => one.role === message.role && (one.parent_id || null) === (message.parent_id || null));

  /* Where the branch that goes through a message ends: at the newest that follows from it. */
  mami.leaf = (messages, id) => {
    const inside = {};
    let last = id;
    inside[id] = true;
    // Oldest first: a message stands behind the one that it follows.
    messages.forEach((message) => {
      if (!inside[message.parent_id]) return;
      inside[message.id] = true;
      last = message.id;
    });
    return last;
  };
})((window.mami = window.mami || {}));

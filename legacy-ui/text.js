/* Shows what people and models wrote. It is data: only DOM nodes are built from it, never markup, and the only things
 * that it can become are paragraphs, code, bold text and links. */
(function (mami) {
  'use strict';

  /* A small element builder: `mami.element('p', {className: 'x'}, 'text', child)`. */
  mami.element = function (tag, properties) {
    const node = document.createElement(tag);
    Object.keys(properties || {}).forEach((name) => {
      if (/^(aria-|role$|dir$|datetime$)/.test(name)) node.setAttribute(name, properties[name]);
      else node[name] = properties[name];
    });
    for (let i = 2; i < arguments.length; i += 1) {
      const child = arguments[i];
      if (child) node.appendChild(typeof child === 'string' ? document.createTextNode(child) : child);
    }
    return node;
  };

  const INLINE = /`([^`\n]+)`|\*\*([^*\n]+)\*\*|!?\[([^\]\n]*)\]\(((?:[^\s()]|\([^\s()]*\))+)\)|(https?:\/\/[^\s<>"'`*]*[^\s<>"'`*.,;:!?)\]])/g;
  // Other sites by http and https; pages of this Mami by a path. `//host` and `/\host` would be other sites.
  const LINK = /^(?:https?:\/\/[^\s]|\/(?![/\\]))/i;

  function link(address, text) {
    const node = mami.element('a', { href: address, rel: 'noopener noreferrer nofollow' }, text || address);
    if (address.charAt(0) !== '/') node.target = '_blank';
    return node;
  }

  function inline(parent, text) {
    let at = 0;
    let match;
    INLINE.lastIndex = 0;
    while ((match = INLINE.exec(text))) {
      let node = null;
      if (match[1]) node = mami.element('code', {}, match[1]);
      else if (match[2]) node = mami.element('strong', {}, match[2]);
      else if (match[5]) node = link(match[5]);
      else if (LINK.test(match[4])) node = link(match[4], match[3]);
      if (!node) continue; // An address that we do not open stays as it was written.
      parent.appendChild(document.createTextNode(text.slice(at, match.index)));
      parent.appendChild(node);
      at = INLINE.lastIndex;
    }
    parent.appendChild(document.createTextNode(text.slice(at)));
  }

  // Paragraphs and fenced code, in order. A fence that is still open runs to the end: streamed code is code at once.
  function blocks(text) {
    const found = [];
    let lines = [];
    let fence = null;
    const close = (code) => {
      if (lines.length || code) found.push({ code: code, text: lines.join('\n') });
      lines = [];
    };
    text.split(/\r?\n/).forEach((line) => {
      const mark = /^ {0,3}(`{3,})([^`]*)$/.exec(line);
      if (fence !== null) {
        if (mark && mark[1].length >= fence && !mark[2].trim()) {
          close(true);
          fence = null;
        } else lines.push(line);
      } else if (mark) {
        close(false);
        fence = mark[1].length;
      } else if (line.trim() === '') close(false);
      else lines.push(line);
    });
    close(fence !== null);
    return found;
  }

  function show(block) {
    if (block.code) {
      // Reachable by keyboard, since wide code scrolls sideways.
      return mami.element('pre', { tabIndex: 0 }, mami.element('code', {}, block.text));
    }
    const paragraph = mami.element('p', { dir: 'auto' });
    inline(paragraph, block.text);
    return paragraph;
  }

  /* Makes `parent` show `text`. Blocks that have not changed since the last call keep their nodes, so a growing answer
   * costs only its last block, and a selection in the earlier ones survives. */
  mami.showText = (parent, text) => {
    const before = parent.mamiBlocks || [];
    const now = blocks(text);
    now.forEach((block, i) => {
      if (before[i] && before[i].code === block.code && before[i].text === block.text) return;
      if (parent.childNodes[i]) parent.replaceChild(show(block), parent.childNodes[i]);
      else parent.appendChild(show(block));
    });
    while (parent.childNodes.length > now.length) parent.removeChild(parent.lastChild);
    parent.mamiBlocks = now;
  };
})((window.mami = window.mami || {}));

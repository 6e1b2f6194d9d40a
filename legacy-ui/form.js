/* Forms: sends their fields, and tells what the server finds wrong with one of them at that field. */
(function (mami) {
  'use strict';

  const byId = (id) => document.getElementById(id);

  function bodyOf(inputs) {
    const body = {};
    for (let i = 0; i < inputs.length; i += 1) {
      const input = inputs[i];
      if (input.type === 'checkbox') body[input.name] = input.checked;
      else if (input.name && (input.required || input.value)) body[input.name] = input.value;
    }
    return body;
  }

  // The server's words about a field are parts of a sentence.
  function sentence(words) {
    const whole = words.replace(/^(?=(?:is|must) )/, 'This ');
    return whole.charAt(0).toUpperCase() + whole.slice(1) + (/[.!?]$/.test(whole) ? '' : '.');
  }

  // Gives whether there was one to show.
  function faults(inputs, errors) {
    let first = null;
    for (let i = 0; i < inputs.length; i += 1) {
      const input = inputs[i];
      const old = byId(input.id + '-fault');
      const found = errors.filter((error) => error.pointer.replace(/^#?\//, '') === input.name)[0];
      if (old) old.parentNode.removeChild(old);
      input.removeAttribute('aria-invalid');
      input.removeAttribute('aria-describedby');
      if (found) {
        const told = { className: 'fault', id: input.id + '-fault', lang: 'en' };
        input.parentNode.appendChild(mami.element('p', told, sentence(found.message)));
        input.setAttribute('aria-invalid', 'true');
        input.setAttribute('aria-describedby', input.id + '-fault');
        first = first || input;
      }
    }
    if (first) first.focus();
    return !!first;
  }

  /* `done(reply)` when the server took it, `refused(problem)` before it is told why not. */
  mami.form = (id, method, path, done, refused) => {
    const form = byId(id);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const inputs = form.querySelectorAll('input');
      const button = form.querySelector('button');
      mami.calm();
      faults(inputs, []);
      button.disabled = true;
      mami.request(method, path, bodyOf(inputs)).then((reply) => {
        button.disabled = false;
        form.reset();
        done(reply);
      }, (problem) => {
        button.disabled = false;
        if (refused) refused(problem);
        if (problem.code !== 'second_factor_required' && !faults(inputs, problem.errors || [])) mami.complain(problem);
      });
    });
  };
})((window.mami = window.mami || {}));

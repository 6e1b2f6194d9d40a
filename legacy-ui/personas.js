/* Who answers: the persona of the conversation that is open, or of the one that begins. */
(function (mami) {
  'use strict';

  const el = mami.element;
  const byId = (id) => document.getElementById(id);

  let known = [];
  let wanted = ''; // the id of the persona that should be chosen, also before the list is there; empty: Mami itself

  function draw() {
    const select = byId('persona');
    select.textContent = '';
    select.appendChild(el('option', { value: '' }, mami.name));
    known.forEach((persona) => {
      select.appendChild(el('option', { value: persona.id }, (persona.avatar ? persona.avatar + ' ' : '') + persona.name));
    });
    // One that is gone: Mami itself answers, and the server says the same.
    select.value = known.some((persona) => persona.id === wanted) ? wanted : '';
    byId('persona-choice').hidden = known.length === 0;
  }

  mami.personas = {
    read: () => {
      mami.request('GET', '/personas').then((page) => {
        // What comes with Mami under its own name is what answers where none is chosen.
        known = page.items.filter((persona) => !(persona.origin === 'shipped' && persona.name === 'Mami'));
        draw();
      }, mami.complain);
    },

    /* The id that is chosen, or `null` for Mami itself. */
    chosen: () => byId('persona').value || null,

    choose: (id) => {
      wanted = id || '';
      draw();
    },

    /* What the chosen one says in an empty conversation. */
    greeting: () => {
      const persona = known.filter((one) => one.id === byId('persona').value)[0];
      return (persona && persona.greeting) || mami.text('empty');
    },

    wire: (changed) => {
      byId('persona').addEventListener('change', () => {
        wanted = byId('persona').value;
        changed(wanted || null);
      });
    }
  };
})((window.mami = window.mami || {}));

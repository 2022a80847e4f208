'use strict';
const search = document.getElementById('search');
const kinds = [...document.querySelectorAll('nav fieldset:not(.effects) input')];
const effects = [...document.querySelectorAll('nav fieldset.effects input')];
const changes = [...document.querySelectorAll('article')];
const none = document.getElementById('none');

function filter() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const checked = (boxes) => boxes.filter((box) => box.checked).map((box) => box.value);
  const shown = checked(kinds);
  const wanted = checked(effects);
  let left = 0;
  for (const change of changes) {
    const text = change.textContent.toLowerCase();
    const does = change.dataset.effects.split(' ');
    change.hidden = !shown.includes(change.dataset.change)
      || wanted.length > 0 && !wanted.some((effect) => does.includes(effect))
      || !words.every((word) => text.includes(word));
    left += change.hidden ? 0 : 1;
  }
  for (const item of document.querySelectorAll('nav li[data-change]')) {
    item.hidden = item.dataset.change.split(' ').every((id) => document.getElementById(id).hidden);
  }
  none.hidden = left > 0;
}

search.value = decodeURIComponent((location.hash.match(/^#search=(.*)$/) || ['', ''])[1]);
const effect = (location.hash.match(/^#effect=(.*)$/) || [])[1];
effects.forEach((box) => { box.checked = box.value === effect; });
search.addEventListener('input', filter);
[...kinds, ...effects].forEach((box) => box.addEventListener('change', filter));
filter();

'use strict';
const search = document.getElementById('search');
const boxes = [...document.querySelectorAll('nav input[type=checkbox]')];
const changes = [...document.querySelectorAll('article')];
const none = document.getElementById('none');

function filter() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = new Set(boxes.filter((box) => box.checked).map((box) => box.value));
  let left = 0;
  for (const change of changes) {
    const text = change.textContent.toLowerCase();
    change.hidden = !shown.has(change.dataset.change) || !words.every((word) => text.includes(word));
    left += change.hidden ? 0 : 1;
  }
  for (const item of document.querySelectorAll('nav li[data-change]')) {
    item.hidden = document.getElementById(item.dataset.change).hidden;
  }
  none.hidden = left > 0;
}

search.value = decodeURIComponent((location.hash.match(/^#search=(.*)$/) || ['', ''])[1]);
search.addEventListener('input', filter);
boxes.forEach((box) => box.addEventListener('change', filter));
filter();

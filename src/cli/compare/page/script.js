'use strict';
const search = document.getElementById('search');
const states = [...document.querySelectorAll('form input[type=checkbox]')];
const none = document.getElementById('none');

function filter() {
  const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = states.filter((box) => box.checked).map((box) => box.value);
  let left = 0;
  for (const group of document.querySelectorAll('tbody')) {
    const [objects, ...rows] = group.rows;
    for (const row of rows) {
      const text = `${objects.textContent} ${row.textContent}`.toLowerCase();
      row.hidden = !shown.includes(row.dataset.state) || !words.every((word) => text.includes(word));
      left += row.hidden ? 0 : 1;
    }
    group.hidden = rows.every((row) => row.hidden);
  }
  none.hidden = left > 0;
}

search.value = decodeURIComponent((location.hash.match(/^#search=(.*)$/) || ['', ''])[1]);
const state = (location.hash.match(/^#state=(.*)$/) || [])[1];
states.forEach((box) => { box.checked = !state || box.value === state; });
document.querySelector('form').addEventListener('submit', (event) => event.preventDefault());
search.addEventListener('input', filter);
states.forEach((box) => box.addEventListener('change', filter));
filter();

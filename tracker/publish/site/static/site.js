// Search, sorting, reading charts by pointer or keys, copying, and the age of the newest week.
// Without this file everything is there but these.
"use strict";

const make = (tag, attributes = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};

// Search: names.js has every name with its path and kind, and is loaded on the first use.
for (const place of document.querySelectorAll(".find")) {
  const { names, root, label, none } = place.dataset;
  const list = make("ul", { role: "listbox", id: "found", "aria-label": label });
  const input = make("input", {
    type: "text", role: "combobox", autocomplete: "off", spellcheck: "false", placeholder: label,
    "aria-label": label, "aria-controls": "found", "aria-expanded": "false", "aria-autocomplete": "list",
  });
  list.hidden = true;
  place.replaceChildren(input, list);
  place.classList.add("ready");
  let all = [];
  let chosen = -1;

  const choose = (number) => {
    const options = [...list.children].filter((one) => one.dataset.path);
    chosen = options.length ? (number + options.length) % options.length : -1;
    options.forEach((one, at) => one.setAttribute("aria-selected", at === chosen));
    if (chosen < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", options[chosen].id);
  };
  const close = () => {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  };
  const go = (option) => { if (option) location.href = root + option.dataset.path; };
  const show = () => {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    if (!words.length) return close();
    const matches = all
      .map((one) => ({ one, name: one[0].toLowerCase() }))
      .filter(({ one, name }) => words.every((word) => `${name} ${one[2].toLowerCase()}`.includes(word)))
      .sort((a, b) => !a.name.startsWith(words[0]) - !b.name.startsWith(words[0]))
      .slice(0, 9);
    list.replaceChildren(...matches.map(({ one: [name, path, kind] }, at) => {
      const option = make("li", { role: "option", id: `found-${at}`, "data-path": path, "aria-selected": "false" },
        make("bdi", {}, name), make("small", {}, kind));
      option.addEventListener("mousedown", (event) => { event.preventDefault(); go(option); });
      return option;
    }));
    if (!matches.length) list.append(make("li", { role: "option", "aria-selected": "false", "aria-disabled": "true" }, none));
    list.hidden = false;
    input.setAttribute("aria-expanded", "true");
    choose(0);
  };
  globalThis.searchable = (entries) => { all = entries; show(); };
  input.addEventListener("focus", () => {
    if (!document.querySelector("script[data-names]")) {
      document.head.append(make("script", { src: names, "data-names": "" }));
    }
  });
  input.addEventListener("input", show);
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) { event.preventDefault(); if (list.hidden) show(); else choose(chosen + step); }
    if (event.key === "Enter") go(list.querySelector('[aria-selected="true"]'));
    if (event.key === "Escape") close();
  });
}
document.addEventListener("keydown", (event) => {
  const typing = event.target.closest?.("input, textarea") || event.ctrlKey || event.metaKey || event.altKey;
  if (event.key === "/" && !typing) { event.preventDefault(); document.querySelector(".find input")?.focus(); }
});

// The heads of tables become buttons that sort.
for (const table of document.querySelectorAll("table.sortable")) {
  const heads = [...table.tHead.rows[0].cells];
  if (table.tBodies[0].rows.length < 2) continue;
  heads.forEach((head, column) => {
    const button = make("button", { type: "button" }, ...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => sort(table, heads, column));
  });
}

function sort(table, heads, column) {
  const head = heads[column];
  const other = { ascending: "descending", descending: "ascending" };
  const direction = other[head.getAttribute("aria-sort")] ?? head.dataset.first;
  for (const one of heads) one.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", direction);
  const isNumber = head.classList.contains("number");
  const sign = direction === "ascending" ? 1 : -1;
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row) => ({ row, value: row.cells[column].dataset.value }));
  // The rest is never ranked, and what is missing is neither large nor small: both stay last.
  const rank = ({ row, value }) => (row.classList.contains("rest") ? 2 : value === undefined ? 1 : 0);
  const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
  rows.sort((a, b) => {
    const last = rank(a) - rank(b);
    if (last || a.value === undefined) return last;
    return sign * (isNumber ? Number(a.value) - Number(b.value) : compare(a.value, b.value));
  });
  body.append(...rows.map((one) => one.row));
}

// A chart reads out the week under the pointer, or the one that arrow keys have come to.
for (const place of document.querySelectorAll(".plotted")) {
  const points = JSON.parse(place.dataset.points);
  const plot = place.querySelector("svg");
  const tip = make("output", { class: "tip" });
  const cursor = document.createElementNS("http://www.w3.org/2000/svg", "line");
  cursor.setAttribute("class", "cursor");
  cursor.setAttribute("y2", plot.getAttribute("height"));
  let at = points.length;
  tip.hidden = true;
  place.append(tip);
  place.tabIndex = 0;
  place.setAttribute("role", "group");
  place.setAttribute("aria-label", place.dataset.help);
  const read = (number) => {
    at = Math.max(0, Math.min(points.length - 1, number));
    const [x, week, value] = points[at];
    for (const end of ["x1", "x2"]) cursor.setAttribute(end, `${x}%`);
    plot.append(cursor);
    tip.replaceChildren(`${week}: `, make("bdi", {}, value));
    tip.hidden = false;
    const room = place.clientWidth - tip.offsetWidth;
    tip.style.left = `${Math.max(0, Math.min(room, (x / 100) * place.clientWidth - tip.offsetWidth / 2))}px`;
  };
  const leave = () => { tip.hidden = true; cursor.remove(); };
  place.addEventListener("pointermove", (event) => {
    const box = plot.getBoundingClientRect();
    const x = (100 * (event.clientX - box.left)) / box.width;
    const gaps = points.map((point) => Math.abs(point[0] - x));
    read(gaps.indexOf(Math.min(...gaps)));
  });
  place.addEventListener("pointerleave", leave);
  place.addEventListener("blur", leave);
  place.addEventListener("keydown", (event) => {
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: points.length - 1 }[event.key];
    if (to !== undefined) { event.preventDefault(); read(to); }
    if (event.key === "Escape") leave();
  });
}

// What can be copied has a button.
for (const text of document.querySelectorAll("pre.copy")) {
  const isChinese = document.documentElement.lang.startsWith("zh");
  const [before, after] = isChinese ? ["复制", "已复制"] : ["Copy", "Copied"];
  const button = make("button", { type: "button", class: "copier" }, before);
  text.after(button);
  button.addEventListener("click", async () => {
    getSelection().selectAllChildren(text);
    await navigator.clipboard?.writeText(text.textContent).catch(() => document.execCommand("copy"));
    button.textContent = after;
  });
}

// How long ago the newest week ended, by the reader's own clock.
for (const time of document.querySelectorAll("time[data-age]")) {
  const days = Math.floor((Date.now() - Date.parse(time.dateTime)) / 86400000);
  if (days > 0) time.textContent = time.dataset.age.replace("{days}", days.toLocaleString("en"));
}

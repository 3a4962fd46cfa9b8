// Makes the heads of tables buttons that sort. Without this file the tables are the same, unsorted.
"use strict";

for (const table of document.querySelectorAll("table.sortable")) {
  const heads = [...table.tHead.rows[0].cells];
  if (table.tBodies[0].rows.length < 2) continue;
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    head.append(button);
    button.addEventListener("click", () => sort(table, heads, column));
  });
}

function sort(table, heads, column) {
  const head = heads[column];
  const now = head.getAttribute("aria-sort");
  const other = { ascending: "descending", descending: "ascending" };
  const direction = now ? other[now] : head.dataset.first;
  for (const one of heads) one.removeAttribute("aria-sort");
  head.setAttribute("aria-sort", direction);

  const isNumber = head.classList.contains("number");
  const sign = direction === "ascending" ? 1 : -1;
  const body = table.tBodies[0];
  const rows = [...body.rows].map((row) => ({ row, value: row.cells[column].dataset.value }));
  rows.sort((a, b) => {
    // The rest is never ranked, and what is missing is neither large nor small: both stay last.
    const last = rank(a) - rank(b);
    if (last || a.value === undefined) return last;
    const order = isNumber ? Number(a.value) - Number(b.value) : compare(a.value, b.value);
    return sign * order;
  });
  body.append(...rows.map((one) => one.row));
}

function rank({ row, value }) {
  return row.classList.contains("rest") ? 2 : value === undefined ? 1 : 0;
}

function compare(a, b) {
  return a < b ? -1 : a > b ? 1 : 0;
}

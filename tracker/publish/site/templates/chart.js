
// The values of a chart under the pointer, a finger or the arrow keys, and the embed line.
"use strict";

(() => {
  const plot = document.getElementById("plot");
  const readout = document.getElementById("readout");
  let marked = null;

  const values = new Map();
  for (const box of plot.querySelectorAll("g[pointer-events]")) {
    const title = box.querySelector("title");
    if (!title) continue;
    values.set(box, title.textContent);
    title.remove(); // else the browser shows it too
  }

  function boxes() {
    return [...values.keys()]
      .filter((box) => box.getClientRects().length)
      .map((box) => [box, box.getBoundingClientRect()])
      .sort(([, a], [, b]) => Math.round(a.top - b.top) || a.left - b.left)
      .map(([box]) => box);
  }

  function show(box) {
    if (box === marked) return;
    if (marked) marked.classList.remove("on");
    marked = box;
    readout.hidden = !box;
    if (!box) return;
    box.classList.add("on");
    const [head, ...rest] = values.get(box).split(/: |：/);
    const lines = rest.length ? rest.join(": ").split(/, |，/) : [];
    const heading = document.createElement("strong");
    heading.textContent = head;
    readout.replaceChildren(heading, ...lines.map((line) => {
      const part = document.createElement("span");
      part.textContent = line;
      return part;
    }));
    place(box);
  }

  function place(box) {
    const outer = plot.getBoundingClientRect();
    const inner = box.getBoundingClientRect();
    const isRow = inner.width > outer.width * 0.5;
    const right = inner.right - outer.left + 10;
    const left = inner.left - outer.left - readout.offsetWidth - 10;
    const middle = (outer.width - readout.offsetWidth) / 2;
    const x = isRow ? middle : right + readout.offsetWidth < outer.width ? right : left;
    const y = isRow ? inner.bottom - outer.top + 6 : inner.top - outer.top + 8;
    readout.style.left = `${Math.max(0, x)}px`;
    readout.style.top = `${y}px`;
  }

  function at(event) {
    const under = document.elementFromPoint(event.clientX, event.clientY);
    const box = under && under.closest("g[pointer-events]");
    if (box && values.has(box)) show(box);
  }

  if (values.size) {
    plot.tabIndex = 0;
    plot.setAttribute("role", "group");
    plot.setAttribute("aria-label", plot.dataset.label);
    document.getElementById("hint").hidden = false;
    plot.addEventListener("pointermove", at);
    plot.addEventListener("pointerdown", at);
    plot.addEventListener("pointerleave", (event) => event.pointerType === "mouse" && show(null));
    plot.addEventListener("blur", () => show(null));
    plot.addEventListener("keydown", (event) => {
      const all = boxes();
      const now = all.indexOf(marked);
      const end = all.length - 1;
      const back = now < 0 ? end : now - 1;
      const moves = {
        ArrowRight: now + 1, ArrowDown: now + 1, ArrowLeft: back, ArrowUp: back, Home: 0, End: end,
      };
      if (event.key === "Escape") return show(null);
      if (!(event.key in moves) || event.ctrlKey || event.altKey || event.metaKey) return;
      event.preventDefault();
      show(all[Math.min(Math.max(moves[event.key], 0), end)]);
    });
    addEventListener("resize", () => marked && place(marked));
  }

  const line = document.getElementById("embed");
  const frame = new DOMParser().parseFromString(line.value, "text/html").querySelector("iframe");
  const isOnline = location.protocol.startsWith("http");
  frame.setAttribute("src", isOnline ? location.href : location.pathname.split("/").pop());
  line.value = frame.outerHTML;
  const button = document.getElementById("copy");
  button.hidden = false;
  button.addEventListener("click", async () => {
    line.select();
    try {
      await navigator.clipboard.writeText(line.value);
      button.textContent = button.dataset.copied;
    } catch {
      button.textContent = button.dataset.selected;
    }
  });
  if (window.parent !== window) document.documentElement.classList.add("framed");
})();

// Rotasjonstavle: an extra only. Without it every block is a link and a Tab stop of its own.
"use strict";

// The board is one Tab stop: arrow keys move between blocks and rows, Home and End within a row.
const PAGE_OF_ROWS = 10;
const stops = (row) => [...row.querySelectorAll("th[scope=row] a, a.slot")];
const rowsOf = (board) => [...board.querySelectorAll("tbody tr")].filter((row) => stops(row).length);

const visit = (board, stop) => {
  if (!stop) return;
  for (const old of board.querySelectorAll("a[tabindex='0']")) old.tabIndex = -1;
  stop.tabIndex = 0;
  stop.focus();
  stop.scrollIntoView({ block: "nearest", inline: "nearest" });
};

// The stop of another row that lies nearest under or over this one.
const nearest = (row, stop) => {
  const middle = (each) => {
    const box = each.getBoundingClientRect();
    return box.left + Math.min(box.width, 40) / 2;
  };
  const wanted = middle(stop);
  const off = (each) => Math.abs(middle(each) - wanted);
  return stops(row).reduce((best, each) => (off(each) < off(best) ? each : best));
};

const moves = {
  ArrowLeft: (row, stop) => stops(row)[stops(row).indexOf(stop) - 1],
  ArrowRight: (row, stop) => stops(row)[stops(row).indexOf(stop) + 1],
  ArrowUp: (row, stop, rows) => rowAt(rows, row, -1, stop),
  ArrowDown: (row, stop, rows) => rowAt(rows, row, 1, stop),
  PageUp: (row, stop, rows) => rowAt(rows, row, -PAGE_OF_ROWS, stop),
  PageDown: (row, stop, rows) => rowAt(rows, row, PAGE_OF_ROWS, stop),
  Home: (row, stop, rows, all) => stops(all ? rows[0] : row)[0],
  End: (row, stop, rows, all) => stops(all ? rows.at(-1) : row).at(-1),
};

const rowAt = (rows, row, step, stop) => {
  const at = Math.min(Math.max(rows.indexOf(row) + step, 0), rows.length - 1);
  return rows[at] === row ? undefined : nearest(rows[at], stop);
};

const start = () => {
  const board = document.getElementById("board");
  if (!board) return;
  const all = board.querySelectorAll("th[scope=row] a, a.slot");
  for (const stop of all) stop.tabIndex = -1;
  const first = board.querySelector("a[aria-current]") ?? all[0];
  if (first) first.tabIndex = 0;
  const keys = document.getElementById("board-keys");
  keys.hidden = false;
  board.setAttribute("aria-describedby", keys.id);

  board.addEventListener("keydown", (event) => {
    const stop = event.target.closest("a");
    const move = moves[event.key];
    if (!stop || !move || event.altKey || event.metaKey) return;
    event.preventDefault();
    visit(board, move(stop.closest("tr"), stop, rowsOf(board), event.ctrlKey));
  });

  // A block that is cut short tells all when the pointer rests on it.
  board.addEventListener("pointerover", (event) => {
    const block = event.target.closest("a.slot");
    if (block && !block.title) block.title = block.getAttribute("aria-label");
  });

  board.addEventListener("click", (event) => {
    const block = event.target.closest("a");
    if (!block || !window.htmx) return;
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button) return;
    event.preventDefault();
    choose(board, block);
  });
};

// The panel alone is replaced; the address is the one that the link would have led to.
const choose = (board, block) => {
  for (const old of board.querySelectorAll("a[aria-current]")) {
    old.classList.remove("is-chosen");
    old.removeAttribute("aria-current");
  }
  // A block that leave cuts in two has two links.
  for (const part of block.closest("tr").querySelectorAll("a")) {
    if (part.href !== block.href) continue;
    part.classList.add("is-chosen");
    part.setAttribute("aria-current", "true");
  }
  visit(board, block);
  const address = block.href.split("#")[0];
  window.htmx.ajax("GET", address, { target: "#panel", swap: "outerHTML" }).then(() => {
    history.replaceState(history.state, "", address);
    const panel = document.getElementById("panel");
    const isBeside = panel.offsetLeft > board.offsetWidth / 2;
    panel.focus({ preventScroll: isBeside });
  });
};

// Escape in the panel gives the focus back to the block it is about.
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || !event.target.closest?.("#panel")) return;
  const board = document.getElementById("board");
  if (board) visit(board, board.querySelector("a[aria-current]"));
});

document.addEventListener("click", (event) => {
  if (event.target.closest?.("[data-print]")) window.print();
});

document.addEventListener("DOMContentLoaded", () => {
  start();
  for (const button of document.querySelectorAll("[data-print]")) button.hidden = false;
});

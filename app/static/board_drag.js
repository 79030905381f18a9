// Dragging on Rotasjonstavle: an extra only. A drop fills in the panel's own form, which asks the
// server what would happen. Nothing is saved before the person saves it there.
"use strict";

const TOUCH_WAIT = 350; // Milliseconds that a finger rests before it drags and no longer scrolls.
const STILL = 6; // Pixels that a pointer may shake.
const EDGE = 9; // Pixels at the right end of a block that change its length.

const partsOf = (block) =>
  [...block.closest("tr").querySelectorAll("a.slot")].filter((each) => each.href === block.href);

// The number of the first column of a cell.
const columnOf = (cell) => {
  let column = 0;
  for (let each = cell.previousElementSibling; each?.tagName === "TD"; each = each.previousElementSibling)
    column += each.colSpan;
  return column;
};

const isAtEnd = (block, x) =>
  block.classList.contains("is-sized") &&
  !block.classList.contains("is-cut-end") &&
  block.getBoundingClientRect().right - x < EDGE;

class Dragging {
  constructor(board, says) {
    this.board = board;
    this.says = says;
    this.heads = [...board.querySelectorAll("thead abbr")];
    this.drag = null;
    this.isOver = false; // The click that follows a drag is no choice.
    this.ghost = document.createElement("div");
    this.ghost.className = "board-ghost";
    this.ghost.setAttribute("aria-hidden", "true");
    this.ghost.hidden = true;
    this.ghost.append(document.createElement("span"));
    board.parentElement.append(this.ghost);
  }

  // Where a pointer is on the board, also while the board scrolls under it.
  at(event) {
    return event.clientX - this.board.getBoundingClientRect().left;
  }

  get column() {
    const cells = this.heads.map((each) => each.closest("th").getBoundingClientRect());
    return (cells.at(-1).right - cells[0].left) / cells.length;
  }

  press(event) {
    this.isOver = false;
    const block = event.target.closest("a.slot");
    if (!block || event.button || !event.isPrimary || event.ctrlKey || event.metaKey) return;
    const parts = partsOf(block);
    if (parts[0].classList.contains("is-cut-start")) return;
    const last = parts.at(-1).closest("td");
    this.drag = {
      block,
      pointer: event.pointerId,
      from: this.at(event),
      y: event.clientY,
      first: columnOf(parts[0].closest("td")),
      last: columnOf(last) + last.colSpan - 1,
      isOpen: parts.at(-1).classList.contains("is-cut-end"),
      isSizing: isAtEnd(block, event.clientX),
      isTouch: event.pointerType === "touch",
      isOn: false,
      steps: 0,
    };
    if (this.drag.isTouch) this.drag.timer = setTimeout(() => this.begin(), TOUCH_WAIT);
  }

  begin() {
    const { block, pointer } = this.drag;
    this.drag.isOn = true;
    block.setPointerCapture(pointer);
    this.board.classList.add("is-dragging");
    this.show();
  }

  move(event) {
    const drag = this.drag;
    if (!drag || event.pointerId !== drag.pointer) {
      const block = event.pointerType === "mouse" && event.target.closest("a.slot");
      this.board.classList.toggle("is-at-end", Boolean(block) && isAtEnd(block, event.clientX));
      return;
    }
    const moved = this.at(event) - drag.from;
    if (!drag.isOn) {
      if (Math.hypot(moved, event.clientY - drag.y) < STILL) return;
      if (drag.isTouch) this.end();
      else this.begin();
    }
    if (!this.drag?.isOn) return;
    const steps = this.within(Math.round(moved / this.column));
    if (steps === drag.steps) return;
    drag.steps = steps;
    this.show();
  }

  // As far as the months that are shown go; a block keeps at least one month.
  within(steps) {
    const { first, last, isSizing } = this.drag;
    const [least, most] = isSizing
      ? [first - last, this.heads.length - 1 - last]
      : [-first, this.heads.length - 1 - first];
    return Math.min(Math.max(steps, least), most);
  }

  words(name, values) {
    return this.says.dataset[name].replace(/\{(\w+)\}/g, (_all, key) => values[key]);
  }

  get months() {
    const { first, last, isOpen, isSizing, steps } = this.drag;
    const name = (column) => this.heads[column]?.title;
    const start = name(isSizing ? first : first + steps);
    const end = isOpen ? undefined : name(last + steps);
    return end && end !== start ? `${start}–${end}` : start;
  }

  show() {
    const { block, first, last, isSizing, steps } = this.drag;
    const kind = isSizing ? ["shorter", "longer"] : ["earlier", "later"];
    const values = { months: this.months, count: Math.abs(steps) };
    const text = steps ? this.words(kind[Number(steps > 0)], values) : this.months;
    const sheet = this.board.parentElement.getBoundingClientRect();
    const box = block.getBoundingClientRect();
    const left = this.heads[0].closest("th").getBoundingClientRect().left - sheet.left;
    const start = isSizing ? first : first + steps;
    const end = Math.min(last + steps, this.heads.length - 1);
    Object.assign(this.ghost.style, {
      left: `${left + start * this.column}px`,
      top: `${box.top - sheet.top}px`,
      width: `${(end - start + 1) * this.column}px`,
      height: `${box.height}px`,
    });
    this.ghost.hidden = false;
    this.label(text, left);
    this.says.textContent = text;
  }

  // The words stay between the names and the edge of what is seen, wherever the block lies.
  label(text, names) {
    const label = this.ghost.firstChild;
    label.textContent = text;
    const view = this.board.closest(".board-scroll").getBoundingClientRect();
    const start = this.ghost.getBoundingClientRect().left;
    const most = Math.min(view.right, window.innerWidth) - label.offsetWidth - start;
    label.style.left = `${Math.min(Math.max(view.left + names - start, 0), most)}px`;
  }

  end() {
    clearTimeout(this.drag?.timer);
    this.drag = null;
    this.ghost.hidden = true;
    this.board.classList.remove("is-dragging");
  }

  cancel() {
    if (this.drag?.isOn) {
      this.isOver = true;
      this.says.textContent = this.says.dataset.cancelled;
    }
    this.end();
  }

  drop() {
    const drag = this.drag;
    if (!drag?.isOn) return this.end();
    const months = this.months;
    this.isOver = true;
    if (!drag.steps) return this.cancel();
    this.end();
    this.says.textContent = this.words("checking", { months });
    // Only a part that has settled listens to its own fields.
    document.body.addEventListener("htmx:afterSettle", () => this.ask(drag), { once: true });
    choose(this.board, drag.block);
  }

  // The form of the panel, as if the person had chosen the month in it.
  ask({ isSizing, steps }) {
    const field = document.querySelector(
      `#panel select[name=${isSizing ? "til_lengde" : "til_maned"}]`,
    );
    if (!field) return;
    const wanted = field.selectedIndex + steps;
    field.selectedIndex = Math.min(Math.max(wanted, 0), field.options.length - 1);
    field.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

document.addEventListener("DOMContentLoaded", () => {
  const board = document.getElementById("board");
  const says = document.getElementById("board-drag");
  if (!board || !says || !window.htmx) return;
  const dragging = new Dragging(board, says);
  board.classList.add("can-drag");
  const hint = document.getElementById("board-drag-hint");
  hint.hidden = false;
  hint.querySelector("span").hidden = !board.querySelector(".is-sized");
  board.addEventListener("dragstart", (event) => event.preventDefault());
  board.addEventListener("pointerdown", (event) => dragging.press(event));
  board.addEventListener("pointermove", (event) => dragging.move(event));
  window.addEventListener("pointerup", () => {
    if (dragging.drag) dragging.drop();
    setTimeout(() => (dragging.isOver = false));
  });
  board.addEventListener("pointercancel", () => dragging.cancel());
  board.addEventListener("contextmenu", (event) => dragging.drag?.isTouch && event.preventDefault());
  board.addEventListener(
    "touchmove",
    (event) => dragging.drag?.isOn && event.cancelable && event.preventDefault(),
    { passive: false },
  );
  board.addEventListener(
    "click",
    (event) => {
      if (!dragging.isOver) return;
      event.preventDefault();
      event.stopImmediatePropagation();
    },
    { capture: true },
  );
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && dragging.drag) dragging.cancel();
  });
});

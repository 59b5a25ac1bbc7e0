// Filters whose state is in the address, the keyboard in the picture, and buttons that copy a command. No request is made.
(() => {
  "use strict";
  const FIELDS = ["verified", "unavailable", "failing", "unverified", "waived"];
  const MARKS = { t: 0, r: 0, s: 0, l: 0, u: 1, f: 2, n: 3, w: 4 };
  const LEVELS = "trsl";
  const LEVEL_WORDS = { t: "an imitation (twin)", r: "recorded exchanges", s: "the real product, run by us (server)", l: "the vendor's own cloud (live)" };

  const readState = () => (location.hash.includes("=") ? new URLSearchParams(location.hash.slice(1)) : new URLSearchParams());
  const writeState = (form) => {
    const state = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (value !== "") state.set(name, value);
    const text = state.toString();
    if (text || location.hash.includes("=")) history.replaceState(null, "", text ? "#" + text : location.href.split("#")[0]);
  };
  const fillForm = (form) => {
    const state = readState();
    for (const control of form.elements) {
      if (!control.name) continue;
      if (control.type === "checkbox") control.checked = state.has(control.name);
      else control.value = state.get(control.name) ?? "";
    }
  };

  // Whether a row is what the form asks for; `span` are the columns of the object that is chosen.
  const fits = (data, form, span) => {
    for (const { name, value, type, checked } of form.elements) {
      if (!name || name === "object" || type === "checkbox" || value === "") continue;
      if (name === "q") { if (!value.toLowerCase().split(/\s+/).every((word) => data.q.includes(word))) return false; }
      else if (name === "since") { if (data.day < value) return false; }
      else if (name === "verdict") { if (![...data.c.slice(...span)].some((letter) => FIELDS[MARKS[letter]] === value)) return false; }
      else if (name === "level") { if (!data.level || LEVELS.indexOf(data.level) < LEVELS.indexOf(value)) return false; }
      else if (!(data[name] ?? "").split(" ").includes(value)) return false;
    }
    return true;
  };

  const startFilters = (form) => {
    const target = document.getElementById(form.dataset.rows);
    const rows = [...target.querySelectorAll("[data-q]")];
    const data = rows.map((row) => ({ ...row.dataset }));
    const matrix = target.closest(".matrix");
    const output = form.querySelector("output");
    const style = document.head.appendChild(document.createElement("style"));
    const apply = () => {
      const span = matrix ? spanOf(form) : [];
      const all = !matrix || form.elements.all.checked;
      let shown = 0;
      rows.forEach((row, index) => {
        const is_shown = fits(data[index], form, span);
        if (row.hidden === is_shown) row.hidden = !is_shown;
        if (is_shown && (all || !row.classList.contains("past"))) shown += 1;
      });
      if (matrix) {
        matrix.classList.toggle("current", !all);
        style.textContent = span.length && span[1] - span[0] < data[0]?.c.length ? hideColumns(span) : "";
      }
      output.value = `${shown} of ${rows.length} shown`;
      for (const day of target.querySelectorAll("[data-day-group]")) day.hidden = !day.querySelector("[data-q]:not([hidden])");
    };
    form.addEventListener("input", () => { writeState(form); apply(); });
    form.addEventListener("reset", () => setTimeout(() => { writeState(form); apply(); }));
    form.addEventListener("submit", (event) => event.preventDefault());
    addEventListener("hashchange", () => { fillForm(form); apply(); });
    fillForm(form);
    apply();
  };
  const spanOf = (form) => {
    const chosen = form.elements.object.selectedOptions[0].dataset.span;
    return chosen ? chosen.split(",").map(Number) : [0];
  };
  const hideColumns = ([from, to]) =>
    `#matrix tr > :nth-child(n+3):not(:nth-child(n+${from + 3}):nth-child(-n+${to + 2})){display:none}` +
    `.matrix{--columns:${to - from};--w:2.3rem}`;

  // The picture is one stop for the keyboard: arrows go from cell to cell, Enter leads to the evidence.
  const startMatrix = (table) => {
    const note = document.getElementById("note");
    const methods = [...table.tHead.rows[0].cells].slice(2).map((cell) => cell.textContent.trim());
    let current = null;
    const describe = (cell) => {
      const row = cell.parentElement, index = cell.cellIndex - 2, letter = row.dataset.c[index];
      const verdict = FIELDS[MARKS[letter]];
      const level = letter in LEVEL_WORDS ? `, proof: ${LEVEL_WORDS[letter]}` : "";
      const fresh = row.dataset.fresh === "stale" ? ", stale: it does not count" : "";
      const when = row.dataset.ran ? `, run on ${row.dataset.ran}` : "";
      return `${row.cells[0].textContent.trim()}, ${methods[index]}: ${verdict === "unverified" ? "not known (unverified)" : verdict}${level}${when}${fresh}`;
    };
    // What is seen is told from the state alone: asking the layout would cost more than the filter itself.
    const matrix = table.closest(".matrix");
    const isRowSeen = (row) => !row.hidden && !(matrix.classList.contains("current") && row.classList.contains("past"));
    const cellAt = (row, column) => (row && column >= 2 && column < row.cells.length ? row.cells[column] : null);
    const isSeen = (cell) => cell && getComputedStyle(cell).display !== "none";
    const select = (cell, moves) => {
      if (current) { current.tabIndex = -1; current.removeAttribute("aria-label"); }
      current = cell;
      cell.tabIndex = 0;
      cell.setAttribute("aria-label", describe(cell));
      note.textContent = `${describe(cell)}. Enter leads to the evidence.`;
      if (moves) cell.focus({ preventScroll: false });
    };
    const go = (cell) => { location.href = `${cell.parentElement.cells[0].querySelector("a").getAttribute("href")}#${methods[cell.cellIndex - 2]}`; };
    const step = (cell, key) => {
      const row = cell.parentElement, rows = [...table.tBodies[0].rows];
      const across = { ArrowLeft: -1, ArrowRight: 1 }[key], down = { ArrowUp: -1, ArrowDown: 1, PageUp: -10, PageDown: 10 }[key];
      if (key === "Home" || key === "End") {
        const cells = [...row.cells].slice(2).filter(isSeen);
        return key === "Home" ? cells[0] : cells.at(-1);
      }
      if (across) {
        for (let column = cell.cellIndex + across; cellAt(row, column); column += across) if (isSeen(cellAt(row, column))) return cellAt(row, column);
        return null;
      }
      const seen = rows.filter(isRowSeen);
      const at = Math.max(0, Math.min(seen.length - 1, seen.indexOf(row) + down));
      return cellAt(seen[at], cell.cellIndex);
    };
    const ofCell = (event) => { const cell = event.target.closest("td"); return cell && cell.cellIndex >= 2 ? cell : null; };
    table.setAttribute("role", "grid");
    table.addEventListener("keydown", (event) => {
      const cell = ofCell(event);
      if (!cell) return;
      if (event.key === "Enter") { go(cell); return; }
      if (!/^(Arrow|Page|Home|End)/.test(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      const next = step(cell, event.key);
      if (next) select(next, true);
    });
    table.addEventListener("focusin", (event) => { const cell = ofCell(event); if (cell && cell !== current) select(cell, false); });
    table.addEventListener("mouseover", (event) => { const cell = ofCell(event); if (cell) note.textContent = `${describe(cell)}. Click for the evidence.`; });
    table.addEventListener("click", (event) => { const cell = ofCell(event); if (cell) go(cell); });
    const first = [...table.tBodies[0].rows].find(isRowSeen);
    if (first) { current = cellAt(first, 2); current.tabIndex = 0; current.setAttribute("aria-label", describe(current)); }
  };

  // On a version's page, the method that the address names is added to the command that runs its cases again.
  const startRepeat = (code) => {
    const whole = code.textContent;
    const show = () => {
      const item = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
      code.textContent = item && item.tagName === "LI" ? `${whole} --method ${item.id}` : whole;
    };
    addEventListener("hashchange", show);
    show();
  };
  const startCopy = (button) => button.addEventListener("click", async () => {
    const text = button.previousElementSibling.textContent;
    try { await navigator.clipboard.writeText(text); button.textContent = "copied"; }
    catch { getSelection().selectAllChildren(button.previousElementSibling); button.textContent = "selected: copy it"; }
  });

  document.querySelectorAll("form[data-rows]").forEach(startFilters);
  document.querySelectorAll("#matrix").forEach(startMatrix);
  document.querySelectorAll("#repeat").forEach(startRepeat);
  document.querySelectorAll("button.copy").forEach(startCopy);
  performance.mark("ready");
})();

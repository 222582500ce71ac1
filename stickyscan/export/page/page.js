"use strict";
// The page reads without this script. With it, a note opens in a window of its own, notes can be searched, and the
// table and the data can be taken along.
(() => {
  const entries = [...document.querySelectorAll(".entry")];
  const find = (id) => document.getElementById(id);
  const make = (name, properties) => Object.assign(document.createElement(name), properties);

  // One window for all notes.
  const dialog = make("dialog", {});
  const heading = make("h3", { id: "window-title" });
  const place = make("div", {});
  const buttons = make("div", { className: "buttons" });
  const previous = make("button", { type: "button", textContent: "← Previous" });
  const next = make("button", { type: "button", textContent: "Next →" });
  previous.setAttribute("aria-label", "Previous note");
  next.setAttribute("aria-label", "Next note");
  const close = make("button", { type: "button", textContent: "Close" });
  buttons.append(previous, next, close);
  dialog.setAttribute("aria-labelledby", heading.id);
  dialog.append(heading, place, buttons);
  document.body.append(dialog);

  // Next and previous follow the order of the map, not the groups of the list below.
  const order = [...document.querySelectorAll(".map [data-note], .wall [data-note], .loose [data-note]")].map((link) => link.dataset.note);
  const sequence = [...new Set([...order, ...entries.map((entry) => entry.id.slice("note-".length))])];
  let current = 0;

  const show = (id) => {
    const entry = find(`note-${id}`);
    if (!entry) return;
    current = sequence.indexOf(id);
    const copy = entry.cloneNode(true);
    for (const part of [copy, ...copy.querySelectorAll("[id]")]) part.removeAttribute("id");
    copy.removeAttribute("aria-labelledby");
    copy.removeAttribute("tabindex");
    copy.hidden = false;
    place.replaceChildren(copy);
    heading.textContent = `Note ${current + 1} of ${sequence.length}`;
    // A disabled button would drop the focus to nowhere.
    if (current === 0 && document.activeElement === previous) next.focus();
    if (current === sequence.length - 1 && document.activeElement === next) previous.focus();
    previous.disabled = current === 0;
    next.disabled = current === sequence.length - 1;
    if (!dialog.open) {
      dialog.showModal();
      close.focus();
    }
  };
  const step = (by) => {
    const wanted = sequence[current + by];
    if (wanted !== undefined) show(wanted);
  };
  previous.addEventListener("click", () => step(-1));
  next.addEventListener("click", () => step(1));
  close.addEventListener("click", () => dialog.close());
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "ArrowLeft") step(-1);
    if (event.key === "ArrowRight") step(1);
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });

  const mark = (target) => {
    for (const marked of document.querySelectorAll(".marked")) marked.classList.remove("marked");
    const shown = target.matches(".card") ? target.querySelector("a") : target;
    shown.classList.add("marked");
    shown.scrollIntoView({ block: "center", inline: "center" });
    shown.focus({ preventScroll: true });
  };
  document.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const link = event.target.closest("a");
    if (!link) return;
    if (link.dataset.note) {
      event.preventDefault();
      show(link.dataset.note);
    } else if (link.closest(".links")) {
      event.preventDefault();
      if (dialog.open) dialog.close();
      const target = find(link.getAttribute("href").slice(1));
      if (target) mark(target);
    }
  });

  // Tools over the map.
  const tools = find("tools");
  const search = make("input", { type: "search", placeholder: "Find in notes" });
  search.setAttribute("aria-label", "Find in notes");
  const status = make("span", { className: "status" });
  status.setAttribute("role", "status");
  const cards = [...document.querySelectorAll(".card")];
  const choice = (name, all, none) => {
    const select = make("select", {});
    select.setAttribute("aria-label", name);
    const values = [...new Set(cards.map((card) => card.dataset[name.toLowerCase()]))].sort();
    // The first choice is everything; the values are numbered, because one of them is empty.
    const options = [all, ...values.map((value) => value || none)];
    select.append(...options.map((label, number) => new Option(label, number)));
    select.hidden = values.length < 2;
    return { select, matches: (part) => select.value === "0" || part.dataset[name.toLowerCase()] === values[select.value - 1] };
  };
  const filters = [choice("Kind", "All kinds", "No kind"), choice("Colour", "All colours", "No colour")];
  const narrow = () => {
    const wanted = search.value.trim().toLocaleLowerCase();
    const matches = (part) =>
      part.textContent.toLocaleLowerCase().includes(wanted) && filters.every((filter) => filter.matches(part));
    for (const card of cards) card.classList.toggle("dim", !matches(card));
    for (const entry of entries) entry.hidden = !matches(entry);
    const found = cards.filter((card) => !card.classList.contains("dim")).length;
    status.textContent = wanted || filters.some((filter) => filter.select.value !== "0") ? `${found} of ${cards.length} notes` : "";
  };
  search.addEventListener("input", narrow);
  tools.append(search);
  for (const { select } of filters) {
    select.addEventListener("change", narrow);
    tools.append(select);
  }

  const table = document.querySelector("table.map");
  // On a phone the table is set as blocks, and some browsers would no longer call it a table.
  const roles = [["thead, tbody", "rowgroup"], ["tr", "row"], ["thead th", "columnheader"], ["tbody th", "rowheader"], ["td", "cell"]];
  if (table) {
    table.setAttribute("role", "table");
    for (const [parts, role] of roles) for (const part of table.querySelectorAll(parts)) part.setAttribute("role", role);
  }
  if (table && navigator.clipboard) {
    const cellText = (cell) => {
      if (cell.querySelector(".none")) return "";
      const said = cell.matches("th") ? [cell.querySelector(".head") || cell] : [...cell.querySelectorAll(".words, .feeling")];
      const text = said.map((part) => part.textContent.replace(/\s+/g, " ").trim()).join("\n");
      // A spreadsheet would run it as a formula.
      const safe = /^'*[=+\-@＝＋－＠]/.test(text) ? `'${text}` : text;
      return /["\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
    };
    const copy = make("button", { type: "button", textContent: "Copy table" });
    copy.addEventListener("click", async () => {
      const rows = [...table.rows].map((row) => [...row.cells].map(cellText).join("\t"));
      try {
        await navigator.clipboard.writeText(rows.join("\n"));
        status.textContent = "Copied. Paste it into a spreadsheet.";
      } catch {
        status.textContent = "The browser did not allow copying.";
      }
    });
    tools.append(copy);
  }
  const save = make("button", { type: "button", textContent: "Save data (JSON)" });
  save.addEventListener("click", () => {
    const file = new Blob([find("map-data").textContent], { type: "application/json" });
    const link = make("a", { href: URL.createObjectURL(file), download: "map.json" });
    link.click();
    URL.revokeObjectURL(link.href);
  });
  tools.append(save, status);
})();

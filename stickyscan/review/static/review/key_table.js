/** The keys, in the order in which the list of shortcuts shows them. keys.js obeys them; a test compares the two. */

/** @type {{title: string, keys: [string[], string][]}[]} */
export const KEYS = [
  {
    title: "keys.checking",
    keys: [
      [["key.enter"], "keys.enter"],
      [["1", "…", "9"], "keys.digits"],
      [["key.letters"], "keys.letters"],
      [["key.shift_enter"], "keys.newline"],
      [["key.page_down", "key.page_up"], "keys.pages"],
      [["key.escape"], "keys.escape"],
      [["Alt m", "Alt j", "…"], "keys.alt"],
    ],
  },
  {
    title: "keys.in_map",
    keys: [
      [["←", "→", "↑", "↓"], "keys.arrows"],
      [["key.enter", "F2"], "keys.edit"],
      [["a"], "keys.accept"],
      [["n", "p"], "keys.next"],
      [["m"], "keys.move"],
      [["j"], "keys.merge"],
      [["c"], "keys.connect"],
      [["o"], "keys.outline"],
      [["s"], "keys.split"],
      [["d"], "keys.draw"],
      [["key.delete"], "keys.delete"],
    ],
  },
  {
    title: "keys.in_photo",
    keys: [
      [["+", "−"], "keys.zoom"],
      [["0"], "keys.fit"],
      [["z"], "keys.close_up"],
      [["key.shift_arrows"], "keys.corner"],
    ],
  },
  {
    title: "keys.everywhere",
    keys: [
      [["key.ctrl_z"], "keys.undo"],
      [["key.ctrl_shift_z"], "keys.redo"],
      [["F6"], "keys.panes"],
      [["/"], "keys.find"],
      [["?"], "keys.help"],
    ],
  },
];

/*
 * The menus of a column and of a cell: what can be done there, in words.
 */

import { letters } from "./api.js";
import { chooseValues } from "./filter.js";
import { openMenu } from "./menu.js";

export class Menus {
  constructor(grid, commands) {
    Object.assign(this, { grid, commands });
  }

  ofColumn(column, x, y) {
    const { commands, grid } = this;
    const name = letters(column);
    const isFiltered = !!grid.tab.sheet.basicFilter?.criteria?.[column];
    openMenu(x, y, [
      [`Sort sheet A to Z by column ${name}`, () => commands.sort(column, "ASCENDING")],
      [`Sort sheet Z to A by column ${name}`, () => commands.sort(column, "DESCENDING")],
      null,
      ["Filter by values …", () => this.#filter(column)],
      isFiltered && [`Take off the filter of column ${name}`, () => commands.filter(column)],
      null,
      ["Insert column left", () => commands.insert("COLUMNS", column, "after")],
      ["Insert column right", () => commands.insert("COLUMNS", column + 1, "before")],
      [`Delete column ${name}`, () => commands.remove("COLUMNS", column, column)],
      null,
      [`Hide column ${name}`, () => commands.hide(column, column, true)],
      ...this.#hidden(),
    ], grid.sheet);
  }

  ofCell(x, y) {
    const { commands, grid } = this;
    const { top, bottom } = grid.area;
    const { row, column } = grid.active;
    const many = bottom > top ? `Delete rows ${top + 1} to ${bottom + 1}` : `Delete row ${top + 1}`;
    openMenu(x, y, [
      ["Insert row above", () => commands.insert("ROWS", top, "after")],
      ["Insert row below", () => commands.insert("ROWS", bottom + 1, "before")],
      [many, () => commands.remove("ROWS", top, bottom)],
      null,
      [`Sort sheet A to Z by column ${letters(column)}`, () => commands.sort(column, "ASCENDING")],
      [`Sort sheet Z to A by column ${letters(column)}`, () => commands.sort(column, "DESCENDING")],
      [`Show only rows like this in column ${letters(column)}`, () => commands.filterLike(row, column)],
      ["Filter by values …", () => this.#filter(column)],
      null,
      ["Clear cells", () => commands.clear()],
    ], grid.sheet);
  }

  async #filter(column) {
    const criterion = await chooseValues(this.grid.tab, column);
    this.grid.focus();
    if (criterion !== undefined) await this.commands.filter(column, criterion);
  }

  /** One entry for each run of columns that a person has hidden. */
  #hidden() {
    const { columns, columnCount } = this.grid.tab;
    const runs = [];
    for (let at = 0; at < columnCount; at += 1) {
      if (columns.size(at) > 0) continue;
      if (runs.at(-1)?.[1] === at - 1) runs.at(-1)[1] = at;
      else runs.push([at, at]);
    }
    return runs.map(([first, last]) => {
      const names = first === last ? `column ${letters(first)}` : `columns ${letters(first)} to ${letters(last)}`;
      return [`Show ${names}`, () => this.commands.hide(first, last, false)];
    });
  }
}

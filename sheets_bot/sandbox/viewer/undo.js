/*
 * What this person did, step by step, so that it can be taken back and done again. Each step knows
 * both ways; taking one back touches nothing that the bot has written since.
 */

const MOST = 100;

export class History {
  /** *onChange()* is called when there is something else to take back. */
  constructor(onChange) {
    this.onChange = onChange;
    this.forget();
  }

  forget() {
    this.done = [];
    this.undone = [];
    this.onChange(this);
  }

  /** Notes a step that was done: `what` in words, `forth()` and `back()`. */
  add(step) {
    this.done = [...this.done, step].slice(-MOST);
    this.undone = [];
    this.onChange(this);
  }

  /** The step that would be taken back, or be done again. */
  get last() { return this.done.at(-1); }

  get next() { return this.undone.at(-1); }

  /** Takes the last step back and returns it; a step that fails is forgotten, and its error thrown. */
  async undo() {
    const step = this.done.pop();
    await this.#try(step, () => step.back(), this.undone);
    return step;
  }

  async redo() {
    const step = this.undone.pop();
    await this.#try(step, () => step.forth(), this.done);
    return step;
  }

  async #try(step, act, list) {
    try {
      await act();
      list.push(step);
    } finally {
      this.onChange(this);
    }
  }
}

/** Thrown by a step that can no longer be taken back; the message says why. */
export class CannotUndo extends Error {}

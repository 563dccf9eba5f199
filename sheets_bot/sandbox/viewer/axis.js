/*
 * Sizes along one dimension: where a row or a column begins, and which one lies at a pixel.
 * Hidden ones have no size. Knows no page and no cells.
 */

export class Axis {
  /** *sizes* in pixels, 0 for a hidden one. */
  constructor(sizes) {
    this.count = sizes.length;
    this.starts = new Float64Array(sizes.length + 1);
    sizes.forEach((size, at) => { this.starts[at + 1] = this.starts[at] + size; });
  }

  get total() { return this.starts[this.count]; }

  start(at) { return this.starts[Math.min(at, this.count)]; }

  size(at) { return this.starts[at + 1] - this.starts[at]; }

  /** The size of *first* to *last*, both included. */
  span(first, last) { return this.start(last + 1) - this.start(first); }

  /** The visible entry at a pixel; clamped to the first and the last. */
  at(pixel) {
    let low = 0;
    let high = this.count - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.starts[middle + 1] > pixel) high = middle;
      else low = middle + 1;
    }
    return Math.max(0, low);
  }

  /** The next visible entry after *from* in a direction, or *from* when there is none. */
  next(from, step) {
    for (let at = from + step; at >= 0 && at < this.count; at += step) {
      if (this.size(at) > 0) return at;
    }
    return from;
  }

  /** All visible entries. */
  visible() {
    return Array.from({ length: this.count }, (_, at) => at).filter((at) => this.size(at) > 0);
  }

  /** The visible entry nearest to *at*. */
  nearest(at) {
    const inside = Math.max(0, Math.min(at, this.count - 1));
    if (this.size(inside) > 0) return inside;
    const after = this.next(inside, 1);
    return after !== inside ? after : this.next(inside, -1);
  }
}

/** An axis from the API's DimensionProperties. */
export const axisOf = (properties, count, usual) =>
  new Axis(Array.from({ length: count }, (_, at) => {
    const { pixelSize = usual, hiddenByUser, hiddenByFilter } = properties[at] ?? {};
    return hiddenByUser || hiddenByFilter ? 0 : pixelSize;
  }));

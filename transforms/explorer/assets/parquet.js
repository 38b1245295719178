"use strict";
/* A small writer of Parquet: one row group, one plain uncompressed page a column, every column optional.
   Format: github.com/apache/parquet-format, metadata in Thrift's compact protocol. */
R.parquet = (function () {
  const utf8 = new TextEncoder();
  const INT32 = 1, INT64 = 2, DOUBLE = 5, BYTES = 6; // physical types
  const KINDS = { string: [BYTES, 0], double: [DOUBLE, null], int64: [INT64, null], date: [INT32, 6], list: [BYTES, 0] };

  function Out() { this.bytes = new Uint8Array(1 << 16); this.length = 0; }
  Out.prototype.room = function (n) {
    if (this.length + n <= this.bytes.length) return;
    const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.length + n));
    larger.set(this.bytes);
    this.bytes = larger;
  };
  Out.prototype.byte = function (b) { this.room(1); this.bytes[this.length++] = b; };
  Out.prototype.raw = function (some) { this.room(some.length); this.bytes.set(some, this.length); this.length += some.length; };
  Out.prototype.view = function (n) { this.room(n); this.length += n; return new DataView(this.bytes.buffer, this.length - n, n); };
  Out.prototype.int32 = function (n) { this.view(4).setInt32(0, n, true); };
  Out.prototype.varint = function (n) { // up to 2^53
    while (n > 127) { this.byte((n % 128) | 128); n = Math.floor(n / 128); }
    this.byte(n);
  };
  Out.prototype.done = function () { return this.bytes.subarray(0, this.length); };

  // Thrift: a struct is a list of [field number, type, value], numbers rising.
  const I32 = 5, I64 = 6, TEXT = 8, LIST = 9, STRUCT = 12;
  function thrift(out, type, value) {
    if (type === I32 || type === I64) out.varint(value >= 0 ? value * 2 : -value * 2 - 1);
    else if (type === TEXT) { const bytes = utf8.encode(value); out.varint(bytes.length); out.raw(bytes); }
    else if (type === LIST) {
      const [of, items] = value;
      if (items.length < 15) out.byte((items.length << 4) | of);
      else { out.byte(0xf0 | of); out.varint(items.length); }
      for (const item of items) thrift(out, of, item);
    } else {
      let last = 0;
      for (const [field, kind, one] of value) {
        if (one === null) continue;
        out.byte(((field - last) << 4) | kind);
        last = field;
        thrift(out, kind, one);
      }
      out.byte(0);
    }
  }

  /** Levels as runs, after their length. */
  function levels(out, list) {
    const runs = new Out();
    for (let at = 0; at < list.length;) {
      let end = at + 1;
      while (end < list.length && list[end] === list[at]) end++;
      runs.varint((end - at) * 2);
      runs.byte(list[at]);
      at = end;
    }
    out.int32(runs.length);
    out.raw(runs.done());
  }
  function plain(out, kind, value) {
    if (kind === BYTES) { const bytes = utf8.encode(value); out.int32(bytes.length); out.raw(bytes); }
    else if (kind === DOUBLE) out.view(8).setFloat64(0, value, true);
    else if (kind === INT64) out.view(8).setBigInt64(0, BigInt(value), true);
    else out.int32(Math.round(Date.parse(value + "T00:00:00Z") / 86400000));
  }
  /** [values with levels, page]: of one column. */
  function page(type, cells) {
    const out = new Out(), kind = KINDS[type][0], definition = [], repetition = [], present = [];
    for (const cell of cells) {
      const missing = cell === null || cell === undefined;
      if (type !== "list") {
        definition.push(missing ? 0 : 1);
        if (!missing) present.push(cell);
      } else if (missing || !cell.length) {
        definition.push(missing ? 0 : 1);
        repetition.push(0);
      } else {
        cell.forEach(function (item, at) { definition.push(3); repetition.push(at ? 1 : 0); present.push(item); });
      }
    }
    if (type === "list") levels(out, repetition);
    levels(out, definition);
    for (const value of present) plain(out, kind, value);
    return [definition.length, out.done()];
  }

  /** columns: [[name, "string" | "double" | "int64" | "date" | "list" (of strings)]]; rows: arrays of cells. */
  return function (columns, rows) {
    const file = new Out(), chunks = [];
    file.raw(utf8.encode("PAR1"));
    const schema = [[[4, TEXT, "schema"], [5, I32, columns.length]]];
    columns.forEach(function ([name, type], at) {
      const [kind, logical] = KINDS[type];
      if (type === "list") {
        schema.push([[3, I32, 1], [4, TEXT, name], [5, I32, 1], [6, I32, 3]], [[3, I32, 2], [4, TEXT, "list"], [5, I32, 1]],
          [[1, I32, kind], [3, I32, 1], [4, TEXT, "element"], [6, I32, logical]]);
      } else schema.push([[1, I32, kind], [3, I32, 1], [4, TEXT, name], [6, I32, logical]]);
      const start = file.length;
      const [values, body] = page(type, rows.map(function (row) { return row[at]; }));
      thrift(file, STRUCT, [[1, I32, 0], [2, I32, body.length], [3, I32, body.length],
        [5, STRUCT, [[1, I32, values], [2, I32, 0], [3, I32, 3], [4, I32, 3]]]]);
      file.raw(body);
      const size = file.length - start;
      chunks.push([[2, I64, start], [3, STRUCT, [[1, I32, kind], [2, LIST, [I32, [0, 3]]],
        [3, LIST, [TEXT, type === "list" ? [name, "list", "element"] : [name]]], [4, I32, 0], [5, I64, values],
        [6, I64, size], [7, I64, size], [9, I64, start]]]]);
    });
    const start = file.length;
    thrift(file, STRUCT, [[1, I32, 1], [2, LIST, [STRUCT, schema]], [3, I64, rows.length],
      [4, LIST, [STRUCT, [[[1, LIST, [STRUCT, chunks]], [2, I64, start - 4], [3, I64, rows.length]]]]],
      [6, TEXT, "raquan explorer"]]);
    file.int32(file.length - start);
    file.raw(utf8.encode("PAR1"));
    return file.done();
  };
})();

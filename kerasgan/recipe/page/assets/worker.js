"use strict";
// Networks run in workers, so that the page answers while they do; where a browser refuses workers, in the page itself.

// What a worker does; it is given the engine's text and this function's.
const serve = () => {
  const networks = new Map();
  onmessage = ({ data: { order, name, program, bytes, given, n, shapes } }) => {
    try {
      if (program) networks.set(name, new Network(program, bytes));
      else {
        const made = networks.get(name).run(given, n, shapes);
        postMessage({ order, ...made }, [made.data.buffer]);
      }
    } catch (error) {
      postMessage({ order, error: `${error}` });
    }
  };
};

const MOST_WORKERS = 4;

// One network, its samples shared out among workers.
class Player {
  constructor(program, workers) {
    const { data, ...plain } = program;
    this.program = plain;
    this.bytes = fromBase64(data).buffer;
    this.workers = [];
    this.waiting = new Map();
    this.orders = 0;
    this.most = Math.max(1, Math.min(workers ?? (navigator.hardwareConcurrency || 2), MOST_WORKERS));
  }

  // Workers start one after the other, the next when there is more than one sample for each.
  hire() {
    if (this.workers.length >= this.most || this.refused) return;
    const source = `${document.getElementById("engine").textContent}\n(${serve})();`;
    const address = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
    try {
      const worker = new Worker(address);
      worker.onmessage = ({ data }) => {
        const { resolve, reject } = this.waiting.get(data.order);
        this.waiting.delete(data.order);
        if (data.error) reject(new Error(data.error));
        else resolve(data);
      };
      worker.onerror = () => this.fall();
      worker.postMessage({ name: "network", program: this.program, bytes: this.bytes });
      this.workers.push(worker);
    } catch {
      this.fall();
    }
  }

  // Does without workers from now on; what waits is made in the page.
  fall() {
    this.refused = true;
    this.workers.forEach((worker) => worker.terminate());
    this.workers = [];
    const left = [...this.waiting.values()];
    this.waiting.clear();
    left.forEach(({ again, resolve, reject }) => { try { resolve(again()); } catch (error) { reject(error); } });
  }

  here(given, n, shapes) {
    this.network ??= new Network(this.program, this.bytes);
    return this.network.run(given, n, shapes);
  }

  asked(worker, given, n, shapes) {
    const order = this.orders++;
    return new Promise((resolve, reject) => {
      this.waiting.set(order, { resolve, reject, again: () => this.here(given, n, shapes) });
      worker.postMessage({ order, name: "network", given, n, shapes });
    });
  }

  // Resolves to { data, shape } of `n` samples; `given` are arrays by the names of the network's inputs.
  async play(given, n, shapes = {}) {
    const hired = this.workers.length;
    if (hired < this.most && (hired === 0 || n > hired)) this.hire();
    if (this.refused) return this.here(given, n, shapes);
    const share = Math.ceil(n / this.workers.length), parts = [];
    this.workers.forEach((worker, number) => {
      const start = number * share, size = Math.min(share, n - start);
      if (size <= 0) return;
      const cut = (values) => values.slice((start * values.length) / n, ((start + size) * values.length) / n);
      const own = Object.fromEntries(Object.entries(given).map(([name, values]) => [name, cut(values)]));
      parts.push(this.asked(worker, own, size, shapes));
    });
    const made = await Promise.all(parts);
    if (made.length === 1) return made[0];
    const data = new Float32Array(made.reduce((sum, part) => sum + part.data.length, 0));
    made.reduce((at, part) => { data.set(part.data, at); return at + part.data.length; }, 0);
    return { data, shape: [n, ...made[0].shape.slice(1)] };
  }
}

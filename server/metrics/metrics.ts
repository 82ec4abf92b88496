// Numbers for Prometheus, in its text format (https://prometheus.io/docs/instrumenting/exposition_formats/). Labels
// take their values from lists that are known beforehand, and every metric has room for so many series: nothing that
// people do can name itself here, or make them without end.

export type Labels = Readonly<Record<string, string>>;

export interface Counter {
  add(labels?: Labels, amount?: number): void;
}

export interface Histogram {
  observe(value: number, labels?: Labels): void;
}

/** A value that is looked up when somebody asks. */
export interface Sample {
  readonly labels?: Labels;
  readonly value: number;
}

export interface Metrics {
  counter(name: string, help: string): Counter;
  /** @param bounds of the buckets, rising */
  histogram(name: string, help: string, bounds: readonly number[]): Histogram;
  /** One that throws is left out of that answer. */
  gauge(name: string, help: string, read: () => readonly Sample[] | Promise<readonly Sample[]>): void;
  /** Counts that somebody else keeps. */
  counted(name: string, help: string, read: () => readonly Sample[]): void;
  /** Everything, as Prometheus reads it. */
  text(): Promise<string>;
}

/** Far more than routes times statuses ever are. */
const MOST_SERIES = 2000;

interface Family {
  readonly name: string;
  readonly help: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly lines: () => readonly string[] | Promise<readonly string[]>;
}

interface Buckets {
  readonly labels: Labels;
  readonly counts: number[];
  sum: number;
  count: number;
}

export function openMetrics(): Metrics {
  const families: Family[] = [];

  function looked(
    type: "counter" | "gauge",
    name: string,
    help: string,
    read: () => readonly Sample[] | Promise<readonly Sample[]>,
  ): void {
    const lines = async (): Promise<readonly string[]> => {
      const samples = await read();
      return samples.map(({ labels = {}, value }) => `${name}${labelText(labels)} ${value}`);
    };
    families.push({ name, help, type, lines });
  }

  return {
    counter(name, help) {
      const series = boundedSeries(() => ({ value: 0 }));
      families.push({
        name,
        help,
        type: "counter",
        lines: () => series.all().map(([labels, { value }]) => `${name}${labels} ${value}`),
      });
      return {
        add(labels = {}, amount = 1) {
          const one = series.of(labels);
          if (one !== null) one.value += amount;
        },
      };
    },
    histogram(name, help, bounds) {
      const series = boundedSeries<Buckets>((labels) => ({
        labels,
        counts: bounds.map(() => 0),
        sum: 0,
        count: 0,
      }));
      families.push({
        name,
        help,
        type: "histogram",
        lines: () => series.all().flatMap(([, buckets]) => bucketLines(name, bounds, buckets)),
      });
      return {
        observe(value, labels = {}) {
          const buckets = series.of(labels);
          if (buckets === null) return;
          buckets.sum += value;
          buckets.count += 1;
          for (let n = bounds.length - 1; n >= 0 && value <= bounds[n]!; n -= 1) buckets.counts[n]! += 1;
        },
      };
    },
    gauge: (name, help, read) => looked("gauge", name, help, read),
    counted: (name, help, read) => looked("counter", name, help, read),
    async text() {
      const parts = await Promise.all(
        families.map(async ({ name, help, type, lines }) => {
          const rows = await Promise.resolve()
            .then(lines)
            .catch(() => []);
          return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...rows].join("\n");
        }),
      );
      return `${parts.join("\n")}\n`;
    },
  };
}

interface Series<T> {
  /** Null where there is no room for another. */
  of(labels: Labels): T | null;
  all(): readonly (readonly [string, T])[];
}

function boundedSeries<T>(make: (labels: Labels) => T): Series<T> {
  const known = new Map<string, T>();
  return {
    of(labels) {
      const key = labelText(labels);
      const found = known.get(key);
      if (found !== undefined) return found;
      if (known.size >= MOST_SERIES) return null;
      const made = make(labels);
      known.set(key, made);
      return made;
    },
    all: () => [...known],
  };
}

function bucketLines(name: string, bounds: readonly number[], buckets: Buckets): readonly string[] {
  const { labels, counts, sum, count } = buckets;
  const within = (le: string, value: number): string =>
    `${name}_bucket${labelText({ ...labels, le })} ${value}`;
  return [
    ...bounds.map((bound, n) => within(String(bound), counts[n] ?? 0)),
    within("+Inf", count),
    `${name}_sum${labelText(labels)} ${sum}`,
    `${name}_count${labelText(labels)} ${count}`,
  ];
}

/** Whoever counts the same thing again and again hands in the same labels. */
const texts = new WeakMap<Labels, string>();

function labelText(labels: Labels): string {
  const known = texts.get(labels);
  if (known !== undefined) return known;
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${name}="${value.replaceAll(/[\\"\n]/g, "_")}"`,
  );
  const text = pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
  texts.set(labels, text);
  return text;
}

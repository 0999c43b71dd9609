/** The bridge chart, drawn from the table beside it, so that both always say the same. */
import { BarChart } from "echarts/charts";
import { GridComponent, TooltipComponent } from "echarts/components";
import * as echarts from "echarts/core";
import { SVGRenderer } from "echarts/renderers";

echarts.use([BarChart, GridComponent, TooltipComponent, SVGRenderer]);

interface Step {
  key: string;
  label: string;
  text: string;
  low: number;
  high: number;
  minor: number;
  isEnd: boolean;
  link: HTMLAnchorElement | null;
}

function stepsOf(table: HTMLElement, exponent: number): Step[] {
  const scale = 10 ** exponent;
  return [...table.querySelectorAll<HTMLElement>("tbody tr")].map((row) => {
    const start = Number(row.dataset.start) / scale;
    const end = Number(row.dataset.end) / scale;
    return {
      key: row.dataset.step ?? "",
      label: row.dataset.label ?? "",
      text: row.dataset.text ?? "",
      low: Math.min(start, end),
      high: Math.max(start, end),
      minor: Number(row.dataset.minor),
      isEnd: row.classList.contains("is-end"),
      link: row.querySelector("a"),
    };
  });
}

function shade(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}

/** Where the axis starts: near the bars, when small steps would drown between two great balances. */
function floorOf(steps: Step[]): number {
  const inner = steps.filter((step) => !step.isEnd);
  const ends = steps.filter((step) => step.isEnd).map((step) => step.high + step.low);
  const levels = [...inner.flatMap((step) => [step.low, step.high]), ...ends];
  const lowest = Math.min(...levels);
  const highest = Math.max(...levels);
  if (lowest <= 0 || highest - lowest > 0.6 * highest) return Math.min(0, lowest);
  const rough = lowest - (highest - lowest) * 0.35 - highest * 0.002;
  const grain = 10 ** Math.floor(Math.log10(highest - lowest || highest || 1));
  return Math.max(0, Math.floor(rough / grain) * grain);
}

function optionOf(steps: Step[], narrow: boolean, width: number): echarts.EChartsCoreOption {
  const floor = floorOf(steps);
  const ink = shade("--ink");
  const room = Math.max(36, (width - 64) / steps.length - 6);
  const crowded = narrow || room < 84;
  const soft = shade("--ink-soft");
  const colour = (step: Step): string =>
    step.isEnd ? shade("--accent") : step.minor > 0 ? shade("--down") : shade("--up");
  const shortened = new Intl.NumberFormat(document.documentElement.lang, { notation: "compact", maximumFractionDigits: 1 });
  const names = { type: "category", data: steps.map((step) => step.label), axisTick: { show: false },
    axisLine: { lineStyle: { color: shade("--line-strong") } }, inverse: narrow,
    axisLabel: { color: soft, fontSize: crowded ? 10.5 : 12, interval: 0, lineHeight: crowded ? 13 : 15,
      width: narrow ? 104 : room, overflow: narrow ? "truncate" : "break" } };
  const values = { type: "value", min: floor, splitLine: { lineStyle: { color: shade("--line") } },
    axisLabel: { color: soft, fontSize: 11, formatter: (value: number) => shortened.format(value), hideOverlap: true } };
  const visible = (step: Step): number => Math.max(0, step.high - Math.max(step.low, floor));
  return {
    animationDuration: 350,
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
    grid: { left: 8, right: narrow ? 92 : 12, top: narrow ? 8 : 28, bottom: 4, containLabel: true },
    xAxis: narrow ? values : names,
    yAxis: narrow ? names : values,
    series: [
      { type: "bar", stack: "bridge", silent: true, itemStyle: { color: "transparent" }, barCategoryGap: "38%",
        data: steps.map((step) => (step.low < 0 && step.high > 0 ? 0 : step.isEnd ? 0 : Math.max(step.low, floor))) },
      { type: "bar", stack: "bridge", barMaxWidth: 64,
        label: { show: true, position: narrow ? "right" : "top", color: ink, fontSize: room < 72 ? 10 : 11, fontWeight: 600,
          formatter: ({ dataIndex }: { dataIndex: number }) => steps[dataIndex]?.text ?? "" },
        data: steps.map((step) => ({
          value: step.isEnd ? step.high + step.low : visible(step),
          itemStyle: { color: colour(step), borderRadius: 2, opacity: step.isEnd ? 1 : 0.88 },
          cursor: step.link ? "pointer" : "default",
        })) },
    ],
  };
}

function draw(holder: HTMLElement): void {
  const table = holder.closest(".bridge")?.querySelector<HTMLElement>("[data-bridge-rows]");
  if (!table) return;
  const steps = stepsOf(table, Number(holder.dataset.exponent ?? "2"));
  const narrow = holder.clientWidth < 560;
  holder.classList.toggle("is-narrow", narrow);
  if (narrow) holder.style.height = `${steps.length * 34 + 48}px`;
  else holder.style.height = "";
  const chart = echarts.getInstanceByDom(holder) ?? echarts.init(holder, null, { renderer: "svg" });
  const note = holder.parentElement?.querySelector<HTMLElement>("[data-axis-note]");
  if (note) note.hidden = floorOf(steps) === 0;
  chart.resize({ width: holder.clientWidth, height: holder.clientHeight });
  chart.setOption(optionOf(steps, narrow, holder.clientWidth), true);
  chart.off("click");
  chart.on("click", (event) => steps[event.dataIndex ?? -1]?.link?.click());
}

export function drawBridges(): void {
  const all = (): void => document.querySelectorAll<HTMLElement>("[data-bridge]").forEach(draw);
  all();
  let wait = 0;
  window.addEventListener("resize", () => {
    window.clearTimeout(wait);
    wait = window.setTimeout(all, 120);
  });
  document.addEventListener("theme:changed", all);
  document.body.addEventListener("htmx:oobAfterSwap", all);
  window.addEventListener("beforeprint", all);
}

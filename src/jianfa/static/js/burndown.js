/* The burn-down: what is left over time, the plan as a broken line, today as a red point.
   Reads <script type="application/json" id="…"> named by data-burndown; the same figures stand in the table beside it. */
(function () {
  "use strict";
  if (!window.echarts) return; /* then the table stays open */

  const token = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

  function option(data, calm) {
    const { points, plan, labels } = data;
    const last = points[points.length - 1];
    const green = token("--green");
    const quiet = token("--quiet");
    const font = { color: quiet, fontSize: 11, fontFamily: getComputedStyle(document.body).fontFamily };
    const firstDay = points[0][0];
    const lastDay = [last[0], plan.length ? plan[plan.length - 1][0] : last[0]].sort().pop();
    return {
      animation: !calm,
      textStyle: font,
      grid: { left: 2, right: 8, top: 12, bottom: 4 },
      tooltip: {
        trigger: "axis",
        renderMode: "richText", /* drawn in the canvas: inline styles are not allowed on our pages */
        backgroundColor: "#fff",
        borderColor: token("--line"),
        borderWidth: 1,
        shadowBlur: 0,
        shadowColor: "transparent",
        textStyle: { color: token("--ink"), fontSize: 12 },
        axisPointer: { lineStyle: { color: token("--faint"), type: "solid" } },
        formatter: (items) => [items[0].axisValueLabel.slice(0, 10)]
          .concat(items.map((item) => `${item.seriesName} ${item.value[1]}`)).join("\n"),
      },
      xAxis: {
        type: "time", min: firstDay, max: lastDay, show: true,
        axisLine: { show: false }, axisTick: { show: false }, splitLine: { show: false }, axisLabel: { show: false },
        axisPointer: { label: { show: false } },
      },
      yAxis: { type: "value", min: 0, show: false },
      series: [
        {
          name: labels.left, type: "line", data: points, emphasis: { disabled: true }, showSymbol: false, symbol: "circle", symbolSize: 7,
          z: 2, lineStyle: { color: green, width: 2 }, itemStyle: { color: green }, areaStyle: { color: token("--green-pale"), opacity: 1 },
          markPoint: {
            symbol: "circle", symbolSize: 7, silent: true, itemStyle: { color: token("--red") },
            data: [{ coord: last }],
            label: { show: true, position: "top", distance: 6, formatter: `${labels.today} ${last[1]}`, ...font },
          },
        },
        {
          name: labels.plan, type: "line", data: plan, emphasis: { disabled: true }, showSymbol: false, symbol: "none", z: 3,
          lineStyle: { color: token("--stopped-mark"), width: 1, type: [3, 3] }, itemStyle: { color: quiet },
        },
      ],
    };
  }

  /* The words under the axis are text in the page, so that they can be read, enlarged and printed. */
  function captions(place, labels) {
    const line = document.createElement("div");
    line.className = "burndown-ends second";
    [labels.start, `┄ ${labels.plan}`, labels.end].forEach((text) => {
      const word = document.createElement("span");
      word.textContent = text || "";
      line.append(word);
    });
    line.setAttribute("aria-hidden", "true");
    place.after(line);
  }

  document.querySelectorAll("[data-burndown]").forEach((place) => {
    const source = document.getElementById(place.dataset.burndown);
    const data = source && JSON.parse(source.textContent);
    if (!data || !data.points.length) return;
    const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
    place.hidden = false;
    const chart = window.echarts.init(place, null, { renderer: "canvas" });
    chart.setOption(option(data, calm));
    captions(place, data.labels);
    const table = place.parentElement.querySelector("[data-burndown-table]");
    if (table) table.open = false;
    new ResizeObserver(() => chart.resize()).observe(place);
  });
})();

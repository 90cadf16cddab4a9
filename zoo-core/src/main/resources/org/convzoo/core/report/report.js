'use strict';
(() => {
  const data = JSON.parse(document.getElementById('report-data').textContent);
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const color = name => getComputedStyle(document.documentElement).getPropertyValue('--' + name).trim();
  const charts = [];

  /** At most five digits, as axis labels need them: uPlot's own format rounds small learning rates to 0. */
  const number = value => {
    if (value == null) return '–';
    const size = Math.abs(value);
    if (size >= 1e3) return Math.round(value).toLocaleString('en');
    return size !== 0 && size < 1e-4 ? Number(value.toPrecision(4)).toExponential() : String(Number(value.toPrecision(5)));
  };
  const percent = value => value == null ? '–' : Number((100 * value).toPrecision(4)) + ' %';

  const axis = (label, format, more) => ({
    label,
    size: 30,
    labelSize: 22,
    labelGap: 0,
    labelFont: '12px system-ui, sans-serif',
    font: '11.5px system-ui, sans-serif',
    stroke: () => color('muted'),
    grid: {stroke: () => color('line'), width: 1},
    ticks: {stroke: () => color('line'), width: 1, size: 5},
    values: (_, splits) => splits.map(value => value == null ? '' : format(value)),
    ...more,
  });
  const vertical = format => axis(undefined, format, {size: 62, labelSize: 0});
  const wholeNumbers = {incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000]};

  const line = (label, name, format, more) => ({
    label,
    stroke: () => color(name),
    width: 2,
    value: (_, value) => format(value),
    points: {show: data.epoch.length <= 40, size: 6},
    ...more,
  });

  /** A dashed line from one place of the chart to another, in units of the axes. */
  const dashed = (plot, x1, y1, x2, y2) => {
    const context = plot.ctx;
    context.save();
    context.strokeStyle = color('muted');
    context.lineWidth = devicePixelRatio;
    context.setLineDash([4 * devicePixelRatio, 4 * devicePixelRatio]);
    context.beginPath();
    context.moveTo(plot.valToPos(x1, 'x', true), plot.valToPos(y1, 'y', true));
    context.lineTo(plot.valToPos(x2, 'x', true), plot.valToPos(y2, 'y', true));
    context.stroke();
    context.restore();
  };
  const bestEpoch = plot => data.epoch.length > 1 && data.bestEpoch
      && dashed(plot, data.bestEpoch, plot.scales.y.min, data.bestEpoch, plot.scales.y.max);
  const diagonal = plot => dashed(plot, 0, 0, 1, 1);

  const chart = (id, columns, options) => {
    const place = document.getElementById(id);
    if (!place) return;
    const width = () => Math.max(240, Math.floor(place.clientWidth));
    const height = options.height || 250;
    const plot = new uPlot({...options, width: width(), height}, columns, place);
    charts.push(plot);
    new ResizeObserver(() => {
      if (plot.width !== width()) plot.setSize({width: width(), height});
    }).observe(place);
  };

  const byEpoch = (id, columns, series, format, yScale) => chart(id, [data.epoch, ...columns], {
    scales: {
      x: {time: false, range: (_, min, max) => min === max ? [min - 1, max + 1] : [min, max]},
      y: yScale || {},
    },
    axes: [axis('epoch', number, wholeNumbers), vertical(format)],
    series: [{label: 'epoch', value: (_, value) => number(value)}, ...series],
    cursor: {sync: {key: 'epochs'}, drag: {x: true, y: false}},
    hooks: {drawAxes: [bestEpoch]},
  });

  byEpoch('loss', [data.trainLoss, data.validationLoss],
      [line('training', 'blue', number), line('validation', 'orange', number)], number);
  byEpoch('score', [data.validationScore], [line('validation', 'orange', percent)], percent,
      {range: (_, min, max) => {
        if (min == null) return [0, 1];
        const [low, high] = uPlot.rangeNum(min, max, 0.1, true);
        return [Math.max(0, low), Math.min(1, high)];
      }});
  byEpoch('learning-rate', [data.learningRate], [line('learning rate', 'violet', number)], number,
      {range: (_, min, max) => [Math.min(0, min), max > 0 ? 1.1 * max : 1]});
  byEpoch('speed', [data.imagesPerSecond], [line('pictures per second', 'green', number)], number,
      {range: (_, min, max) => [0, max > 0 ? 1.1 * max : 1]});

  const middle = (data.reliability || []).map(bin => (bin.from + bin.to) / 2);
  const bars = (label, name, format) => ({
    label,
    stroke: () => color(name),
    fill: () => color(name) + '66',
    value: (_, value) => format(value),
    paths: uPlot.paths.bars({size: [0.94, 100]}),
    points: {show: false},
  });
  const confidence = {
    label: 'confidence',
    value: (_, value, __, index) =>
      index == null ? '–' : percent(data.reliability[index].from) + ' to ' + percent(data.reliability[index].to),
  };
  chart('reliability', [middle, (data.reliability || []).map(bin => bin.images ? bin.accuracy : null)], {
    scales: {x: {time: false, range: [0, 1]}, y: {range: [0, 1]}},
    axes: [axis('confidence', percent), vertical(percent)],
    series: [confidence, bars('accuracy', 'blue', percent)],
    cursor: {sync: {key: 'confidence'}, drag: {x: false, y: false}},
    hooks: {draw: [diagonal]},
  });
  chart('confidence', [middle, (data.reliability || []).map(bin => bin.images)], {
    scales: {x: {time: false, range: [0, 1]}, y: {range: (_, min, max) => [0, 1.05 * max]}},
    axes: [axis('confidence', percent), vertical(number)],
    series: [confidence, bars('pictures', 'violet', number)],
    cursor: {sync: {key: 'confidence'}, drag: {x: false, y: false}},
  });
  if (data.roc) {
    chart('roc', [data.roc.falsePositiveRate, data.roc.truePositiveRate], {
      height: 380,
      scales: {x: {time: false, range: [0, 1]}, y: {range: [0, 1.02]}},
      axes: [axis('false positive rate', percent), vertical(percent)],
      series: [{label: 'false positives', value: (_, value) => percent(value)},
        line('true positives', 'blue', percent, {points: {show: false}})],
      cursor: {drag: {x: false, y: false}},
      hooks: {drawAxes: [diagonal]},
    });
  }

  dark.addEventListener('change', () => charts.forEach(plot => plot.redraw(false, true)));

  // What a cell means, made when the pointer comes by: a table of a hundred classes has ten thousand.
  document.querySelector('.confusion')?.addEventListener('pointerover', event => {
    const cell = event.target.closest('td');
    if (cell && !cell.title) {
      const row = cell.parentElement;
      const heads = row.closest('table').tHead.rows[0].cells;
      cell.title = `true ${row.cells[0].textContent}, predicted ${heads[cell.cellIndex].textContent}: ${cell.textContent || 0}`;
    }
  });
})();

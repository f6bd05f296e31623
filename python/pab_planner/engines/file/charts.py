"""Column charts of an openpyxl worksheet, as xlwings sees them; of others, name, place and series are known."""

from typing import Any

from openpyxl.chart import BarChart, Reference, Series
from openpyxl.chart.data_source import StrRef
from openpyxl.chart.legend import Legend
from openpyxl.chart.series import SeriesLabel
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.title import title_maker
from openpyxl.drawing.spreadsheet_drawing import AnchorMarker, OneCellAnchor
from openpyxl.drawing.xdr import XDRPositiveSize2D
from xlwings import base_classes

from pab_planner.engines.chart_source import look_at
from pab_planner.engines.collection import Collection
from pab_planner.engines.file import cells, measures
from pab_planner.engines.file.openpyxl_types import SheetChart
from pab_planner.engines.file.styles import to_colour
from pab_planner.engines.refusals import cannot
from pab_planner.ooxml.rectangle import Box

_UNSET = base_classes._UNSET
_EMU_PER_POINT = 12_700
_COLUMNS = "column_clustered"
_LEGEND = {"bottom": "b", "top": "t", "left": "l", "right": "r", "corner": "tr"}


class Charts(Collection):
    """The charts of one sheet."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet

    @property
    def parent(self) -> Any:
        return self._sheet

    def _members(self) -> list["Chart"]:
        return [Chart(self._sheet, chart) for chart in self._sheet.api._charts]

    def add(
        self,
        left: float,
        top: float,
        width: float,
        height: float,
        chart_type: str | None = None,
        source: Any = None,
        plot_by: str | None = None,
        name: str | None = None,
        anchor: Any = None,
        style: Any = None,
    ) -> "Chart":
        ws = self._sheet.api
        _refuse_others(chart_type or _COLUMNS)
        chart: SheetChart = BarChart()
        for axis in (chart.x_axis, chart.y_axis):
            # Without this openpyxl's axes stay invisible in newer Excel.
            axis.delete = False
        # Labels under the chart: beside the axis they would stand in columns below zero.
        chart.x_axis.tickLblPos = "low"
        # Of dates a week apart Excel would draw seven days, and columns a seventh as wide.
        chart.x_axis.auto = False
        size = XDRPositiveSize2D(round(width * _EMU_PER_POINT), round(height * _EMU_PER_POINT))
        chart.anchor = OneCellAnchor(_from=_marker(ws, left, top), ext=size)
        ws.add_chart(chart)
        added = Chart(self._sheet, chart)
        added.name = name or f"Chart {len(ws._charts)}"
        if source is not None:
            added.set_source_data(source, plot_by)
        return added


def _refuse_others(chart_type: str) -> None:
    if chart_type != _COLUMNS:
        raise cannot(f"a chart of type {chart_type}", f"{chart_type} 类型的图表")


def _marker(ws: Any, left: float, top: float) -> AnchorMarker:
    """The cell and offset that lie so many points from the sheet's corner."""
    column = row = 1
    while left >= (step := measures.width(ws, range(column, column + 1))):
        left, column = left - step, column + 1
    while top >= (step := measures.height(ws, range(row, row + 1))):
        top, row = top - step, row + 1
    return AnchorMarker(column - 1, round(left * _EMU_PER_POINT), row - 1, round(top * _EMU_PER_POINT))


class Chart(base_classes.Chart):  # type: ignore[misc]
    """One chart."""

    def __init__(self, sheet: Any, chart: SheetChart) -> None:
        self._sheet, self._chart = sheet, chart

    @property
    def api(self) -> Any:
        return self._chart

    @property
    def parent(self) -> Any:
        return self._sheet

    @property
    def name(self) -> str:
        # openpyxl has no place for a chart's name: `file` reads it, `save` writes it.
        return str(self.api.pab_name)

    @name.setter
    def name(self, value: str) -> None:
        self.api.pab_name = value

    @property
    def chart_type(self) -> str:
        chart: SheetChart = self.api
        ours = isinstance(chart, BarChart) and (chart.grouping, chart.barDir) == ("clustered", "col")
        return _COLUMNS if ours else "unknown"

    @chart_type.setter
    def chart_type(self, value: str) -> None:
        _refuse_others(value)

    @property
    def title(self) -> str | None:
        title = self.api.title
        if title is None or title.tx is None or title.tx.rich is None:
            return None
        return "".join(run.t for paragraph in title.tx.rich.p for run in paragraph.r or [])

    @title.setter
    def title(self, value: str | None) -> None:
        self.api.title = None if value is None else title_maker(value)
        if value is not None:
            self.api.title.overlay = False

    @property
    def legend(self) -> "ChartLegend":
        return ChartLegend(self)

    @property
    def category_axis(self) -> "CategoryAxis":
        return CategoryAxis(self)

    @property
    def series(self) -> "ChartSeriesCollection":
        return ChartSeriesCollection(self)

    def set_source_data(self, rng: Any, plot_by: str | None = None) -> None:
        box, ws = rng.box, rng.sheet.api
        by_rows, has_labels, has_names = look_at(cells.read(ws, box), plot_by)
        self.api.series.clear()
        for number in range(int(has_labels), box.shape[0] if by_rows else box.shape[1]):
            line = _line(box, by_rows, number)
            name = _part(line, by_rows, 0, 1) if has_names else None
            self._add_series(ws, _part(line, by_rows, int(has_names)), name)
        if has_labels:
            self._set_labels(ws, _part(_line(box, by_rows, 0), by_rows, int(has_names)))

    def set_x_axis_values(self, rng: Any) -> None:
        self._set_labels(rng.sheet.api, rng.box)

    def _add_series(self, ws: Any, box: Box, name: Box | None) -> None:
        series = Series(_reference(ws, box))
        if name is not None:
            series.tx = SeriesLabel(strRef=StrRef(str(_reference(ws, name))))
        self.api.series.append(series)

    def _set_labels(self, ws: Any, box: Box) -> None:
        self.api.set_categories(_reference(ws, box))

    @property
    def left(self) -> float:
        marker = self.api.anchor._from
        return float(
            measures.width(self._sheet.api, range(1, marker.col + 1)) + marker.colOff / _EMU_PER_POINT
        )

    @property
    def top(self) -> float:
        marker = self.api.anchor._from
        return float(
            measures.height(self._sheet.api, range(1, marker.row + 1)) + marker.rowOff / _EMU_PER_POINT
        )

    @property
    def width(self) -> float:
        return float(self.api.anchor.ext.width / _EMU_PER_POINT)

    @property
    def height(self) -> float:
        return float(self.api.anchor.ext.height / _EMU_PER_POINT)

    def delete(self) -> None:
        charts = self._sheet.api._charts
        charts[:] = [chart for chart in charts if chart is not self._chart]


def _line(box: Box, by_rows: bool, number: int) -> Box:
    if by_rows:
        return box._replace(top=box.top + number, bottom=box.top + number)
    return box._replace(left=box.left + number, right=box.left + number)


def _part(line: Box, by_rows: bool, first: int, count: int | None = None) -> Box:
    """A part of one row or column of the source."""
    if by_rows:
        right = line.right if count is None else line.left + first + count - 1
        return line._replace(left=line.left + first, right=right)
    bottom = line.bottom if count is None else line.top + first + count - 1
    return line._replace(top=line.top + first, bottom=bottom)


def _reference(ws: Any, box: Box) -> Reference:
    return Reference(ws, min_col=box.left, min_row=box.top, max_col=box.right, max_row=box.bottom)


class ChartLegend(base_classes.ChartLegend):  # type: ignore[misc]
    """The legend of a chart."""

    def __init__(self, chart: Chart) -> None:
        self._chart = chart

    @property
    def api(self) -> Any:
        return self._chart.api.legend

    @property
    def visible(self) -> bool:
        return self.api is not None

    @visible.setter
    def visible(self, value: bool) -> None:
        self._chart.api.legend = Legend() if value else None

    @property
    def position(self) -> str:
        return {v: k for k, v in _LEGEND.items()}[self.api.position]

    @position.setter
    def position(self, value: str) -> None:
        self.visible = True
        self.api.position = _LEGEND[value]


class CategoryAxis(base_classes.ChartAxis):  # type: ignore[misc]
    """The axis with the labels of a chart's points. A date on it is a label like any other."""

    def __init__(self, chart: Chart) -> None:
        self._chart = chart

    @property
    def api(self) -> Any:
        return self._chart.api.x_axis

    @property
    def number_format(self) -> str:
        return "General" if self.api.numFmt is None else str(self.api.numFmt.formatCode)

    def set(self, **changes: Any) -> None:
        wanted = {name: value for name, value in changes.items() if value is not _UNSET}
        if not wanted.keys() <= {"number_format"}:
            raise cannot("this setting of a chart axis", "此坐标轴设置")
        self.api.number_format = wanted["number_format"]


class ChartSeriesCollection(Collection):
    """The series of a chart."""

    def __init__(self, chart: Chart) -> None:
        self._chart = chart

    def _members(self) -> list["ChartSeries"]:
        return [ChartSeries(self._chart, series) for series in self._chart.api.series]


class ChartSeries(base_classes.ChartSeries):  # type: ignore[misc]
    """One series of a chart."""

    def __init__(self, chart: Chart, series: Any) -> None:
        self._chart, self._series = chart, series

    @property
    def api(self) -> Any:
        return self._series

    @property
    def name(self) -> str:
        """The series' name; where it stands in a cell, that cell's text."""
        label = self._series.tx
        if label is None:
            return ""
        if label.v is not None:
            return str(label.v)
        place = self._chart.parent.book.place(label.strRef.f)
        return str(cells.read(place.api, place.box)[0][0])

    def set(self, **changes: Any) -> None:
        wanted = {name: value for name, value in changes.items() if value is not _UNSET}
        if wanted.keys() != {"fill_color"}:
            raise cannot("this setting of a chart series", "此数据系列设置")
        look = self._series.graphicalProperties or GraphicalProperties()
        look.solidFill = to_colour(wanted["fill_color"])[2:]
        self._series.graphicalProperties = look

"""Column charts on a Calc sheet; of others, name, place and series are known."""

import contextlib
from typing import Any

from xlwings import base_classes

from pab_planner.engines.calc import values
from pab_planner.engines.calc.format import to_colour
from pab_planner.engines.calc.uno import enum, range_address, struct
from pab_planner.engines.calc.values import NumberFormats
from pab_planner.engines.chart_source import look_at
from pab_planner.engines.collection import Collection

_POINT = 2540 / 72

_COLUMNS = "column_clustered"
_LEGEND = {"top": "TOP", "bottom": "BOTTOM", "left": "LEFT", "right": "RIGHT"}


class Charts(Collection):
    """The charts of one sheet."""

    def __init__(self, sheet: Any) -> None:
        self._sheet = sheet

    @property
    def api(self) -> Any:
        return self._sheet.api.Charts

    @property
    def parent(self) -> Any:
        return self._sheet

    def _members(self) -> list["Chart"]:
        return [Chart(self._sheet, name) for name in self.api.ElementNames]

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
        style: int | None = None,
    ) -> "Chart":
        """Place a chart; measures in points."""
        name = name or self._free_name()
        frame = struct(
            "awt.Rectangle",
            X=round(left * _POINT),
            Y=round(top * _POINT),
            Width=round(width * _POINT),
            Height=round(height * _POINT),
        )
        ranges: tuple[Any, ...] = ()
        by_rows, in_first_row, in_first_column = False, True, True
        if source is not None:
            ranges = (range_address(source.box, source.sheet.index),)
            rows = values.read(source.sheet, source.box, with_errors=False)
            by_rows, has_labels, has_names = look_at(rows, plot_by)
            in_first_row, in_first_column = (has_labels, has_names) if by_rows else (has_names, has_labels)
        self.api.addNewByName(name, frame, ranges, in_first_row, in_first_column)
        chart = Chart(self._sheet, name)
        chart.name = name
        if source is not None:
            along = "ROWS" if by_rows else "COLUMNS"
            chart.diagram.DataRowSource = enum("chart.ChartDataRowSource", along)
        # Under the chart: beside the axis they would stand in columns below zero.
        chart.diagram.XAxis.LabelPosition = enum("chart.ChartAxisLabelPosition", "OUTSIDE_START")
        if chart_type:
            chart.chart_type = chart_type
        return chart

    def _free_name(self) -> str:
        """The next free name: Calc wants each drawn object of a document to have its own."""
        shapes = [shape for page in self._sheet.book.api.DrawPages for shape in page]
        taken = {shape.Name for shape in shapes} | {getattr(shape, "PersistName", "") for shape in shapes}
        return next(name for i in range(1, len(taken) + 2) if (name := f"Chart {i}") not in taken)


class Chart(base_classes.Chart):  # type: ignore[misc]
    """One chart.

    Calc has two names for it: one that lasts as long as the document is open, by which it is found, and
    that of its frame, which the file keeps and Excel shows.
    """

    def __init__(self, sheet: Any, key: str) -> None:
        self._sheet, self._key = sheet, key

    @property
    def api(self) -> Any:
        return self._sheet.api.Charts.getByName(self._key)

    @property
    def _document(self) -> Any:
        return self.api.EmbeddedObject

    @property
    def parent(self) -> Any:
        return self._sheet

    @property
    def name(self) -> str:
        return str(self._shape.Name or self._key)

    @name.setter
    def name(self, value: str) -> None:
        self._shape.Name = value

    @property
    def diagram(self) -> Any:
        """What is drawn between its title and its legend."""
        return self._document.Diagram

    @property
    def chart_type(self) -> str | None:
        columns = self.diagram.DiagramType.endswith(".BarDiagram") and not self.diagram.Vertical
        return _COLUMNS if columns else None

    @chart_type.setter
    def chart_type(self, value: str) -> None:
        if value != _COLUMNS:
            raise NotImplementedError(f"the Calc engine draws {_COLUMNS}; not {value}")

    def set_source_data(self, rng: Any, plot_by: str | None = None) -> None:
        """Chart a block with names in its first row and column.

        A chart of Calc's keeps the cells it was made of, so it is made again.
        """
        title, shape, name = self.title, self._shape, self.name
        place = [measure / _POINT for measure in (shape.Position.X, shape.Position.Y)]
        size = [measure / _POINT for measure in (shape.Size.Width, shape.Size.Height)]
        self.delete()
        self._sheet.charts.add(*place, *size, _COLUMNS, rng, plot_by, self._key)
        self.name = name
        if title is not None:
            self.title = title

    @property
    def title(self) -> str | None:
        document = self._document
        return document.Title.String if document.HasMainTitle else None

    @title.setter
    def title(self, value: str | None) -> None:
        document = self._document
        document.HasMainTitle = value is not None
        if value is not None:
            document.Title.String = value

    @property
    def legend(self) -> "ChartLegend":
        return ChartLegend(self._document)

    @property
    def category_axis(self) -> "CategoryAxis":
        return CategoryAxis(self)

    def set_x_axis_values(self, rng: Any) -> None:
        provider = self._document.getDataProvider()
        values_of_labels = provider.createDataSequenceByRangeRepresentation(rng.api.AbsoluteName)
        values_of_labels.Role = "categories"
        context = self._sheet.book.app.context
        labels = context.ServiceManager.createInstanceWithContext(
            "com.sun.star.chart2.data.LabeledDataSequence", context
        )
        labels.setValues(values_of_labels)
        axis = self.category_axis.api
        scale = axis.getScaleData()
        scale.Categories, scale.AutoDateAxis = labels, False
        axis.setScaleData(scale)

    @property
    def series(self) -> "ChartSeriesCollection":
        return ChartSeriesCollection(self._document)

    @property
    def _shape(self) -> Any:
        page = self._sheet.api.DrawPage
        for index in range(page.Count):
            shape = page.getByIndex(index)
            with contextlib.suppress(AttributeError):
                if shape.PersistName == self._key:
                    return shape
        raise KeyError(self._key)

    @property
    def left(self) -> float:
        return float(self._shape.Position.X / _POINT)

    @property
    def top(self) -> float:
        return float(self._shape.Position.Y / _POINT)

    @property
    def width(self) -> float:
        return float(self._shape.Size.Width / _POINT)

    @property
    def height(self) -> float:
        return float(self._shape.Size.Height / _POINT)

    def delete(self) -> None:
        self._sheet.api.Charts.removeByName(self._key)


class ChartLegend(base_classes.ChartLegend):  # type: ignore[misc]
    """The legend of a chart."""

    def __init__(self, document: Any) -> None:
        self._document = document

    @property
    def api(self) -> Any:
        return self._document.Legend

    @property
    def visible(self) -> bool:
        return bool(self._document.HasLegend)

    @visible.setter
    def visible(self, value: bool) -> None:
        self._document.HasLegend = value

    @property
    def position(self) -> str | None:
        found = self._document.Legend.Alignment.value
        return next((k for k, v in _LEGEND.items() if v == found), None)

    @position.setter
    def position(self, value: str) -> None:
        self._document.Legend.Alignment = enum("chart.ChartLegendPosition", _LEGEND.get(value, "RIGHT"))


class CategoryAxis(base_classes.ChartAxis):  # type: ignore[misc]
    """The axis with the labels of a chart's points. A date on it is a label like any other."""

    def __init__(self, chart: Chart) -> None:
        self._chart = chart

    @property
    def api(self) -> Any:
        systems = self._chart._document.getFirstDiagram().getCoordinateSystems()
        return systems[0].getAxisByDimension(0, 0)

    @property
    def number_format(self) -> str:
        formats: NumberFormats = self._chart.parent.book.formats
        return formats.text(self.api.NumberFormat or 0)  # None as long as it is that of the cells

    def set(self, **changes: Any) -> None:
        wanted = {name: value for name, value in changes.items() if value is not base_classes._UNSET}
        if not wanted.keys() <= {"number_format"}:
            raise NotImplementedError("the Calc engine sets the number format of an axis only")
        self.api.NumberFormat = self._chart.parent.book.formats.key(wanted["number_format"])
        self.api.LinkNumberFormatToSource = False


class ChartSeriesCollection(Collection):
    """The series of a chart, in the order they are drawn."""

    def __init__(self, document: Any) -> None:
        self._document = document

    def _members(self) -> list["ChartSeries"]:
        return [
            ChartSeries(series)
            for system in self._document.getFirstDiagram().getCoordinateSystems()
            for kind in system.getChartTypes()
            for series in kind.getDataSeries()
        ]


class ChartSeries(base_classes.ChartSeries):  # type: ignore[misc]
    """One series."""

    def __init__(self, series: Any) -> None:
        self._series = series

    @property
    def api(self) -> Any:
        return self._series

    @property
    def name(self) -> str:
        label = self._series.getDataSequences()[0].getLabel()
        return " ".join(label.getTextualData()) if label else ""

    def set(self, **changes: Any) -> None:
        wanted = {name: value for name, value in changes.items() if value is not base_classes._UNSET}
        if wanted.keys() != {"fill_color"}:
            raise NotImplementedError("the Calc engine sets the colour of a series only")
        self._series.Color = to_colour(wanted["fill_color"])

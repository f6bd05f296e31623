"""`ChartObjects`: charts keep what is said of them; a file gets them as openpyxl draws them."""

from typing import TYPE_CHECKING, Any

from openpyxl.chart import AreaChart, BarChart, LineChart, Reference
from openpyxl.chart.data_source import AxDataSource, NumRef
from openpyxl.drawing.spreadsheet_drawing import AbsoluteAnchor
from openpyxl.drawing.xdr import XDRPoint2D, XDRPositiveSize2D
from xlwings.constants import ChartType

from windows.excel.areas import Area, Place
from windows.excel.errors import refuse
from windows.excel.excel_object import Collection, ExcelObject
from windows.excel.formulas import references

if TYPE_CHECKING:
    from windows.excel.ranges import CellRange
    from windows.excel.worksheet import Sheet

POINT = 12_700
"""In the units of a drawing."""


class ChartFrame(ExcelObject):
    """A chart in its place on a sheet."""

    kind = "ChartObject"

    def __init__(self, sheet: "Sheet", place: tuple[float, float, float, float], name: str) -> None:
        self.app, self.sheet = sheet.app, sheet
        self.Left, self.Top, self.Width, self.Height = (float(number) for number in place)
        self.Name = name
        self.chart = Chart(self)

    @property
    def Chart(self) -> "Chart":
        return self.chart

    @property
    def Parent(self) -> "Sheet":
        return self.sheet

    @property
    def Index(self) -> int:
        return self.sheet.charts.index(self) + 1

    def Delete(self) -> None:
        self.sheet.require_unprotected()
        self.sheet.charts.remove(self)

    def drawn(self) -> Any:
        """For a file."""
        kinds = {ChartType.xlLine: LineChart, ChartType.xlAreaStacked: AreaChart}
        drawing: Any = kinds.get(self.chart.ChartType, BarChart)()
        drawing.type = "bar" if self.chart.ChartType == ChartType.xlBarClustered else "col"
        if self.chart.area:
            top, left, bottom, right = self.chart.area
            sheet = self.sheet.cells.sheet
            left += self.chart.has_labels
            drawing.add_data(Reference(sheet, left, top, right, bottom), titles_from_data=True)
            for series, made in zip(self.chart.series, drawing.series, strict=True):
                if series.XValues:
                    (top, left, bottom, right), sheet = series.XValues.area, series.XValues.sheet.cells.sheet
                    labels = Reference(sheet, left, top, right, bottom)
                    made.cat = AxDataSource(numRef=NumRef(f=str(labels)))
        if self.chart.HasTitle:
            drawing.title = self.chart.title.Text
        place = XDRPoint2D(int(self.Left * POINT), int(self.Top * POINT))
        size = XDRPositiveSize2D(int(self.Width * POINT), int(self.Height * POINT))
        drawing.anchor = AbsoluteAnchor(pos=place, ext=size)
        return drawing

    @classmethod
    def read(cls, sheet: "Sheet", drawing: Any, name: str) -> "ChartFrame":
        """From a file."""
        anchor = drawing.anchor
        if not isinstance(anchor, AbsoluteAnchor):
            place = (0.0, 0.0, 360.0, 216.0)
        else:
            place = (
                anchor.pos.x / POINT,
                anchor.pos.y / POINT,
                anchor.ext.width / POINT,
                anchor.ext.height / POINT,
            )
        frame = cls(sheet, place, name)
        kinds = {"lineChart": ChartType.xlLine, "areaChart": ChartType.xlAreaStacked}
        frame.chart.ChartType = int(kinds.get(drawing.tagname, ChartType.xlColumnClustered))
        series = [references(f"={s.val.numRef.f}")[0][1] for s in drawing.series if s.val and s.val.numRef]
        if series:
            top, bottom = min(s.top for s in series) - 1, max(s.bottom for s in series)
            frame.chart.set_source(
                Area(top, min(s.left for s in series) - 1, bottom, max(s.right for s in series))
            )
        return frame


class ChartFrames(Collection):
    """The charts of a sheet."""

    kind = "ChartObjects"

    def __init__(self, sheet: "Sheet") -> None:
        self.app, self.sheet = sheet.app, sheet

    def all(self) -> list[ChartFrame]:
        return self.sheet.charts

    @property
    def Parent(self) -> "Sheet":
        return self.sheet

    def Add(self, Left: float, Top: float, Width: float, Height: float) -> ChartFrame:
        self.sheet.require_unprotected()
        name = f"Chart {len(self.sheet.charts) + 1}"
        made = ChartFrame(self.sheet, (Left, Top, Width, Height), name)
        self.sheet.charts.append(made)
        return made


class Chart(ExcelObject):
    """What a chart shows."""

    kind = "Chart"

    def __init__(self, frame: ChartFrame) -> None:
        self.app, self.frame = frame.app, frame
        self.area: Area | None = None
        self.series: list[Series] = []
        self.title, self.legend = Title(frame), Legend(frame)
        self.HasTitle, self.HasLegend = False, True
        self.ChartType = int(ChartType.xlColumnClustered)
        self.ChartStyle = 201

    @property
    def Parent(self) -> ChartFrame:
        return self.frame

    @property
    def Name(self) -> str:
        return f"{self.frame.sheet.Name} {self.frame.Name}"

    def SetSourceData(self, Source: "CellRange", PlotBy: int | None = None) -> None:
        self.set_source(Source.area)

    def set_source(self, area: Area) -> None:
        """Show a block: labels down the first of several columns, a series in each other one."""
        self.area = area
        sheet = self.frame.sheet
        labels = sheet.cells_at(Area(area.top + 1, area.left, area.bottom, area.left))
        first = area.left + self.has_labels
        names = [sheet.cells.content(Place(area.top, column)) for column in range(first, area.right + 1)]
        self.series = [
            Series(self.frame, str(name or f"Series{number}"), labels if self.has_labels else None)
            for number, name in enumerate(names, 1)
        ]

    @property
    def has_labels(self) -> bool:
        """Whether the first column shown holds the labels of the points."""
        return self.area is not None and self.area.right > self.area.left

    def SeriesCollection(self, Index: int | None = None) -> Any:
        found = SeriesList(self)
        return found if Index is None else found.Item(Index)

    @property
    def ChartTitle(self) -> "Title":
        if not self.HasTitle:
            refuse("This object has no title.")
        return self.title

    @property
    def Legend(self) -> "Legend":
        if not self.HasLegend:
            refuse("This object has no legend.")
        return self.legend


class Title(ExcelObject):
    """The title of a chart."""

    kind = "ChartTitle"

    def __init__(self, frame: ChartFrame) -> None:
        self.app = frame.app
        self.Text = "Chart Title"


class Legend(ExcelObject):
    """The legend of a chart."""

    kind = "Legend"

    def __init__(self, frame: ChartFrame) -> None:
        self.app = frame.app
        self.Position = -4152
        self.IncludeInLayout = True


class Series(ExcelObject):
    """A series of a chart."""

    kind = "Series"

    def __init__(self, frame: ChartFrame, name: str, labels: "CellRange | None") -> None:
        self.app = frame.app
        self.Name, self.XValues = name, labels
        self.format = SeriesFormat(frame)

    @property
    def Format(self) -> "SeriesFormat":
        return self.format


class SeriesList(Collection):
    """The series of a chart."""

    kind = "SeriesCollection"

    def __init__(self, chart: Chart) -> None:
        self.app, self.chart = chart.app, chart

    def all(self) -> list[Series]:
        return self.chart.series


class SeriesFormat(ExcelObject):
    """How a series looks."""

    kind = "ChartFormat"

    def __init__(self, frame: ChartFrame) -> None:
        self.app = frame.app
        self.fill = SeriesFill(frame)

    @property
    def Fill(self) -> "SeriesFill":
        return self.fill


class SeriesFill(ExcelObject):
    """With what a series is filled."""

    kind = "FillFormat"

    def __init__(self, frame: ChartFrame) -> None:
        self.app = frame.app
        self.Visible = True
        self.color = SeriesColour(frame)

    @property
    def ForeColor(self) -> "SeriesColour":
        return self.color

    def Solid(self) -> None:
        self.Visible = True


class SeriesColour(ExcelObject):
    """The colour of a series."""

    kind = "ColorFormat"

    def __init__(self, frame: ChartFrame) -> None:
        self.app = frame.app
        self.RGB = 0


class SelectedChart(ExcelObject):
    """What is selected when a planner has clicked on a chart: an object without an address."""

    kind = "ChartArea"

    def __init__(self, sheet: "Sheet") -> None:
        self.app = sheet.app

    @property
    def Name(self) -> str:
        return "Chart Area"

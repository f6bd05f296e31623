Attribute VB_Name = "PabFunctions"
' Written by python -m pab_planner.build from pab_planner.udfs; change it there.
Option Explicit

Public Function PAB(opening, orders, mps, Optional forecast, Optional demand_time_fence, Optional planning_time_fence) As Variant
Attribute PAB.VB_Description = "Projected available balance at the end of each period: opening, less orders, plus MPS. Gives as many cells as orders has."
    On Error GoTo failed
    PAB = Python.CallUDF("pab_planner.udfs", "PAB", Array(opening, orders, mps, forecast, demand_time_fence, planning_time_fence), CallingBook(), _
        Application.Caller)
    Exit Function
failed:
    If PythonHasEnded(Err.Number) Then Resume
    PAB = CVErr(xlErrValue)
End Function

Public Function PAB_EXPOSED(opening, orders, mps, Optional forecast, Optional demand_time_fence, Optional planning_time_fence) As Variant
Attribute PAB_EXPOSED.VB_Description = "Balance at the end of each period if that period's own MPS does not arrive. Below 0 where PAB is not: the period lives off its own MPS."
    On Error GoTo failed
    PAB_EXPOSED = Python.CallUDF("pab_planner.udfs", "PAB_EXPOSED", Array(opening, orders, mps, forecast, demand_time_fence, planning_time_fence), CallingBook(), _
        Application.Caller)
    Exit Function
failed:
    If PythonHasEnded(Err.Number) Then Resume
    PAB_EXPOSED = CVErr(xlErrValue)
End Function

Public Function PAB_RISK(opening, orders, mps, Optional safety_stock, Optional forecast, Optional demand_time_fence, Optional planning_time_fence) As Variant
Attribute PAB_RISK.VB_Description = "Risk level of each period, worst first: SHORTAGE, MPS_DEPENDENT, BELOW_SAFETY, OK."
    On Error GoTo failed
    PAB_RISK = Python.CallUDF("pab_planner.udfs", "PAB_RISK", Array(opening, orders, mps, safety_stock, forecast, demand_time_fence, planning_time_fence), CallingBook(), _
        Application.Caller)
    Exit Function
failed:
    If PythonHasEnded(Err.Number) Then Resume
    PAB_RISK = CVErr(xlErrValue)
End Function

Public Function PAB_SHORTAGE(opening, orders, mps, Optional forecast, Optional demand_time_fence, Optional planning_time_fence) As Variant
Attribute PAB_SHORTAGE.VB_Description = "Quantity missing at the end of each period; 0 where the balance is not below 0."
    On Error GoTo failed
    PAB_SHORTAGE = Python.CallUDF("pab_planner.udfs", "PAB_SHORTAGE", Array(opening, orders, mps, forecast, demand_time_fence, planning_time_fence), CallingBook(), _
        Application.Caller)
    Exit Function
failed:
    If PythonHasEnded(Err.Number) Then Resume
    PAB_SHORTAGE = CVErr(xlErrValue)
End Function

Public Function PAB_FIRST_SHORTAGE(opening, orders, mps, periods) As Variant
Attribute PAB_FIRST_SHORTAGE.VB_Description = "Heading of the first period in which stock runs out, one for each item; empty if there is none."
    On Error GoTo failed
    PAB_FIRST_SHORTAGE = Python.CallUDF("pab_planner.udfs", "PAB_FIRST_SHORTAGE", Array(opening, orders, mps, periods), CallingBook(), _
        Application.Caller)
    Exit Function
failed:
    If PythonHasEnded(Err.Number) Then Resume
    PAB_FIRST_SHORTAGE = CVErr(xlErrValue)
End Function

Public Function PAB_ATP(opening, orders, mps, Optional kind) As Variant
Attribute PAB_ATP.VB_Description = "Available to promise: what new orders can still be promised. A discrete cell without MPS is empty."
    On Error GoTo failed
    PAB_ATP = Python.CallUDF("pab_planner.udfs", "PAB_ATP", Array(opening, orders, mps, kind), CallingBook(), _
        Application.Caller)
    Exit Function
failed:
    If PythonHasEnded(Err.Number) Then Resume
    PAB_ATP = CVErr(xlErrValue)
End Function

Public Function PAB_COVER(opening, orders, mps) As Variant
Attribute PAB_COVER.VB_Description = "Periods of supply: how many coming periods the balance lasts. "">3"" means longer than the 3 periods that are left in the plan."
    On Error GoTo failed
    PAB_COVER = Python.CallUDF("pab_planner.udfs", "PAB_COVER", Array(opening, orders, mps), CallingBook(), _
        Application.Caller)
    Exit Function
failed:
    If PythonHasEnded(Err.Number) Then Resume
    PAB_COVER = CVErr(xlErrValue)
End Function

Public Function PAB_SLIP(opening, orders, mps, periods) As Variant
Attribute PAB_SLIP.VB_Description = "Balance at the end of each period if all MPS arrives a number of periods late. What moves past the last period no longer counts."
    On Error GoTo failed
    PAB_SLIP = Python.CallUDF("pab_planner.udfs", "PAB_SLIP", Array(opening, orders, mps, periods), CallingBook(), _
        Application.Caller)
    Exit Function
failed:
    If PythonHasEnded(Err.Number) Then Resume
    PAB_SLIP = CVErr(xlErrValue)
End Function

Public Function PAB_CHECK(opening, orders, mps, Optional forecast, Optional demand_time_fence, Optional planning_time_fence, Optional safety_stock, Optional language) As Variant
Attribute PAB_CHECK.VB_Description = "OK, or why these arguments give #VALUE!, with the row and column in the range."
    On Error GoTo failed
    PAB_CHECK = Python.CallUDF("pab_planner.udfs", "PAB_CHECK", Array(opening, orders, mps, forecast, demand_time_fence, planning_time_fence, safety_stock, language), CallingBook(), _
        Application.Caller)
    Exit Function
failed:
    If PythonHasEnded(Err.Number) Then Resume
    PAB_CHECK = CVErr(xlErrValue)
End Function

' An add-in serves whichever workbook calls.
Private Function CallingBook() As Workbook
    If ThisWorkbook.IsAddin Then Set CallingBook = ActiveWorkbook Else Set CallingBook = ThisWorkbook
End Function

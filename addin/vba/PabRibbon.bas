Attribute VB_Name = "PabRibbon"
' The ribbon's callbacks. What a planner reads comes from the ribbon's XML or from Python: the tag of a
' group or button holds its label in English and in Chinese, a button's then its tip in both.
Option Explicit

Private Const ADDIN_NAME As String = "PAB_Planner.xlam"

Public ribbon As IRibbonUI

Public Sub RibbonLoaded(loaded As IRibbonUI)
    Set ribbon = loaded
End Sub

' The workbook's own tab gives way to the add-in's, which does the same for every workbook.
Public Sub RibbonVisible(control As IRibbonControl, ByRef visible As Variant)
    visible = (control.Tag = "addin") Or Not AddinIsOpen()
End Sub

Public Sub RibbonLabel(control As IRibbonControl, ByRef label As Variant)
    label = Split(control.Tag, "|")(IIf(InChinese(), 1, 0)) & Badge(control.ID)
End Sub

Public Sub RibbonTip(control As IRibbonControl, ByRef tip As Variant)
    tip = Split(control.Tag, "|")(IIf(InChinese(), 3, 2))
End Sub

Public Sub RibbonPressed(control As IRibbonControl)
    Dim server As Object
    On Error GoTo unreachable
    Set server = XLPy
    On Error GoTo failed
    server.SetAttr server.Module("xlwings._xlwindows"), "BOOK_CALLER", ActiveWorkbook
    server.Exec "from pab_planner.macros.press import press; press('" & control.ID & "')"
    If Not ribbon Is Nothing Then ribbon.Invalidate
    Exit Sub
unreachable:
    MsgBox PythonUnreachable() & vbCrLf & vbCrLf & Err.Description, vbExclamation, "PAB Planner"
    Exit Sub
failed:
    MsgBox Err.Description, vbExclamation, "PAB Planner"
End Sub

' What a macro counts stands in a name of the workbook, PAB_badge_ and the button; as a rule there is none.
Private Function Badge(ByVal button As String) As String
    On Error Resume Next
    Badge = " " & Application.Evaluate(ActiveWorkbook.Names("PAB_badge_" & button).RefersTo)
End Function

Private Function AddinIsOpen() As Boolean
    Dim addin As Workbook
    On Error Resume Next
    Set addin = Application.Workbooks(ADDIN_NAME)
    AddinIsOpen = Not addin Is Nothing
End Function

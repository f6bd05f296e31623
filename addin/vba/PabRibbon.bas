Attribute VB_Name = "PabRibbon"
' The ribbon's callbacks. What a planner reads comes from the ribbon's XML or from Python: the tag of a
' group or button holds its label in English and in Chinese, a button's then its tip in both.
Option Explicit

Public Const ADDIN_NAME As String = "PAB_Planner.xlam"

' MsgBox shows question marks for Chinese where Windows has another code page.
Private Declare PtrSafe Function MessageBoxW Lib "user32" (ByVal owner As LongPtr, ByVal text As LongPtr, _
    ByVal title As LongPtr, ByVal style As Long) As Long

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

' Python works, and says what the planner is told: the number of a sign, a line end, and a text.
Public Sub RibbonPressed(control As IRibbonControl)
    Dim said As String
    Dim events As Boolean
    events = Application.EnableEvents
    On Error GoTo unreachable
    Python.SetAttr Python.Module("xlwings._xlwindows"), "BOOK_CALLER", ActiveWorkbook
    On Error GoTo failed
    said = Python.Str(Python.Call(Python.Module("pab_planner.macros.press"), "press", Python.Tuple(control.ID)))
answered:
    Application.EnableEvents = events
    Application.ScreenUpdating = True
    Application.Interactive = True
    Tell Mid$(said, InStr(said, vbLf) + 1), CLng(Left$(said, InStr(said, vbLf) - 1))
    If Not ribbon Is Nothing Then ribbon.Invalidate
    Exit Sub
unreachable:
    If PythonHasEnded(Err.Number) Then Resume
    said = vbExclamation & vbLf & PythonUnreachable() & vbLf & vbLf & Err.Description
    Resume answered
failed:
    said = vbExclamation & vbLf & NotForeseen() & NoteError(control.ID & ": " & Err.Description)
    Resume answered
End Sub

Private Sub Tell(ByVal text As String, ByVal style As Long)
    Dim title As String
    title = "PAB Planner"
    MessageBoxW Application.Hwnd, StrPtr(text), StrPtr(title), style
End Sub

' Note an error where Python notes hers; returns the place.
Private Function NoteError(ByVal text As String) As String
    Dim place As String
    Dim number As Integer
    place = Environ$("USERPROFILE") & "\.pab_planner\pab_planner.log"
    NoteError = place
    On Error Resume Next
    number = FreeFile
    Open place For Append As #number
    Print #number, Now & " " & text
    Close #number
End Function

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

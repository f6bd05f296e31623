Attribute VB_Name = "PabPython"
' The Python that serves this project. It is found once: XLPy reads its configuration anew at every call.
Option Explicit
Option Private Module

Private Const SERVER_UNAVAILABLE As Long = &H800706BA
Private Const CALL_FAILED As Long = &H800706BE
Private Const DISCONNECTED As Long = &H80010108
Private Const TEN_SECONDS As Double = 10 / 86400

Private server As Object
Private started As Date
Private refused As Date
Private refusal As String

' Where Python cannot start, Excel stands still for about a minute: the cells of one calculation share that minute.
Public Function Python() As Object
    If server Is Nothing Then
        If Now - refused < TEN_SECONDS Then Err.Raise vbObjectError + 513, ADDIN_NAME, refusal
        On Error GoTo failed
        Set server = XLPy
        started = Now
    End If
    Set Python = server
    Exit Function
failed:
    refused = Now
    refusal = Err.Description
    Err.Raise Err.Number, ADDIN_NAME, refusal
End Function

' Whether a call failed because that Python has ended, and can be made again: another one will start. One that
' ends as soon as it has started would do so for ever.
Public Function PythonHasEnded(ByVal number As Long) As Boolean
    If number = SERVER_UNAVAILABLE Or number = CALL_FAILED Or number = DISCONNECTED Then
        Set server = Nothing
        PythonHasEnded = Now - started > TEN_SECONDS
    End If
End Function

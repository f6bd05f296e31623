Attribute VB_Name = "PabHelp"
' Written by python -m pab_planner.build from pab_planner.udfs; change it there.
Option Explicit
Option Private Module

Private Const CHINESE As Long = 4
Private Const PRIMARY_LANGUAGE As Long = &H3FF

' Category and help for the function wizard, in Excel's language. Excel refuses them while no window is
' open; the functions work without.
Public Sub RegisterFunctions()
    Dim saved As Boolean
    Dim opening As String
    Dim orders As String
    Dim mps As String
    Dim forecast As String
    Dim demand_time_fence As String
    Dim planning_time_fence As String
    Dim safety_stock As String
    Dim kind As String
    Dim language As String
    saved = ThisWorkbook.Saved
    On Error Resume Next
    opening = Words("Stock before the first period: on hand less allocated. One cell, or one for each item.", "9996671F4E4B524D768453EF75285E935B58FF1A73B067095E935B5851CF5DF25206914D30024E004E2A53555143683CFF0C62166BCF4E2A726965994E004E2A3002")
    orders = Words("Customer orders by period: a row, a column, or a block with one row for each item.", "5404671F5BA262378BA25355FF1A4E00884C30014E005217FF0C62166BCF4E2A726965994E00884C7684533A57DF3002")
    mps = Words("Master production schedule and other receipts by period, the same size as orders.", "5404671F4E3B751F4EA78BA1521253CA51764ED651655E93FF0C59275C0F4E0E5BA262378BA2535576F8540C3002")
    forecast = Words("Forecast by period, the same size as orders. It counts from the demand time fence on.", "5404671F98846D4BFF0C59275C0F4E0E5BA262378BA2535576F8540C30024ECE97006C4265F6754C8D778BA151653002")
    demand_time_fence = Words("Number of periods in which orders alone count; after it the greater of orders and forecast. 0 counts the forecast from the first period; left out, only orders count.", "53EA8BA18BA253557684671F6570FF1B4E4B540E53D68BA253554E0E98846D4B4E2D8F83592780053002003000208868793A4ECE9996671F8D778BA198846D4BFF1B77017565521953EA8BA18BA253553002")
    planning_time_fence = Words("Number of periods after which the forecast alone counts. Left out: beyond the horizon.", "6B64671F65704E4B540E53EA8BA198846D4B3002770175658868793A57288BA15212671F4E4B59163002")
    safety_stock = Words("Safety stock: one cell, or one for each item. Left out: 0.", "5B8951685E935B58FF1A4E004E2A53555143683CFF0C62166BCF4E2A726965994E004E2A3002770175654E3A002000303002")
    kind = Words("discrete (if left out), lookback, cumulative or lookahead.", "00640069007300630072006500740065FF087701756565F6FF093001006C006F006F006B006200610063006B300100630075006D0075006C00610074006900760065002062160020006C006F006F006B006100680065006100643002")
    language = Words("zh or en, as a rule the workbook's setting. Left out: the language of this computer.", "007A00680020621600200065006EFF0C901A5E385F1575285DE54F5C7C3F76848BED8A008BBE7F6E30027701756552197528672C673A8BED8A003002")
    Register "PAB", Words("Projected available balance at the end of each period: opening, less orders, plus MPS. Gives as many cells as orders has.", "5404671F671F672B768498848BA153EF75285E935B58FF1A671F521D51CF5BA262378BA2535552A04E3B751F4EA78BA1521230027ED3679C59275C0F4E0E5BA262378BA2535576F8540C3002"), _
        Array(opening, orders, mps, forecast, demand_time_fence, planning_time_fence)
    Register "PAB_EXPOSED", Words("Balance at the end of each period if that period's own MPS does not arrive. Below 0 where PAB is not: the period lives off its own MPS.", "672C671F4E3B751F4EA78BA15212672A52308D2765F67684671F672B4F59989D300200500041004200204E0D4E3A8D1F800C6B64503C4E3A8D1FFF0C8BF4660E8BE5671F4F9D8D56672C671F8BA152123002"), _
        Array(opening, orders, mps, forecast, demand_time_fence, planning_time_fence)
    Register "PAB_RISK", Words("Risk level of each period, worst first: SHORTAGE, MPS_DEPENDENT, BELOW_SAFETY, OK.", "5404671F98CE96697B497EA7FF0C753191CD52308F7BFF1A00530048004F00520054004100470045002065AD4F9B3001004D00500053005F0044004500500045004E00440045004E005400204F9D8D56672C671F8BA15212300100420045004C004F0057005F00530041004600450054005900204F4E4E8E5B8951685E935B583001004F004B00206B635E383002"), _
        Array(opening, orders, mps, safety_stock, forecast, demand_time_fence, planning_time_fence)
    Register "PAB_SHORTAGE", Words("Quantity missing at the end of each period; 0 where the balance is not below 0.", "5404671F671F672B76847F3A53E3657091CFFF1B4F59989D4E0D4E3A8D1F65F64E3A002000303002"), _
        Array(opening, orders, mps, forecast, demand_time_fence, planning_time_fence)
    Register "PAB_FIRST_SHORTAGE", Words("Heading of the first period in which stock runs out, one for each item; empty if there is none.", "99964E2A65AD4F9B671F768488685934FF0C6BCF4E2A726965994E004E2AFF1B6CA1670965AD4F9B52194E3A7A7A3002"), _
        Array(opening, orders, mps, Words("Headings of the periods, one for each; a date stays a date.", "5404671F768488685934FF0C6BCF671F4E004E2AFF1B65E5671F4ECD4E3A65E5671F3002"))
    Register "PAB_ATP", Words("Available to promise: what new orders can still be promised. A discrete cell without MPS is empty.", "53EF627F8BFA91CFFF1A8FD853EF4EE5627F8BFA7ED965B08BA253557684657091CF30020064006900730063007200650074006500207C7B578B4E2D6CA167094E3B751F4EA78BA152127684671F4E3A7A7A3002"), _
        Array(opening, orders, mps, kind)
    Register "PAB_COVER", Words("Periods of supply: how many coming periods the balance lasts. "">3"" means longer than the 3 periods that are left in the plan.", "53EF4F9B671F6570FF1A671F672B4F59989D53EF6EE18DB3540E7EED51E0671F768497006C423002201C003E0033201D8868793A8D8551FA8BA152124E2D4F594E0B7684002000330020671F3002"), _
        Array(opening, orders, mps)
    Register "PAB_SLIP", Words("Balance at the end of each period if all MPS arrives a number of periods late. What moves past the last period no longer counts.", "624067094E3B751F4EA78BA1521263A88FDF82E55E72671F52308D2765F67684671F672B4F59989D300263A88FDF52306700540E4E00671F4E4B540E7684657091CF4E0D518D8BA151653002"), _
        Array(opening, orders, mps, Words("How many periods late, 0 or more.", "63A88FDF7684671F6570FF0C0030002062164EE54E0A3002"))
    Register "PAB_CHECK", Words("OK, or why these arguments give #VALUE!, with the row and column in the range.", "004F004BFF0C62168BF4660E8FD94E9B53C265704E3A4F555F9752300020002300560041004C005500450021FF0C5E76630751FA533A57DF51857684884C4E0E52173002"), _
        Array(opening, orders, mps, forecast, demand_time_fence, planning_time_fence, safety_stock, language)
    ThisWorkbook.Saved = saved
End Sub

Private Sub Register(ByVal name As String, ByVal description As String, ByVal arguments As Variant)
    Application.MacroOptions Macro:="'" & ThisWorkbook.Name & "'!" & name, Description:=description, _
        Category:="PAB Planner", ArgumentDescriptions:=arguments
End Sub

' What is said when there is no Python to say it.
Public Function PythonUnreachable() As String
    PythonUnreachable = Words("Excel cannot start PAB Planner's Python; perhaps a virus scanner or a rule of your company blocks it. Run the set-up program once more, which repairs it; if that does not help, show this message to your IT department. (Who installed with pip: pab-planner doctor says more.)", "0045007800630065006C002065E06CD5542F52A8002000500041004200200050006C0061006E006E00650072002081EA5E26768400200050007900740068006F006EFF0C53EF80FD88AB67406BD28F6F4EF66216516C53F87B56756562E6622A30028BF791CD65B08FD0884C5B8988C57A0B5E8F8FDB884C4FEE590DFF1B4ECD65E0654865F6FF0C8BF75C06672C63D0793A8F6C7ED9002000490054002090E895E83002FF087528002000700069007000205B8988C57684FF0C53EF8FD0884C0020007000610062002D0070006C0061006E006E0065007200200064006F00630074006F0072002067E5770B539F56E03002FF09")
End Function

' What is said when Python fails where it should have answered; the place of the log follows.
Public Function NotForeseen() As String
    NotForeseen = Words("Something went wrong that was not foreseen. What happened is noted in ", "53D1751F4E86672A988465995230768495198BEFFF0C8BE660C55DF28BB051650020")
End Function

Public Function InChinese() As Boolean
    Dim settings As Object
    Set settings = Application.LanguageSettings
    InChinese = (settings.LanguageID(msoLanguageIDUI) And PRIMARY_LANGUAGE) = CHINESE
End Function

' Chinese is written as code points: VBA stores a code page, which another PC does not share.
Private Function Words(ByVal english As String, ByVal codes As String) As String
    Dim place As Long
    Words = english
    If InChinese() Then
        Words = ""
        For place = 1 To Len(codes) Step 4
            Words = Words & ChrW(CLng("&H" & Mid(codes, place, 4)))
        Next place
    End If
End Function

; PAB Planner's set-up program: for one user, no administrator rights, nothing downloaded.
; makensis is given VERSION, FILE_VERSION, PROGRAM (folder to install), FILES (script that lists it), OUTPUT and,
; where a company signs, SIGN (command that signs a file in place).
;
; Exit status: 0 done, 1 given up by the user, 2 ended by a fault, 3 Excel is open, 4 there is no Excel,
; 5 the folder will not do, 6 the add-in could not be put in (why: the log). Whatever is not 0 changed nothing.
; Options: /S no windows, /TRUST trust the folders, /LANG=1033 or 2052, /D=FOLDER (last, without quotation marks).
; Log: %TEMP%\PAB_Planner-Setup.log

Target amd64-unicode
SetCompressor /SOLID zlib
SetDateSave off
ManifestSupportedOS Win10
ManifestDPIAware true
RequestExecutionLevel user

!define PROGRAMS "Software\Microsoft\Windows\CurrentVersion\Uninstall"
!define KEY "${PROGRAMS}\PAB Planner"
!define EXCEL_KEY "SOFTWARE\Microsoft\Windows\CurrentVersion\App Paths\excel.exe"
!define UNINSTALLER "Remove PAB Planner.exe"
!define TEMPLATE "$APPDATA\Microsoft\Templates\PAB_Planner.xltm"

Name "PAB Planner"
BrandingText "PAB Planner ${VERSION}"
OutFile "${OUTPUT}"
InstallDir "$LOCALAPPDATA\Programs\PAB Planner"
InstallDirRegKey HKCU "${KEY}" "InstallLocation"
!ifdef SIGN
!uninstfinalize '"${SIGN}" "%1"'
!endif

VIProductVersion "${FILE_VERSION}"
VIAddVersionKey ProductName "PAB Planner"
VIAddVersionKey ProductVersion "${VERSION}"
VIAddVersionKey FileVersion "${FILE_VERSION}"
VIAddVersionKey FileDescription "PAB Planner"
VIAddVersionKey LegalCopyright "MIT"

!include MUI2.nsh
!include LogicLib.nsh
!include FileFunc.nsh
!include nsDialogs.nsh

Var logFile
Var status
Var said
Var former
Var trust
Var trustBox

!define MUI_ICON "${PROGRAM}/PAB_Planner.ico"
!define MUI_UNICON "${PROGRAM}/PAB_Planner.ico"
!define MUI_WELCOMEFINISHPAGE_BITMAP "${PROGRAM}/../side.bmp"
!define MUI_ABORTWARNING
!define MUI_CUSTOMFUNCTION_GUIINIT CheckExcel
!define MUI_FINISHPAGE_NOAUTOCLOSE
!define MUI_WELCOMEPAGE_TEXT "$(WELCOME)"
!insertmacro MUI_PAGE_WELCOME
!define MUI_LICENSEPAGE_BUTTON "$(AGREE)"
!define MUI_LICENSEPAGE_TEXT_BOTTOM "$(MUST_AGREE)"
!insertmacro MUI_PAGE_LICENSE "${PROGRAM}/LICENSE.txt"
!define MUI_PAGE_CUSTOMFUNCTION_LEAVE CheckFolder
!insertmacro MUI_PAGE_DIRECTORY
Page custom ShowTrust LeaveTrust
!insertmacro MUI_PAGE_INSTFILES
!define MUI_FINISHPAGE_TITLE "$(FINISHED)"
!define MUI_FINISHPAGE_TEXT "$(WHAT_NEXT)"
!define MUI_FINISHPAGE_SHOWREADME
!define MUI_FINISHPAGE_SHOWREADME_FUNCTION ShowGuide
!define MUI_FINISHPAGE_SHOWREADME_TEXT "$(SHOW_GUIDE)"
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!define MUI_INSTFILESPAGE_FINISHHEADER_TEXT "$(REMOVED)"
!define MUI_INSTFILESPAGE_FINISHHEADER_SUBTEXT "$(PLANS_STAY)"
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE English
!insertmacro MUI_LANGUAGE SimpChinese

!macro Text name en zh
LangString ${name} ${LANG_ENGLISH} "${en}"
LangString ${name} ${LANG_SIMPCHINESE} "${zh}"
!macroend
!define Text "!insertmacro Text"

${Text} WELCOME "PAB Planner shows in Excel which week will run short, and writes the letters about it.$\r$\n$\r$\nIt is installed for you alone: no administrator, no internet, and no other program is changed.$\r$\n$\r$\nClose Excel, then click Next." \
  "PAB Planner 在 Excel 中提示哪一周会断供，并写好相应的函件。$\r$\n$\r$\n仅为您本人安装：无需管理员权限，无需联网，不更改其他程序。$\r$\n$\r$\n请先关闭 Excel，再点“下一步”。"
${Text} AGREE "I &Agree" "我同意(&A)"
${Text} MUST_AGREE "Click I Agree if you accept these terms. Without that, PAB Planner cannot be installed." \
  "如接受以上条款，请点“我同意”。接受后才能安装 PAB Planner。"
${Text} EXCEL_OPEN "Excel is open. Save your work, close Excel and try again. Nothing was changed." \
  "Excel 正在运行。请保存工作、关闭 Excel 后重试。未作任何更改。"
${Text} NO_EXCEL "Excel was not found on this computer. PAB Planner works inside Excel for Windows. Nothing was changed." \
  "本机未找到 Excel。PAB Planner 需在 Windows 版 Excel 中使用。未作任何更改。"
${Text} NO_SUCH_FOLDER "Excel cannot read the path of this folder:$\r$\n$INSTDIR$\r$\nChoose a folder with a plain name and without %, such as C:\ProgramData\PAB Planner. Nothing was changed." \
  "Excel 无法读取此文件夹的路径：$\r$\n$INSTDIR$\r$\n请选择名称简单、不含 % 的文件夹，例如 C:\ProgramData\PAB Planner。未作任何更改。"
${Text} FOLDER_TAKEN "There are other files in this folder:$\r$\n$INSTDIR$\r$\nChoose an empty or a new one. Nothing was changed." \
  "此文件夹中已有其他文件：$\r$\n$INSTDIR$\r$\n请选择空文件夹或新文件夹。未作任何更改。"
${Text} CANNOT_WRITE "The files could not be written to$\r$\n$INSTDIR$\r$\nThere must be 250 MB free, and you must be allowed to write there. Nothing was changed." \
  "无法将文件写入$\r$\n$INSTDIR$\r$\n该处须有 250 MB 可用空间，且您有写入权限。未作任何更改。"
${Text} IN_USE "PAB Planner is in use: a program has files open in$\r$\n$INSTDIR$\r$\nClose Excel and any command window, then try again. Nothing was changed." \
  "PAB Planner 正被使用，有程序打开了以下文件夹中的文件：$\r$\n$INSTDIR$\r$\n请关闭 Excel 和命令窗口后重试。未作任何更改。"
${Text} CANNOT_RUN "PAB Planner's own Python cannot run on this computer; perhaps a virus scanner or a rule of your company blocks it. Show your IT department the file$\r$\n$TEMP\PAB_Planner-Setup.log$\r$\nNothing was changed." \
  "PAB Planner 自带的 Python 无法在本机运行，可能被杀毒软件或公司策略拦截。请将以下文件转给 IT 部门：$\r$\n$TEMP\PAB_Planner-Setup.log$\r$\n未作任何更改。"
${Text} TRUST_TITLE "Macros" "宏"
${Text} TRUST_SUBTITLE "May Excel run PAB Planner without asking each time?" "是否允许 Excel 运行 PAB Planner 而不再逐次询问？"
${Text} TRUST_TEXT "Excel asks before it runs the macros of a file. You can spare yourself the question for two folders, which become trusted locations: the one where Excel keeps your add-ins, and “PAB Planner” in your user folder, for the plans that you make.$\r$\n$\r$\nPut no files from strangers into them. Uninstalling takes both back." \
  "Excel 运行文件中的宏之前会先询问。您可以将以下两个文件夹设为受信任位置，免去询问：Excel 存放您的加载项的文件夹，以及您的用户文件夹中用于存放计划的“PAB Planner”文件夹。$\r$\n$\r$\n请勿将来源不明的文件放入其中。卸载时会恢复原状。"
${Text} TRUST_BOX "Trust these two folders" "信任这两个文件夹"
${Text} PUTTING_IN "Preparing Python and putting the add-in into Excel. This takes up to a minute." "正在准备 Python 并将加载项装入 Excel，最多需要一分钟。"
${Text} FINISHED "PAB Planner is installed" "PAB Planner 已安装"
${Text} WHAT_NEXT "Start Excel: the tab “PAB 交货预警” is there.$\r$\n$\r$\nFor a new plan, choose “PAB Planner 计划模板” in the Start menu; its sheet Guide takes you through it in ten minutes." \
  "启动 Excel，即可看到“PAB 交货预警”选项卡。$\r$\n$\r$\n新建计划请在“开始”菜单中选择“PAB Planner 计划模板”，其中的 Guide 表用十分钟带您走一遍。"
${Text} SHOW_GUIDE "Show the guide" "打开使用指南"
${Text} REMOVED "PAB Planner is removed" "PAB Planner 已卸载"
${Text} PLANS_STAY "Your plans and workbooks are where they were." "您的计划和工作簿均保留在原处。"
${Text} GUIDE_PAGE "guide.en.html" "guide.zh.html"
${Text} SPEAK "en" "zh"

; A folder may end in a backslash when a person typed it.
!macro TrimBackslash path
  StrCpy $0 ${path} "" -1
  ${If} $0 == "\"
    StrCpy ${path} ${path} -1
  ${EndIf}
!macroend
!define TrimBackslash "!insertmacro TrimBackslash"

!insertmacro GetOptions
!insertmacro GetParameters

; Shows a sentence, and keeps it in the log where there is nobody to show it to.
!macro Say text
  StrCpy $said "${text}"
  FileWriteUTF16LE $logFile "$said$\r$\n"
  DetailPrint "$said"
  MessageBox MB_ICONEXCLAMATION|MB_OK "$said" /SD IDOK
!macroend

!macro Stop number
  SetErrorLevel ${number}
  Abort
!macroend

!macro Begin
  SetShellVarContext current
  FileOpen $logFile "$TEMP\PAB_Planner-Setup.log" w
  FileWriteUTF16LE /BOM $logFile "PAB Planner ${VERSION}$\r$\n"
  ${GetParameters} $0
  ${GetOptions} $0 "/LANG=" $1
  ${IfNot} ${Errors}
    StrCpy $LANGUAGE $1
  ${EndIf}
!macroend

; Excel's windows, hidden ones too, are of this class.
!macro RefuseWhileExcelIsOpen
  ${Do}
    FindWindow $0 "XLMAIN"
    ${If} $0 = 0
      ${ExitDo}
    ${EndIf}
    FileWriteUTF16LE $logFile "$(EXCEL_OPEN)$\r$\n"
    ${If} ${Cmd} `MessageBox MB_ICONEXCLAMATION|MB_RETRYCANCEL "$(EXCEL_OPEN)" /SD IDCANCEL IDCANCEL`
      SetErrorLevel 3
      Quit
    ${EndIf}
  ${Loop}
!macroend

Function .onInit
  !insertmacro Begin
  ${GetOptions} $0 "/TRUST" $1
  ${IfNot} ${Errors}
    StrCpy $trust "--trust"
  ${EndIf}
FunctionEnd

; Not in .onInit, in which the language that was asked for is not yet spoken.
Function CheckExcel
  !insertmacro RefuseWhileExcelIsOpen
  ReadRegStr $0 HKCU "${EXCEL_KEY}" ""
  ${If} $0 == ""
    SetRegView 64
    ReadRegStr $0 HKLM "${EXCEL_KEY}" ""
    ${If} $0 == ""
      SetRegView 32
      ReadRegStr $0 HKLM "${EXCEL_KEY}" ""
      SetRegView 64
    ${EndIf}
  ${EndIf}
  ${If} $0 == ""
    !insertmacro Say "$(NO_EXCEL)"
    SetErrorLevel 4
    Quit
  ${EndIf}
FunctionEnd

; Excel's VBA reads the path in the computer's code page and hands it to the command prompt.
Function CheckFolder
  System::Call 'kernel32::WideCharToMultiByte(i 0, i 0x400, w "$INSTDIR", i -1, p 0, i 0, p 0, *i .r1)'
  ${If} $1 <> 0
    Goto refused
  ${EndIf}
  StrCpy $0 0
  ${Do}
    StrCpy $1 $INSTDIR 1 $0
    ${If} $1 == ""
      ${ExitDo}
    ${ElseIf} $1 == "%"
      Goto refused
    ${EndIf}
    IntOp $0 $0 + 1
  ${Loop}
  ${DirState} "$INSTDIR" $0
  ${If} $0 = 1
  ${AndIfNot} ${FileExists} "$INSTDIR\${UNINSTALLER}"
    !insertmacro Say "$(FOLDER_TAKEN)"
    !insertmacro Stop 5
  ${EndIf}
  Return
refused:
  !insertmacro Say "$(NO_SUCH_FOLDER)"
  !insertmacro Stop 5
FunctionEnd

Function ShowTrust
  !insertmacro MUI_HEADER_TEXT "$(TRUST_TITLE)" "$(TRUST_SUBTITLE)"
  nsDialogs::Create 1018
  Pop $0
  ${NSD_CreateLabel} 0 0 100% 72u "$(TRUST_TEXT)"
  Pop $0
  ${NSD_CreateCheckbox} 0 76u 100% 12u "$(TRUST_BOX)"
  Pop $trustBox
  ${If} $trust != ""
    ${NSD_Check} $trustBox
  ${EndIf}
  nsDialogs::Show
FunctionEnd

Function LeaveTrust
  ${NSD_GetState} $trustBox $0
  ${If} $0 = ${BST_CHECKED}
    StrCpy $trust "--trust"
  ${Else}
    StrCpy $trust ""
  ${EndIf}
FunctionEnd

Function ShowGuide
  ExecShell "open" "$INSTDIR\program\guide\$(GUIDE_PAGE)"
FunctionEnd

; The new files lie beside the old ones until all of them are there; only then do the folders change places.
Section
  AddSize 70000 ; compiled modules [KB]
  Call CheckExcel
  ${TrimBackslash} $INSTDIR
  Call CheckFolder
  ReadRegStr $former HKCU "${KEY}" "InstallLocation"
  RMDir /r "$INSTDIR\new"
  RMDir /r "$INSTDIR\old"
  ClearErrors
  !include "${FILES}"
  ${If} ${Errors}
    SetOutPath "$TEMP"
    RMDir /r "$INSTDIR\new"
    RMDir "$INSTDIR"
    !insertmacro Say "$(CANNOT_WRITE)"
    !insertmacro Stop 2
  ${EndIf}
  SetOutPath "$TEMP" ; a folder that is some program's current one cannot be renamed
  ${If} ${FileExists} "$INSTDIR\program\*"
    Rename "$INSTDIR\program" "$INSTDIR\old"
    ${If} ${Errors}
      RMDir /r "$INSTDIR\new"
      !insertmacro Say "$(IN_USE)"
      !insertmacro Stop 2
    ${EndIf}
  ${EndIf}
  Rename "$INSTDIR\new" "$INSTDIR\program"
  DetailPrint "$(PUTTING_IN)"
  ; Can Python load all that the add-in needs? What it imports without -B, unlike the VBA, stays compiled for it.
  nsExec::ExecToStack '"$INSTDIR\program\python\python.exe" -c "import sys; sys.tracebacklimit = 0; import pab_planner.udfs, pab_planner.macros.press; from pab_planner.macros.button_press import buttons; buttons()"'
  Pop $status
  Pop $said
  ${If} $status == 0
    nsExec::ExecToStack '"$INSTDIR\program\python\python.exe" -B -m pab_planner.installation install --lang $(SPEAK) $trust --former "$former"'
    Pop $status
    Pop $said
  ${EndIf}
  ${If} $status != 0
    RMDir /r "$INSTDIR\program"
    Rename "$INSTDIR\old" "$INSTDIR\program"
    RMDir "$INSTDIR"
    ${If} $status != 2
      FileWriteUTF16LE $logFile "$said$\r$\n"
      StrCpy $said "$(CANNOT_RUN)"
    ${EndIf}
    !insertmacro Say "$said"
    !insertmacro Stop 6
  ${EndIf}
  FileWriteUTF16LE $logFile "$said"
  DetailPrint "$said"
  RMDir /r "$INSTDIR\old"
  FileOpen $0 "$INSTDIR\pab-planner.cmd" w
  FileWrite $0 '@"%~dp0program\python\python.exe" -m pab_planner.cli %*$\r$\n'
  FileClose $0
  WriteUninstaller "$INSTDIR\${UNINSTALLER}"
  ; An installation in another folder goes; the add-in leads here already, so it takes only its files with it.
  ${If} $former != ""
  ${AndIf} $former != $INSTDIR
  ${AndIf} ${FileExists} "$former\${UNINSTALLER}"
    ExecWait '"$former\${UNINSTALLER}" /S _?=$former'
    Delete "$former\${UNINSTALLER}"
    RMDir "$former"
  ${EndIf}
  CreateDirectory "$SMPROGRAMS\PAB Planner"
  CreateShortcut "$SMPROGRAMS\PAB Planner\PAB Planner 计划模板.lnk" "${TEMPLATE}" "" "$INSTDIR\program\PAB_Planner.ico"
  CreateShortcut "$SMPROGRAMS\PAB Planner\Remove PAB Planner 卸载.lnk" "$INSTDIR\${UNINSTALLER}"
  WriteRegStr HKCU "${KEY}" "DisplayName" "PAB Planner"
  WriteRegStr HKCU "${KEY}" "DisplayVersion" "${VERSION}"
  WriteRegStr HKCU "${KEY}" "Publisher" "PAB Planner"
  WriteRegStr HKCU "${KEY}" "DisplayIcon" "$INSTDIR\program\PAB_Planner.ico"
  WriteRegStr HKCU "${KEY}" "InstallLocation" "$INSTDIR"
  WriteRegStr HKCU "${KEY}" "UninstallString" '"$INSTDIR\${UNINSTALLER}"'
  WriteRegStr HKCU "${KEY}" "QuietUninstallString" '"$INSTDIR\${UNINSTALLER}" /S'
  WriteRegDWORD HKCU "${KEY}" "NoModify" 1
  WriteRegDWORD HKCU "${KEY}" "NoRepair" 1
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  WriteRegDWORD HKCU "${KEY}" "EstimatedSize" $0
  FileClose $logFile
SectionEnd

Function un.onInit
  !insertmacro Begin
FunctionEnd

Section Uninstall
  !insertmacro RefuseWhileExcelIsOpen
  ClearErrors
  SetOutPath "$TEMP"
  nsExec::ExecToStack '"$INSTDIR\program\python\python.exe" -B -m pab_planner.installation uninstall --lang $(SPEAK)'
  Pop $status
  Pop $said
  ${If} $status != 0
    !insertmacro Say "$said"
    !insertmacro Stop 6
  ${EndIf}
  FileWriteUTF16LE $logFile "$said"
  DetailPrint "$said"
  RMDir /r "$INSTDIR\program"
  RMDir /r "$INSTDIR\new" ; left where the set-up program was ended in the middle
  RMDir /r "$INSTDIR\old"
  Delete "$INSTDIR\pab-planner.cmd"
  Delete "$INSTDIR\${UNINSTALLER}"
  RMDir "$INSTDIR"
  ReadRegStr $0 HKCU "${KEY}" "InstallLocation"
  ${If} $0 == $INSTDIR
    RMDir /r "$SMPROGRAMS\PAB Planner"
    DeleteRegKey HKCU "${KEY}"
    DeleteRegKey /ifempty HKCU "${PROGRAMS}"
  ${EndIf}
  FileClose $logFile
SectionEnd

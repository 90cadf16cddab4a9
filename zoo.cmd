@echo off
rem Starts ConvZoo's command line. Builds it first where nothing is built yet, or the sources are newer.
setlocal EnableDelayedExpansion
set "root=%~dp0"
set "target=%root%zoo-cli\target"
set "stamp=%target%\zoo.classpath"

rem --- Java 17 or newer: JAVA_HOME, then PATH.
set "java="
if defined JAVA_HOME if exist "%JAVA_HOME%\bin\java.exe" set "java=%JAVA_HOME%\bin\java.exe"
if not defined java for /f "delims=" %%J in ('where java 2^>nul') do if not defined java set "java=%%J"
if not defined java (
    echo zoo: Java 17 or newer is needed; install one, or set JAVA_HOME 1>&2
    exit /b 1
)
for %%H in ("%java%\..\..") do set "home=%%~fH"
set "version="
if exist "%home%\release" for /f "tokens=2 delims==" %%V in ('findstr /b "JAVA_VERSION=" "%home%\release"') do set "version=%%~V"
if not defined version for /f "tokens=3" %%V in ('""%java%" -version 2^>^&1" ^| findstr /c:" version "') do set "version=%%~V"
for /f "delims=.+-" %%M in ("%version%") do set /a major=%%M 2>nul
if not defined major set major=0
if %major% lss 17 (
    echo zoo: Java 17 or newer is needed ^(found: %version% in %home%^); set JAVA_HOME to one 1>&2
    exit /b 1
)

rem --- Build: where the stamp is missing, or a source is newer (PowerShell compares the times).
set "stale="
if not exist "%stamp%" set stale=1
if not exist "%target%\zoo-cli.jar" set stale=1
if not defined stale (
    powershell -NoProfile -Command "$t=(Get-Item -LiteralPath $env:stamp).LastWriteTimeUtc; $f=@(Get-Item ($env:root+'pom.xml'),($env:root+'*\pom.xml'))+@(Get-ChildItem ($env:root+'*\src\main') -Recurse); if ($f | Where-Object {$_.LastWriteTimeUtc -gt $t} | Select-Object -First 1) {exit 1}"
    if errorlevel 1 set stale=1
)
if defined stale (
    echo building ConvZoo ^(once^) ... 1>&2
    if not exist "%target%" mkdir "%target%"
    if exist "%stamp%" del "%stamp%"
    del "%target%\zoo-*.jsa" 2>nul
    set "JAVA_HOME=%home%"
    pushd "%root%"
    call mvnw.cmd -q -B -Dquick -Dlauncher -DskipTests -pl zoo-cli -am package >"%target%\zoo-build.log" 2>&1
    set "built=!errorlevel!"
    popd
    if not "!built!"=="0" (
        if exist "%stamp%" del "%stamp%"
        type "%target%\zoo-build.log" 1>&2
        echo zoo: the build failed; its log is above, and in %target%\zoo-build.log 1>&2
        exit /b 1
    )
)

rem --- Threads and memory.
if not defined OMP_NUM_THREADS set "OMP_NUM_THREADS=%NUMBER_OF_PROCESSORS%"
rem Threads that wait spin for some 50 microseconds, then sleep: see the shell script.
if not defined GOMP_SPINCOUNT set "GOMP_SPINCOUNT=20000"
if not defined OMP_WAIT_POLICY set "OMP_WAIT_POLICY=passive"
if not defined OPENBLAS_NUM_THREADS set "OPENBLAS_NUM_THREADS=1"
for /f "usebackq delims=" %%L in ("%stamp%") do set "classpath=%%L"
rem Batch arithmetic has 32 bits, so PowerShell divides: MiB of the machine.
set mib=4096
for /f %%M in ('powershell -NoProfile -Command "[int64]((Get-CimInstance Win32_ComputerSystem).TotalPhysicalMemory/1MB)"') do set mib=%%M
set /a heap=%mib% / 4
set /a young=16 * %NUMBER_OF_PROCESSORS%
set /a native=%mib% / 2
set /a process=%mib% / 5 * 4
set "modern="
if %major% geq 24 set "modern=--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow"

rem The class path is longer than a command line may be, so Java reads it from the environment.
set "CLASSPATH=%target%\zoo-cli.jar;%classpath%"

rem --- Classes archived by a run before start faster (AppCDS).
set "archive=%target%\zoo-%version%.jsa"
if not exist "%archive%" (
    "%java%" -XX:ArchiveClassesAtExit="%archive%" -Xlog:disable %modern% -Djava.awt.headless=true org.convzoo.cli.Main warm-up >nul 2>&1
    if not exist "%archive%" type nul >"%archive%"
)

"%java%" %modern% -XX:SharedArchiveFile="%archive%" -Xshare:auto -Xlog:disable -Xmx%heap%m -XX:MaxNewSize=%young%m -Dorg.bytedeco.javacpp.maxbytes=%native%m -Dorg.bytedeco.javacpp.maxphysicalbytes=%process%m -Djava.awt.headless=true %ZOO_JAVA_OPTS% org.convzoo.cli.Main %*
exit /b %errorlevel%

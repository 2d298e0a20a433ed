@echo off
rem Windows: report.cmd 2025H1 makes all reports of a period, as `make report PERIOD=2025H1` does.
rem The environment is set up when it is missing, and only then.
setlocal
cd /d "%~dp0"
if "%~1"=="" (
  echo Usage: report.cmd PERIOD, e.g. report.cmd 2025H1 1>&2
  exit /b 2
)
if not exist .venv\.ready (
  if not exist .venv\Scripts\python.exe py -3 -m venv .venv || exit /b 1
  .venv\Scripts\python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock || exit /b 1
  .venv\Scripts\python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --no-index -e . || exit /b 1
  type nul > .venv\.ready
)
.venv\Scripts\python -m plan_monitor report %*
exit /b %errorlevel%

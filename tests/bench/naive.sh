#!/bin/sh
# What one would type by hand, one command after the other: naive.sh PERIOD AGENCY…, in a workspace.
# It makes no appendix.xlsx, no index and no record of what was run.
set -eu
period=$1
shift
evidence=reports/$period/evidence
province=reports/$period/province
mkdir -p "$evidence" "$province"

for agency in "$@"; do
  papermill notebooks/01_clean_submission.ipynb "$evidence/01_clean_submission_$agency.ipynb" \
    --cwd notebooks -p period "$period" -p agency "$agency"
done

papermill notebooks/02_trajectories.ipynb "$evidence/02_trajectories.ipynb" \
  --cwd notebooks -p period "$period"

for agency in "$@"; do
  folder=reports/$period/agencies/$agency
  mkdir -p "$folder"
  papermill notebooks/03_agency_report.ipynb "$folder/03_agency_report.ipynb" \
    --cwd notebooks -p period "$period" -p agency "$agency"
  jupyter nbconvert --to plan_html "$folder/03_agency_report.ipynb" --output report
  jupyter nbconvert --to plan_docx "$folder/03_agency_report.ipynb" --output report
done

papermill notebooks/04_province_report.ipynb "$province/04_province_report.ipynb" \
  --cwd notebooks -p period "$period"
jupyter nbconvert --to plan_html "$province/04_province_report.ipynb" --output report
jupyter nbconvert --to plan_docx "$province/04_province_report.ipynb" --output report

#!/bin/sh
# Searches the evidence base and saves the references: sh client.sh [BASE]
set -eu
BASE=${1:-http://127.0.0.1:8080}

curl --fail --silent --show-error --get "$BASE/api/v1/search" --data-urlencode 'q=county lines' --data 'country=GB' --data 'per_page=3' --data 'facets=none'
echo
curl --fail --silent --show-error --compressed --get "$BASE/api/v1/export" --data 'format=ris' --data-urlencode 'q=county lines'

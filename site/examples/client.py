"""Prints the strongest evidence on a crime, page by page, with nothing but Python itself: python3 client.py [BASE]"""

import json
import sys
import urllib.parse
import urllib.request

BASE = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8080"


def get(path):
    with urllib.request.urlopen(BASE + path) as answer:
        return json.load(answer)


query = urllib.parse.urlencode({"crime": "drugs", "sort": "strength", "per_page": 50, "facets": "none"})
path = "/api/v1/search?" + query
while path:
    page = get(path)
    for record in page["results"]:
        print(record["strength"], record["effect"], record["title"], BASE + record["url"], sep="\t")
    path = page["links"]["next"]

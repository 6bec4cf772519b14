"""Asks another engine the questions of the bench: the same files, the same SQL, in this process.

    hunts.py duckdb|chdb QUESTIONS

QUESTIONS is JSON, {"files": [...], "runs": n, "hunts": [{"name": ..., "sql": ...}]}; the SQL asks a table `events`. Each is
asked once before it is measured. Writes milliseconds of each run, and what came out, as JSON.
"""

import json
import os
import sys
import time


class DuckDb:
    def __init__(self, files):
        import duckdb

        self.version = duckdb.__version__
        self.connection = duckdb.connect()
        self.connection.execute("SET TimeZone = 'UTC'")
        names = ", ".join("'%s'" % name for name in files)
        self.connection.execute("CREATE VIEW events AS SELECT * FROM read_parquet([%s])" % names)

    def ask(self, sql):
        cursor = self.connection.execute(sql)
        names = [column[0] for column in cursor.description]
        return names, cursor.fetchall()


class ClickHouse:
    def __init__(self, files):
        import chdb

        self.connection = chdb.connect(":memory:")
        self.version = json.loads(self._query("SELECT version() AS v"))["data"][0][0]
        self.table = "file('%s', 'Parquet')" % glob(files)

    def _query(self, sql):
        return str(self.connection.query(sql, "JSONCompact"))

    def ask(self, sql):
        answer = json.loads(self._query(sql.replace("FROM events", "FROM " + self.table)))
        return [column["name"] for column in answer["meta"]], answer["data"]


def glob(files):
    """All files in one pattern of ClickHouse's, which wants the folder that they share before the braces."""
    folder = os.path.commonpath([os.path.dirname(name) for name in files])
    names = [os.path.relpath(name, folder) for name in files]
    return os.path.join(folder, "{%s}" % ",".join(names) if len(names) > 1 else names[0])


def main():
    engine, path = sys.argv[1:]
    with open(path) as file:
        asked = json.load(file)
    engine = {"duckdb": DuckDb, "chdb": ClickHouse}[engine](asked["files"])
    answers = []
    for hunt in asked["hunts"]:
        times = []
        for run in range(asked["runs"] + 1):
            started = time.perf_counter()
            names, rows = engine.ask(hunt["sql"])
            if run:
                times.append((time.perf_counter() - started) * 1000)
        counted = names.index("n") if "n" in names else None
        total = sum(int(row[counted]) for row in rows) if counted is not None else 0
        answers.append({"name": hunt["name"], "ms": times, "rows": len(rows), "sum": total})
    json.dump({"version": engine.version, "hunts": answers}, sys.stdout)


main()

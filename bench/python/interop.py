"""Reads Delta tables with the engines of others and adds up what they see, column by column.

    interop.py TABLES

TABLES is JSON, {"tables": [{"name": ..., "path": ..., "columns": [{"name": ..., "of": ...}]}]}; `of` is text, int, float, bool,
time or day. Writes, for each table and engine, {"rows": n, "columns": {name: [values, sum, least, greatest]}} or {"error": ...}.
The sum of texts is that of their bytes, that of truths how many are true; times are microseconds; days have none.
"""

import json
import os
import sys


def quoted(name):
    return '"%s"' % name.replace('"', '""')


def selected(columns, terms):
    """The terms of one SELECT: four for each column."""
    return ", ".join(["count(*)"] + [term.replace("{c}", quoted(name)) for name, of in columns for term in terms[of]])


def sorted_out(columns, row):
    values = [None if value is None else str(value) for value in row]
    found = {name: values[1 + 4 * at : 5 + 4 * at] for at, (name, _) in enumerate(columns)}
    return {"rows": int(values[0]), "columns": found}


class Delta:
    """Python's deltalake, and pyarrow behind it."""

    def __init__(self):
        import deltalake

        self.version = deltalake.__version__

    def read(self, table, columns):
        import deltalake
        import pyarrow as pa
        import pyarrow.compute as pc

        delta = deltalake.DeltaTable(table["path"])
        rows = delta.to_pyarrow_table()
        seen = {}
        for name, of in columns:
            column = rows[name]
            if of == "time":
                column = column.cast(pa.timestamp("us", "UTC")).cast(pa.int64())
            both = pc.min_max(column).as_py() if of not in ("bool", "text") else {}
            if of == "text":
                present = sorted(value.encode() for value in column.drop_null().to_pylist())
                total = sum(len(value) for value in present)
                both = {"min": present[0].decode(), "max": present[-1].decode()} if present else {}
            elif of in ("int", "bool", "float"):
                total = pc.sum(column).as_py()
            else:
                total = None
            counted = rows.num_rows - column.null_count
            least, most = both.get("min"), both.get("max")
            seen[name] = [None if value is None else str(value) for value in (counted, total, least, most)]
        files = [os.path.join(table["path"], name) for name in delta.file_uris()]
        return {"rows": rows.num_rows, "columns": seen, "version": delta.version(), "files": len(files)}


class DuckDb:
    TERMS = {
        "text": ["count({c})", "sum(strlen({c}))", "min({c})", "max({c})"],
        "int": ["count({c})", "sum({c})", "min({c})", "max({c})"],
        "float": ["count({c})", "sum({c})", "min({c})", "max({c})"],
        "bool": ["count({c})", "count(*) FILTER ({c})", "NULL", "NULL"],
        "time": ["count({c})", "NULL", "epoch_us(min({c}))", "epoch_us(max({c}))"],
        "day": ["count({c})", "NULL", "min({c})", "max({c})"],
    }

    def __init__(self):
        import duckdb

        self.version = duckdb.__version__
        self.connection = duckdb.connect()
        self.connection.execute("SET TimeZone = 'UTC'")

    def read(self, table, columns):
        names = ", ".join("'%s'" % name.replace("'", "''") for name in table["files"])
        source = "read_parquet([%s], union_by_name = true, hive_partitioning = true)" % names
        return self.summed(source, columns)

    def summed(self, source, columns):
        present = {row[0] for row in self.connection.execute("DESCRIBE SELECT * FROM %s" % source).fetchall()}
        columns = [(name, of) for name, of in columns if name in present]
        row = self.connection.execute("SELECT %s FROM %s" % (selected(columns, self.TERMS), source)).fetchone()
        return sorted_out(columns, row)


class DuckDbDelta(DuckDb):
    """DuckDB's own reader of Delta: an extension, which its distributor's site serves."""

    def __init__(self):
        super().__init__()
        self.connection.execute("INSTALL delta; LOAD delta")

    def read(self, table, columns):
        return self.summed("delta_scan('%s')" % table["path"].replace("'", "''"), columns)


class ClickHouse:
    TERMS = {
        "text": ["count({c})", "sum(length({c}))", "min({c})", "max({c})"],
        "int": ["count({c})", "sum({c})", "min({c})", "max({c})"],
        "float": ["count({c})", "sum({c})", "min({c})", "max({c})"],
        "bool": ["count({c})", "countIf({c})", "NULL", "NULL"],
        "time": ["count({c})", "NULL", "toUnixTimestamp64Micro(min({c}))", "toUnixTimestamp64Micro(max({c}))"],
        "day": ["count({c})", "NULL", "toString(min({c}))", "toString(max({c}))"],
    }

    def __init__(self):
        import chdb

        # It reads Delta tables below the folder it runs in only.
        os.chdir("/")
        self.connection = chdb.connect(":memory:?user_files_path=/")
        self.version = self.asked("SELECT version()")[0][0]

    def asked(self, sql):
        settings = " SETTINGS schema_inference_mode = 'union', output_format_json_quote_64bit_integers = 1"
        return json.loads(str(self.connection.query(sql + settings, "JSONCompact")))["data"]

    def read(self, table, columns):
        folder = os.path.commonpath([os.path.dirname(name) for name in table["files"]])
        names = [os.path.relpath(name, folder) for name in table["files"]]
        pattern = os.path.join(folder, "{%s}" % ",".join(names) if len(names) > 1 else names[0])
        return self.summed("file('%s', 'Parquet')" % pattern, columns)

    def summed(self, source, columns):
        present = {row[0] for row in self.asked("DESCRIBE TABLE %s" % source)}
        columns = [(name, of) for name, of in columns if name in present]
        return sorted_out(columns, self.asked("SELECT %s FROM %s" % (selected(columns, self.TERMS), source))[0])


class ClickHouseDelta(ClickHouse):
    """ClickHouse's own reader of Delta."""

    def read(self, table, columns):
        return self.summed("deltaLakeLocal('%s')" % table["path"], columns)


ENGINES = {
    "deltalake": Delta,
    "DuckDB": DuckDb,
    "DuckDB delta_scan": DuckDbDelta,
    "ClickHouse": ClickHouse,
    "ClickHouse deltaLake": ClickHouseDelta,
}


def active(table):
    """The files that the table's log says are in it: by Python's deltalake, which knows the log and not us."""
    import deltalake

    return [name.removeprefix("file://") for name in deltalake.DeltaTable(table["path"]).file_uris()]


def main():
    with open(sys.argv[1]) as file:
        tables = json.load(file)["tables"]
    for table in tables:
        table["files"] = active(table)
    versions, seen = {}, {table["name"]: {} for table in tables}
    for name, engine in ENGINES.items():
        try:
            engine = engine()
        except Exception as error:
            versions[name] = {"error": str(error).strip().splitlines()[0]}
            continue
        versions[name] = {"version": engine.version}
        for table in tables:
            columns = [(column["name"], column["of"]) for column in table["columns"]]
            try:
                seen[table["name"]][name] = engine.read(table, columns)
            except Exception as error:
                seen[table["name"]][name] = {"error": str(error).strip()[:500]}
    json.dump({"engines": versions, "tables": seen}, sys.stdout)


main()

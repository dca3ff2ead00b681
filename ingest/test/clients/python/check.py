"""Asks a running Safar as Python's clients do. Arguments: HTTP port, native port, password. Prints a JSON line a check."""

import json
import sys
import threading
import time

http_port, native_port, password = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
KPI = (
    "SELECT customers, orders FROM customer_value(source = 'shop', since = '2020-01-01', until = '2030-01-01',"
    " time_zone = 'UTC')"
)


def check(name, ask):
    try:
        print(json.dumps({"check": name, "answer": ask()}, default=str), flush=True)
    except Exception as error:  # noqa: BLE001 - every failure is told to the test
        print(json.dumps({"check": name, "error": f"{type(error).__name__}: {error}"[:400]}), flush=True)


def clickhouse_connect_checks():
    import clickhouse_connect

    client = clickhouse_connect.get_client(
        host="127.0.0.1", port=http_port, username="default", password=password, database="safar"
    )
    check("connect: rows", lambda: client.query(KPI).result_rows)
    check(
        "connect: settings",
        lambda: client.query(KPI, settings={"max_threads": 1, "max_execution_time": 20}).result_rows,
    )
    check("connect: parameters", lambda: client.query("SELECT {x:String} AS x", parameters={"x": "سفر's"}).result_rows)
    check("connect: dataframe", lambda: len(client.query_df("SELECT event, timestamp FROM events")))
    check("connect: arrow", lambda: client.query_arrow("SELECT number FROM numbers(100000)").num_rows)
    check("connect: columns", lambda: len(client.query("SELECT * FROM system.columns WHERE database = 'safar'").result_rows) > 100)

    def refused_insert():
        try:
            client.insert("event_rows", [["x"]], column_names=["source_id"])
        except Exception as error:  # noqa: BLE001
            return "ACCESS_DENIED" in str(error)
        return False

    check("connect: insert refused", refused_insert)

    def cancelled():
        query_id = "safar-python-cancel"
        other = clickhouse_connect.get_client(
            host="127.0.0.1", port=http_port, username="default", password=password, database="safar"
        )
        threading.Timer(0.7, lambda: other.command(f"KILL QUERY WHERE query_id = '{query_id}'")).start()
        began = time.monotonic()
        try:
            client.query("SELECT sum(sipHash64(number)) FROM numbers(100000000000)", settings={"query_id": query_id})
        except Exception as error:  # noqa: BLE001
            return "QUERY_WAS_CANCELLED" in str(error) and time.monotonic() - began < 30
        return False

    check("connect: cancel", cancelled)


def driver_checks():
    from clickhouse_driver import Client

    client = Client("127.0.0.1", port=native_port, user="default", password=password, database="safar")
    check("driver: rows", lambda: client.execute(KPI))
    check("driver: streams", lambda: sum(1 for _ in client.execute_iter("SELECT number FROM numbers(1000000)")))
    check("driver: compressed", lambda: Client(
        "127.0.0.1", port=native_port, user="default", password=password, database="safar", compression=False
    ).execute("SELECT 1"))


def sqlalchemy_checks():
    from sqlalchemy import MetaData, Table, create_engine, inspect, select

    for scheme, port in (("clickhouse", http_port), ("clickhouse+native", native_port)):
        engine = create_engine(f"{scheme}://default:{password}@127.0.0.1:{port}/safar")
        check(f"{scheme}: tables", lambda: "events" in inspect(engine).get_table_names() + inspect(engine).get_view_names())

        def reflected():
            events = Table("events", MetaData(), autoload_with=engine)
            with engine.connect() as connection:
                return len(connection.execute(select(events.c.message_id).limit(3)).fetchall())

        check(f"{scheme}: reflects events", reflected)


for checks in (clickhouse_connect_checks, driver_checks, sqlalchemy_checks):
    try:
        checks()
    except Exception as error:  # noqa: BLE001
        print(json.dumps({"check": checks.__name__, "error": f"{type(error).__name__}: {error}"[:400]}), flush=True)

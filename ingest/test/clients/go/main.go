// Asks a running Safar as clickhouse-go does, over HTTP and natively.
// Arguments: HTTP port, native port, password. Prints a JSON line a check.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/ClickHouse/clickhouse-go/v2"
)

func tell(name string, answer any, err error) {
	line := map[string]any{"check": name, "answer": answer}
	if err != nil {
		line = map[string]any{"check": name, "error": err.Error()}
	}
	text, _ := json.Marshal(line)
	fmt.Println(string(text))
}

func main() {
	httpPort, nativePort, password := os.Args[1], os.Args[2], os.Args[3]
	for _, way := range []struct {
		name     string
		protocol clickhouse.Protocol
		port     string
	}{{"http", clickhouse.HTTP, httpPort}, {"native", clickhouse.Native, nativePort}} {
		connection, err := clickhouse.Open(&clickhouse.Options{
			Addr:        []string{"127.0.0.1:" + way.port},
			Protocol:    way.protocol,
			Auth:        clickhouse.Auth{Database: "safar", Username: "default", Password: password},
			Settings:    clickhouse.Settings{"max_execution_time": 30},
			Compression: &clickhouse.Compression{Method: clickhouse.CompressionLZ4},
		})
		if err != nil {
			tell(way.name+": opens", nil, err)
			continue
		}
		ctx := context.Background()
		tell(way.name+": ping", true, connection.Ping(ctx))

		var customers, orders uint64
		err = connection.QueryRow(ctx, "SELECT toUInt64(customers), toUInt64(orders) FROM customer_value(source = 'shop', since = '2020-01-01', until = '2030-01-01', time_zone = 'UTC')").Scan(&customers, &orders)
		tell(way.name+": figure", []uint64{customers, orders}, err)

		rows, err := connection.Query(ctx, "SELECT number FROM numbers(1000000)")
		count := 0
		if err == nil {
			for rows.Next() {
				count++
			}
			err = rows.Err()
		}
		tell(way.name+": million rows", count, err)

		short, cancel := context.WithTimeout(ctx, time.Second)
		began := time.Now()
		var sum uint64
		err = connection.QueryRow(short, "SELECT sum(sipHash64(number)) FROM numbers(100000000000)").Scan(&sum)
		cancel()
		tell(way.name+": cancel", err != nil && time.Since(began) < 20*time.Second, nil)

		err = connection.Exec(ctx, "CREATE TABLE safar.x (a Int8) ENGINE = Memory")
		tell(way.name+": write refused", err != nil && strings.Contains(err.Error(), "Not enough privileges"), nil)
		_ = connection.Close()
	}
}

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.Properties;

/** Asks a running Safar as JDBC does. Arguments: HTTP port, password. Prints a JSON line a check. */
public class Check {
  interface Ask {
    Object answer() throws Exception;
  }

  static void check(String name, Ask ask) {
    try {
      System.out.println("{\"check\":\"" + name + "\",\"answer\":" + ask.answer() + "}");
    } catch (Exception error) {
      String said = String.valueOf(error.getMessage()).replaceAll("[^A-Za-z0-9 _.:()]", " ");
      System.out.println("{\"check\":\"" + name + "\",\"error\":\"" + said.substring(0, Math.min(300, said.length())) + "\"}");
    }
  }

  static long count(ResultSet rows) throws Exception {
    long count = 0;
    while (rows.next()) count++;
    return count;
  }

  public static void main(String[] arguments) throws Exception {
    Properties properties = new Properties();
    properties.setProperty("user", "default");
    properties.setProperty("password", arguments[1]);
    String url = "jdbc:clickhouse://127.0.0.1:" + arguments[0] + "/safar";
    try (Connection connection = DriverManager.getConnection(url, properties)) {
      DatabaseMetaData metadata = connection.getMetaData();
      check("jdbc: tables", () -> {
        boolean found = false;
        try (ResultSet tables = metadata.getTables(null, "safar", "%", null)) {
          while (tables.next()) found |= tables.getString("TABLE_NAME").equals("events");
        }
        return found;
      });
      check("jdbc: columns", () -> {
        try (ResultSet columns = metadata.getColumns(null, "safar", "events", "%")) {
          return count(columns) > 20;
        }
      });
      check("jdbc: figure", () -> {
        try (Statement statement = connection.createStatement();
            ResultSet rows = statement.executeQuery(
                "SELECT customers, orders FROM customer_value(source = 'shop', since = '2020-01-01', until = '2030-01-01', time_zone = 'UTC')")) {
          rows.next();
          return "[" + rows.getLong(1) + "," + rows.getLong(2) + "]";
        }
      });
      check("jdbc: prepared", () -> {
        try (PreparedStatement statement = connection.prepareStatement("SELECT count() FROM events WHERE event = ?")) {
          statement.setString(1, "Order Completed");
          try (ResultSet rows = statement.executeQuery()) {
            rows.next();
            return rows.getLong(1);
          }
        }
      });
      check("jdbc: million rows", () -> {
        try (Statement statement = connection.createStatement();
            ResultSet rows = statement.executeQuery("SELECT number FROM numbers(1000000)")) {
          return count(rows);
        }
      });
      check("jdbc: cancel", () -> {
        try (Statement statement = connection.createStatement()) {
          Thread canceller = new Thread(() -> {
            try {
              Thread.sleep(1000);
              statement.cancel();
            } catch (Exception ignored) {
              // told by the statement that goes on
            }
          });
          canceller.start();
          long began = System.nanoTime();
          try {
            statement.executeQuery("SELECT sum(sipHash64(number)) FROM numbers(100000000000)");
            return false;
          } catch (Exception expected) {
            return System.nanoTime() - began < 30_000_000_000L;
          }
        }
      });
      check("jdbc: write refused", () -> {
        try (Statement statement = connection.createStatement()) {
          statement.execute("CREATE TABLE safar.x (a Int8) ENGINE = Memory");
          return false;
        } catch (Exception error) {
          return error.getMessage().contains("ACCESS_DENIED") || error.getMessage().contains("privileges");
        }
      });
    }
  }
}

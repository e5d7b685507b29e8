package io.tearup.connect.run;

import io.tearup.app.local.FreePort;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipal;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * A real PostgreSQL server on a free loopback port, its data in a directory of its own, ready for logical decoding.
 *
 * <p>The server refuses to run as root: a root test starts it as the user {@code postgres}, which the package brings.
 */
public final class PostgresServer implements AutoCloseable {
    private static final String USER = "tearup";
    private static final String SERVICE_USER = "postgres";

    private final Path binaries;
    private final Path directory;
    private final String password;
    private final int port;
    private ChildProcess server;

    private PostgresServer(Path binaries, Path directory, String password, int port) {
        this.binaries = binaries;
        this.directory = directory;
        this.password = password;
        this.port = port;
        this.server = run();
    }

    /** Why no server can run here, empty where one can. */
    public static Optional<String> missing() {
        if (binaries().isEmpty()) {
            return Optional.of("left out: no PostgreSQL server here; install it (Debian: apt-get install postgresql)");
        }
        if (isRoot() && !hasServiceUser()) {
            return Optional.of("left out: PostgreSQL does not run as root and there is no user " + SERVICE_USER);
        }
        return Optional.empty();
    }

    /** Makes a cluster and starts it. */
    public static PostgresServer start() throws IOException, InterruptedException {
        Path binaries = binaries().orElseThrow();
        Path directory = Files.createTempDirectory("tearup-postgres-");
        String password =
                HexFormat.of().toHexDigits(RandomGenerator.getDefault().nextLong());
        Path passwordFile = Files.writeString(directory.resolve("password"), password);
        if (isRoot()) {
            UserPrincipal owner =
                    directory.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(SERVICE_USER);
            Files.setOwner(passwordFile, owner);
            Files.setOwner(directory, owner);
        }
        List<String> initdb = asServiceUser(List.of(
                binaries.resolve("initdb").toString(),
                "--pgdata=" + directory.resolve("data"),
                "--username=" + USER,
                "--pwfile=" + passwordFile,
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--no-locale",
                "--no-sync"));
        Process process = new ProcessBuilder(initdb).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
            throw new IOException("initdb failed: " + said);
        }
        return new PostgresServer(binaries, directory, password, FreePort.next());
    }

    private ChildProcess run() {
        return ChildProcess.start(
                asServiceUser(List.of(
                        binaries.resolve("postgres").toString(),
                        "-D",
                        directory.resolve("data").toString(),
                        "-c",
                        "listen_addresses=127.0.0.1",
                        "-c",
                        "port=" + port,
                        "-c",
                        "unix_socket_directories=" + directory,
                        "-c",
                        "wal_level=logical",
                        "-c",
                        "fsync=off")),
                Map.of(),
                logOf(directory));
    }

    private static Path logOf(Path directory) {
        return directory.resolveSibling(directory.getFileName() + ".log");
    }

    /** Waits until it takes connections. */
    public void awaitReady() {
        Wait.until("PostgreSQL takes connections", () -> {
            if (!server.isAlive()) {
                throw new AssertionError("PostgreSQL ended: " + server.lastWords());
            }
            try (Connection connection = connect("postgres")) {
                return connection.isValid(1);
            } catch (SQLException e) {
                return false;
            }
        });
    }

    /** Stops the server, its data stays. */
    public void shutDown() {
        server.close();
    }

    /** Starts it again on the same port. */
    public void startAgain() {
        server = run();
        awaitReady();
    }

    /** Makes a database with the migrations of a directory, in the order of their versions. */
    public void createDatabase(String name, Path migrations) throws SQLException, IOException {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        List<Path> scripts;
        try (Stream<Path> files = Files.list(migrations)) {
            scripts = files.sorted().toList();
        }
        for (Path script : scripts) {
            execute(name, Files.readString(script));
        }
    }

    public void execute(String database, String sql) throws SQLException {
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Rows of a query, each as its columns joined by bars, in the query's order. */
    public List<String> query(String database, String sql) throws SQLException {
        List<String> rows = new ArrayList<>();
        try (Connection connection = connect(database);
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            int columns = result.getMetaData().getColumnCount();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int column = 1; column <= columns; column++) {
                    row.add(String.valueOf(result.getString(column)));
                }
                rows.add(String.join("|", row));
            }
        }
        return rows;
    }

    /** The one number a query gives. */
    public long number(String database, String sql) throws SQLException {
        return Long.parseLong(query(database, sql).get(0));
    }

    public String url(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    public int port() {
        return port;
    }

    public String user() {
        return USER;
    }

    public String password() {
        return password;
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(url(database), USER, password);
    }

    @Override
    public void close() throws IOException {
        server.close();
        Files.deleteIfExists(logOf(directory));
        Files.deleteIfExists(logOf(directory).resolveSibling(logOf(directory).getFileName() + ".pid"));
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    /** The directory of {@code initdb} and {@code postgres}: on the path, or the newest of Debian's. */
    private static Optional<Path> binaries() {
        Stream<Path> onPath = Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .filter(entry -> !entry.isEmpty())
                .map(Path::of);
        return Stream.concat(onPath, debians())
                .filter(place ->
                        Files.isExecutable(place.resolve("initdb")) && Files.isExecutable(place.resolve("postgres")))
                .findFirst();
    }

    private static Stream<Path> debians() {
        try (Stream<Path> versions = Files.list(Path.of("/usr/lib/postgresql"))) {
            return versions
                    .sorted(Comparator.comparing((Path version) -> String.format("%8s", version.getFileName()))
                            .reversed())
                    .map(version -> version.resolve("bin"))
                    .toList()
                    .stream();
        } catch (IOException e) {
            return Stream.empty();
        }
    }

    private static List<String> asServiceUser(List<String> command) {
        if (!isRoot()) {
            return command;
        }
        List<String> as = new ArrayList<>(
                List.of("setpriv", "--reuid=" + SERVICE_USER, "--regid=" + SERVICE_USER, "--clear-groups", "--"));
        as.addAll(command);
        return as;
    }

    private static boolean isRoot() {
        return System.getProperty("user.name").equals("root");
    }

    private static boolean hasServiceUser() {
        try {
            Path.of("/").getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(SERVICE_USER);
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}

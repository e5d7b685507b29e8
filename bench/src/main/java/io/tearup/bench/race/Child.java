package io.tearup.bench.race;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Process of one contestant. It starts, works until its standard input says {@code book <file>}, writes its positions
 * there, says {@code written}, and ends when its standard input does.
 */
final class Child {
    private static final String BOOK = "book ";

    private Child() {}

    /** Arguments: contestant, brokers, registry, application, directory. */
    public static void main(String[] arguments) throws Exception {
        Entry entry = new Entry(arguments[1], arguments[2], arguments[3], Path.of(arguments[4]));
        Contestant.Running running = Contestant.ofLabel(arguments[0]).start(entry);
        System.out.println("started");
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            if (order.startsWith(BOOK)) {
                write(running.book(), Path.of(order.substring(BOOK.length())));
                System.out.println("written");
            }
        }
        running.close();
        System.exit(0);
    }

    private static void write(Book book, Path to) throws IOException {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(to))) {
            book.writeTo(out);
        }
    }
}

package io.tearup.app.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Every relative link and image of every Markdown file leads to a file, and to a heading where it names one. */
class LinksTest {
    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern CODE = Pattern.compile("`[^`]*`");
    private static final Pattern ELSEWHERE = Pattern.compile("[a-z][a-z0-9+.-]*:.*");

    private final Map<Path, Set<String>> headings = new HashMap<>();

    @Test
    void shouldLeadSomewhere() throws Exception {
        List<String> broken = new ArrayList<>();
        int links = 0;
        for (Path file : Documents.all()) {
            List<String> lines = prose(file);
            for (int i = 0; i < lines.size(); i++) {
                // Code in a link's text goes, the link itself stays.
                Matcher link = LINK.matcher(CODE.matcher(lines.get(i)).replaceAll(""));
                while (link.find()) {
                    if (!ELSEWHERE.matcher(link.group(1)).matches()) {
                        links++;
                        if (!resolves(file, link.group(1))) {
                            broken.add(Documents.name(file) + ":" + (i + 1) + " " + link.group(1));
                        }
                    }
                }
            }
        }
        assertThat(links).as("links that were looked at").isGreaterThan(100);
        assertThat(broken).isEmpty();
    }

    /** From the index every page of docs/ can be reached. */
    @Test
    void shouldReachEveryPageFromTheIndex() throws Exception {
        Path docs = Documents.ROOT.resolve("docs");
        Set<Path> reached = new HashSet<>();
        List<Path> open = new ArrayList<>(List.of(docs.resolve("README.md")));
        while (!open.isEmpty()) {
            Path page = open.remove(open.size() - 1);
            if (!reached.add(page)) {
                continue;
            }
            for (String line : prose(page)) {
                Matcher link = LINK.matcher(line);
                while (link.find()) {
                    Path target = page.resolveSibling(link.group(1).replaceFirst("#.*", ""))
                            .normalize();
                    if (target.startsWith(docs) && target.toString().endsWith(".md") && Files.exists(target)) {
                        open.add(target);
                    }
                }
            }
        }
        assertThat(reached)
                .containsAll(Documents.all().stream()
                        .filter(file -> file.startsWith(docs))
                        .toList());
    }

    private boolean resolves(Path file, String link) throws IOException {
        int hash = link.indexOf('#');
        String path = hash < 0 ? link : link.substring(0, hash);
        Path target = path.isEmpty() ? file : file.resolveSibling(path).normalize();
        if (!target.startsWith(Documents.ROOT) || !Files.exists(target)) {
            return false;
        }
        return hash < 0 || headings(target).contains(link.substring(hash + 1));
    }

    private Set<String> headings(Path file) throws IOException {
        Set<String> known = headings.get(file);
        if (known == null) {
            known = new HashSet<>();
            for (String line : prose(file)) {
                if (line.startsWith("#")) {
                    // As the forges make anchors of headings.
                    known.add(line.replaceFirst("#+ *", "")
                            .toLowerCase(Locale.ROOT)
                            .replaceAll("[^\\p{L}\\p{N} _-]", "")
                            .replace(' ', '-'));
                }
            }
            headings.put(file, known);
        }
        return known;
    }

    /** Lines of a file, those of fenced blocks empty. */
    private static List<String> prose(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        boolean fenced = false;
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            boolean fence = line.strip().startsWith("```");
            fenced ^= fence;
            lines.add(fenced || fence ? "" : line);
        }
        return lines;
    }
}

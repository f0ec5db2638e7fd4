package dev.stalemate.report;

import com.google.common.base.Ascii;
import com.google.common.base.CharMatcher;
import com.google.common.net.UrlEscapers;
import dev.stalemate.counterexample.Check;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.counterexample.Library;
import dev.stalemate.model.Catalogue;
import dev.stalemate.model.Claim;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.text.Visible;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** A table of saved counterexamples for each system, in Markdown, to be kept beside them. */
public final class SavedIndex {
    private static final String HEAD =
            """
            # Counterexamples

            Saved runs that violate a property: `stalemate replay FILE` shows one step by step, and says what became of it on real kernels.
            Each was replayed when `stalemate report --format index DIR` wrote this table.
            """;

    private static final int LONGEST = 1000;
    private static final CharMatcher MARKUP = CharMatcher.anyOf("\\`*_[]<>|");

    private final Catalogue systems;
    private final Path folder;
    private final Map<String, StringBuilder> tables = new LinkedHashMap<>();

    /** An empty one, whose links are relative to a folder. */
    public SavedIndex(Catalogue systems, Path folder) {
        this.systems = systems;
        this.folder = folder;
    }

    /**
     * Adds a counterexample.
     *
     * @param result of replaying it
     * @param seen what became of it on real kernels, such as {@code Linux 6.1.192}, by recording
     */
    public void add(Path file, Counterexample c, Check.Result result, Map<Path, String> seen) {
        ModelSystem system = systems.find(c.system());
        Claim claim = system == null ? null : claim(system, c);
        String id = claim == null ? Library.shortName(file, c).replaceFirst("^" + c.system() + "-", "") : claim.id();
        String says = claim == null ? c.design() : claim.says();
        String kernels = seen.entrySet().stream()
                .map(one -> link(one.getValue(), one.getKey()))
                .collect(Collectors.joining(", "));
        tables.computeIfAbsent(c.system(), name -> head(name, system))
                .append("| ")
                .append(link(id, file))
                .append(" | ")
                .append(text(says + (result.asRecorded() ? "" : " (" + result.says() + ")")))
                .append(" | ")
                .append(text(c.law()))
                .append(" | ")
                .append(c.steps().size())
                .append(" | ")
                .append(kernels.isEmpty() ? "no" : kernels)
                .append(" |\n");
    }

    private static StringBuilder head(String name, @Nullable ModelSystem system) {
        StringBuilder head = new StringBuilder("\n## " + text(name) + "\n\n");
        if (system != null) {
            head.append(text(Ascii.toUpperCase(system.says().substring(0, 1))
                            + system.says().substring(1)))
                    .append(".\n\n");
        }
        return head.append("| id | claim | violates | steps | seen on a real kernel |\n|---|---|---|--:|---|\n");
    }

    /** The claim that a file names, if it is about that. */
    private static @Nullable Claim claim(ModelSystem system, Counterexample c) {
        return system.claims().stream()
                .filter(claim -> claim.id().equals(c.claim())
                        && claim.design().name().equals(c.design())
                        && claim.law().equals(c.law()))
                .findFirst()
                .orElse(null);
    }

    private String link(String says, Path file) {
        Path way = folder.toAbsolutePath()
                .normalize()
                .relativize(file.toAbsolutePath().normalize());
        return "[" + text(says) + "]("
                + StreamSupport.stream(way.spliterator(), false)
                        .map(name -> UrlEscapers.urlPathSegmentEscaper().escape(name.toString()))
                        .collect(Collectors.joining("/"))
                + ")";
    }

    /** A file's own words can be anybody's. */
    private static String text(String words) {
        StringBuilder escaped = new StringBuilder();
        Visible.line(words, LONGEST).chars().forEach(c -> escaped.append(MARKUP.matches((char) c) ? "\\" : "")
                .append((char) c));
        return escaped.toString();
    }

    /** All that was added. */
    public String text() {
        return HEAD + String.join("", tables.values());
    }
}

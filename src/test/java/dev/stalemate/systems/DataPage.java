package dev.stalemate.systems;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.model.Claim;
import dev.stalemate.model.Law;
import dev.stalemate.model.Law.Breaks;
import dev.stalemate.trace.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** docs/explanation/consequences.md: its text is kept, and its table is what the search finds. */
record DataPage(List<Claim> claims, Map<Claim, String> rows) {
    private static final Path PAGE = Path.of("docs/explanation/consequences.md");
    private static final Path RIGHT_PAGE = Path.of("target/consequences.md");

    /** What types say: what breaks, and the steps of the shortest run. */
    static String said(Breaks breaks, int steps) {
        return breaks.name().toLowerCase(Locale.ROOT) + " | " + steps + " | ";
    }

    /** The run that ends in wrong data: how long it is, its last steps if they are of data, and what is read wrong. */
    static String wrong(Trace run, Law inData, Set<String> ofData, String data) {
        int steps = run.steps().size();
        int last = steps;
        while (last > 0 && ofData.contains(run.steps().get(last - 1).action().name())) {
            last--;
        }
        String words = IntStream.range(last, steps)
                .mapToObj(i -> words(run.steps().get(i).action().name()))
                .collect(Collectors.joining(", "));
        return steps + (data.equals("untold") ? " (`data=untold`)" : "") + " | " + words + ": "
                + String.join("; ", inData.explanation().of(run.end()).details());
    }

    private static String words(String action) {
        return switch (action) {
            case "write-back" -> "the cache writes back";
            case "evict" -> "the cache evicts the line";
            default -> "the " + action.replace('-', ' ');
        };
    }

    static String none(String how) {
        return " | " + how;
    }

    void check() throws IOException {
        List<String> right = new ArrayList<>(Files.readAllLines(PAGE).stream()
                .takeWhile(line -> !line.startsWith("| claim"))
                .toList());
        right.add("| claim | design | types say | steps | steps with data | in data |");
        right.add("|---|---|---|---|---|---|");
        for (Claim claim : claims) {
            right.add("| " + claim.id() + " | `" + claim.system().name() + "/"
                    + claim.design().name() + "` | " + rows.get(claim) + " |");
        }
        Files.write(RIGHT_PAGE, right);
        assertThat(Files.readAllLines(PAGE))
                .as(RIGHT_PAGE + " is the page as it should be")
                .isEqualTo(right);
    }
}

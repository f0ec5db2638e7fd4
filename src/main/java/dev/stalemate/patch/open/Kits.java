package dev.stalemate.patch.open;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.io.Resources;
import dev.stalemate.patch.c.CKit;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the tool adds to a C file, by the system. */
final class Kits {
    private static final String PLACE = "/dev/stalemate/patch/c/";
    private static final Pattern FUNCTION = Pattern.compile("([A-Za-z_][A-Za-z0-9_]*) \\| .*");

    private Kits() {}

    /**
     * Of a system.
     *
     * @throws IllegalArgumentException if no design of the system can be written in C
     */
    static CKit of(String system) {
        if (!system.equals("xen-ept")) {
            throw new IllegalArgumentException("a design of " + system + " can't be written in C; one of xen-ept can");
        }
        return kit(system, "xen", List.of("xen-functions.h", "harness-xen.h"), List.of("xen-offers.c"));
    }

    private static CKit kit(String system, String stem, List<String> headers, List<String> sources) {
        return new CKit(
                system,
                stem + ".h",
                ImmutableList.<String>builder()
                        .add("stalemate.h", "harness.h", stem + ".h")
                        .addAll(headers)
                        .build(),
                ImmutableList.<String>builder()
                        .add("harness.c", "harness-" + stem + ".c")
                        .addAll(sources)
                        .build(),
                functions(stem + ".functions"));
    }

    private static ImmutableSet<String> functions(String resource) {
        try {
            return Resources.readLines(Resources.getResource(Kits.class, PLACE + resource), StandardCharsets.UTF_8)
                    .stream()
                    .map(FUNCTION::matcher)
                    .filter(Matcher::matches)
                    .map(matcher -> matcher.group(1))
                    .collect(ImmutableSet.toImmutableSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package dev.stalemate.bench;

import com.google.common.base.Splitter;
import dev.stalemate.outside.Child;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * SPIN on the same model: every state in full and without reduction, like the search that it is compared with, and with the cheapest checks.
 */
final class Spin {
    private static final List<String> NEEDED = List.of("spin", "gcc");
    private static final Duration TO_BUILD = Duration.ofMinutes(5);
    private static final Duration TO_RUN = Duration.ofMinutes(60);
    private static final int MOST_MEGABYTES = 12_000;
    private static final double BYTES_PER_MEGABYTE = 1 << 20;

    private static final Pattern STATES = number("^\\s*", " states, stored");
    private static final Pattern TRANSITIONS = number("^\\s*", " transitions \\(=");
    private static final Pattern MEGABYTES = number("^\\s*", "\\s+total actual memory usage");
    private static final Pattern SECONDS = number("^pan: elapsed time ", " seconds");
    private static final Pattern ERRORS = number("errors: ", "$");

    private Spin() {}

    private static Pattern number(String before, String after) {
        return Pattern.compile(before + "([0-9.]+(?:e[+-]?[0-9]+)?)" + after, Pattern.MULTILINE);
    }

    /**
     * Why SPIN can't run here; empty if it can.
     *
     * @param path directories, as in the environment variable PATH
     */
    static Optional<String> missing(String path) {
        List<String> directories =
                Splitter.on(File.pathSeparatorChar).omitEmptyStrings().splitToList(path);
        return NEEDED.stream()
                .filter(program -> directories.stream()
                        .noneMatch(d -> Files.isExecutable(Path.of(d).resolve(program))))
                .findFirst()
                .map(program -> program + " is not installed: "
                        + (program.equals("spin") ? "not compared" : "SPIN is not compared"));
    }

    /**
     * Builds and runs the model's verifier for one size.
     *
     * @throws IOException if a step fails, or what the verifier prints has no figures
     */
    static Measured run(Size size, Child child, Path directory) throws IOException {
        Path model = directory.resolve("kvm.pml");
        try (InputStream in = Objects.requireNonNull(Spin.class.getResourceAsStream("kvm.pml"))) {
            Files.write(model, in.readAllBytes());
        }
        String unused = child.run(
                TO_BUILD,
                List.of("spin", "-a", "-DNV=" + size.vcpus(), "-DNG=" + size.frames(), "-DPOLICY=2", "kvm.pml"));
        unused = child.run(
                TO_BUILD,
                List.of("gcc", "-O3", "-DNOREDUCE", "-DSAFETY", "-DMEMLIM=" + MOST_MEGABYTES, "-o", "pan", "pan.c"));
        // The stack and the hash table as small as the search allows: their memory is part of the comparison.
        List<String> sizes =
                size.vcpus() * size.frames() <= 9 ? List.of("-m200000", "-w22") : List.of("-m2000000", "-w25");
        return parse(child.run(TO_RUN, List.of(directory.resolve("pan").toString(), sizes.get(0), sizes.get(1), "-n")));
    }

    /**
     * The figures of a verifier's report. Counts above 10^8 are rounded there to eight digits.
     *
     * @throws IOException if a figure is missing, an error was found or the search was cut off
     */
    static Measured parse(String report) throws IOException {
        if (report.contains("max search depth too small") || report.contains("Search not completed")) {
            throw new IOException("SPIN did not complete its search");
        }
        if (figure(ERRORS, report) != 0) {
            throw new IOException("SPIN found an error in the model");
        }
        double states = figure(STATES, report);
        return new Measured(
                Math.round(states),
                Math.round(figure(TRANSITIONS, report)),
                0,
                figure(SECONDS, report),
                figure(MEGABYTES, report) * BYTES_PER_MEGABYTE / states,
                Double.NaN);
    }

    private static double figure(Pattern pattern, String report) throws IOException {
        Matcher matcher = pattern.matcher(report);
        if (!matcher.find()) {
            throw new IOException("SPIN's report has no figure for " + pattern.pattern());
        }
        return Double.parseDouble(matcher.group(1));
    }
}

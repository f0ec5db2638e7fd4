package dev.stalemate.bench;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleBiFunction;

/**
 * What a suite measured.
 *
 * @param runs in their order
 * @param remarks what the reader must know about them, such as that a program is missing
 * @param complete whether it was not interrupted
 */
public record SuiteResult(List<Run> runs, List<String> remarks, boolean complete) {
    public SuiteResult {
        runs = List.copyOf(runs);
        remarks = List.copyOf(remarks);
    }

    /**
     * One run.
     *
     * @param size the model's
     * @param program what ran
     * @param measured what it measured
     */
    record Run(Size size, Competitor program, Measured measured) {}

    /** The run with the median speed of a program on a model; of an even number of runs, the slower of the two in the middle. */
    Optional<Measured> median(Size size, Competitor program) {
        List<Measured> sorted = runs.stream()
                .filter(r -> r.size().equals(size) && r.program() == program)
                .map(Run::measured)
                .sorted(Comparator.comparingDouble(Measured::seconds))
                .toList();
        return sorted.isEmpty() ? Optional.empty() : Optional.of(sorted.get(sorted.size() / 2));
    }

    /** The search on one thread on the first model. */
    Optional<Measured> smallest() {
        return sizes().stream().findFirst().flatMap(size -> median(size, Competitor.SEARCH));
    }

    /** The models that were run, in their order. */
    List<Size> sizes() {
        return runs.stream().map(Run::size).distinct().toList();
    }

    /** Programs whose counts differ from those of the search, so that a comparison of speed would mean nothing. */
    List<String> disagreements() {
        return runs.stream()
                .filter(r -> r.program() != Competitor.SYMMETRY)
                .filter(r -> median(r.size(), Competitor.SEARCH)
                        .filter(search -> !search.sameCounts(r.measured()))
                        .isPresent())
                .map(r -> r.size() + ", " + r.program() + ": counts differ from those of the search")
                .distinct()
                .toList();
    }

    /** Figures with their goals, without those for which nothing was measured. */
    List<Ratio> ratios() {
        List<Ratio> ratios = new ArrayList<>();
        for (Size size : sizes()) {
            boolean large = size.vcpus() * size.frames() > 9;
            ToDoubleBiFunction<Measured, Measured> speed =
                    (a, b) -> a.transitionsPerSecond() / b.transitionsPerSecond();
            ratio(size, Competitor.SEARCH, Competitor.SPIN, speed)
                    .ifPresent(r -> ratios.add(atLeast(size, "speedToSpin", "speed, to SPIN", r, large ? 4 : 5)));
            ratio(size, Competitor.COLD, Competitor.SPIN, speed)
                    .ifPresent(r -> ratios.add(
                            atLeast(size, "coldSpeedToSpin", "speed from a cold start, to SPIN's search", r, 5)));
            ratio(size, Competitor.SEARCH, Competitor.HAND_WRITTEN, speed)
                    .ifPresent(r -> ratios.add(atLeast(
                            size,
                            "speedToHandWritten",
                            "speed, to the program written by hand",
                            r,
                            large ? 0.5 : 0.6)));
            ratio(size, Competitor.TWO_THREADS, Competitor.SEARCH, speed)
                    .ifPresent(r ->
                            ratios.add(atLeast(size, "speedOfTwoThreads", "speed of 2 threads, to 1 thread", r, 1.8)));
            ratio(size, Competitor.TWO_THREADS, Competitor.TWO_RUNS, (a, b) -> b.seconds() / a.seconds() / 2)
                    .ifPresent(r -> ratios.add(atLeast(
                            size,
                            "speedOfTwoThreadsToTwoRuns",
                            "speed of 2 threads, to that of 2 runs at once",
                            r,
                            0.9)));
            if (large) {
                ratio(size, Competitor.SYMMETRY, Competitor.SEARCH, (a, b) -> a.seconds() / b.seconds())
                        .ifPresent(r -> ratios.add(
                                atMost(size, "timeWithSymmetry", "time with symmetry, to without", r, 0.05)));
            }
            ratio(size, Competitor.SEARCH, Competitor.SPIN, (a, b) -> a.bytesPerState() / b.bytesPerState())
                    .ifPresent(r -> ratios.add(atMost(size, "bytesToSpin", "bytes a state, to SPIN", r, 0.25)));
            median(size, Competitor.SEARCH)
                    .ifPresent(m -> ratios.add(
                            atMost(size, "bytesPerState", "bytes a state, table and queue", m.bytesPerState(), 8)));
        }
        return ratios;
    }

    private Optional<Double> ratio(
            Size size, Competitor of, Competitor to, ToDoubleBiFunction<Measured, Measured> ratio) {
        return median(size, of).flatMap(a -> median(size, to).map(b -> ratio.applyAsDouble(a, b)));
    }

    private static Ratio atLeast(Size size, String name, String text, double value, double goal) {
        return new Ratio(size + "." + name, size + " " + text, value, goal, true);
    }

    private static Ratio atMost(Size size, String name, String text, double value, double goal) {
        return new Ratio(size + "." + name, size + " " + text, value, goal, false);
    }
}

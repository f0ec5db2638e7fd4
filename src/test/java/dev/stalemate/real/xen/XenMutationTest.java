package dev.stalemate.real.xen;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.real.Mutations;
import dev.stalemate.systems.xen.design.XenDesigns;
import dev.stalemate.systems.xen.domain.XenDomain;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Recorded runs of a real Xen that are damaged at random, 2,000 times: none passes with less compared than of the run as it was. What may
 * be damaged without notice is what is not compared: comments, times, labels, machine frames, access rights, exits of other kinds. And a log
 * that ends earlier, at a line's end and after its last dump, is that of a shorter run.
 */
class XenMutationTest {
    private static final int MUTATIONS = 2000;
    private static final String LOG = "steps.log";

    /** What becomes of a run. */
    private enum Outcome {
        PASSED,
        DIFFERENT,
        CUT,
        EMPTY,
        REFUSED
    }

    private record Judged(Outcome outcome, XenComparison comparison) {}

    @Test
    void noDamagedRunPassesWithLessCompared(@TempDir Path directory) throws IOException {
        List<Path> runs = XenLab.unpack(directory).stream()
                .filter(run -> run.toString().contains("random"))
                .toList();
        Map<Path, Judged> wholes = new HashMap<>();
        Map<Outcome, Integer> outcomes = new EnumMap<>(Outcome.class);
        for (int n = 0; n < MUTATIONS; n++) {
            Path run = runs.get(n % runs.size());
            Judged whole = wholes.computeIfAbsent(run, XenMutationTest::judged);
            SplittableRandom random = new SplittableRandom(n);
            List<Path> files = files(run);
            Path file = random.nextInt(3) == 0 ? files.get(random.nextInt(files.size())) : run.resolve(LOG);
            byte[] before = Files.readAllBytes(file);
            String what = "seed " + n + ": " + Mutations.mutate(file, random);
            Judged damaged = judged(run);
            outcomes.merge(damaged.outcome, 1, Integer::sum);
            if (damaged.outcome == Outcome.PASSED) {
                assertThat(damaged.comparison.leaves()).as(what).isEqualTo(whole.comparison.leaves());
                assertThat(damaged.comparison.dumps()).as(what).isEqualTo(whole.comparison.dumps());
                boolean shorter = file.endsWith(LOG) && isShorter(before, Files.readAllBytes(file));
                if (!shorter) {
                    assertThat(damaged.comparison.commands()).as(what).isEqualTo(whole.comparison.commands());
                    assertThat(damaged.comparison.exitsCompared()).as(what).isEqualTo(whole.comparison.exitsCompared());
                }
            }
            try (Stream<Path> all = Files.list(run)) {
                for (Path other : all.filter(p -> !files.contains(p)).toList()) {
                    Files.delete(other);
                }
            }
            Files.write(file, before);
        }
        assertThat(outcomes).containsKeys(Outcome.PASSED, Outcome.DIFFERENT, Outcome.CUT, Outcome.REFUSED);
        assertThat(outcomes.get(Outcome.REFUSED)).isGreaterThan(MUTATIONS / 2);
    }

    /** The same commands but for the last ones, of which none is a dump. */
    private static boolean isShorter(byte[] before, byte[] after) {
        List<String> whole = commands(before);
        List<String> rest = commands(after);
        return rest.size() < whole.size()
                && whole.subList(0, rest.size()).equals(rest)
                && whole.subList(rest.size(), whole.size()).stream().noneMatch(line -> line.contains("console"));
    }

    private static List<String> commands(byte[] log) {
        return Mutations.text(log)
                .lines()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
    }

    private static List<Path> files(Path run) throws IOException {
        try (Stream<Path> all = Files.list(run)) {
            return all.sorted().toList();
        }
    }

    private static Judged judged(Path directory) {
        try {
            XenRun run = XenRun.read(directory);
            XenComparison comparison = run.compare(XenDesigns.XEN_4_17_7, XenDomain::realTables);
            Outcome outcome = !run.problems().isEmpty()
                    ? Outcome.REFUSED
                    : comparison.total() > 0
                            ? Outcome.DIFFERENT
                            : comparison.commandsNotPlayed() > 0
                                    ? Outcome.CUT
                                    : comparison.leaves() == 0 ? Outcome.EMPTY : Outcome.PASSED;
            return new Judged(outcome, comparison);
        } catch (BadFileException e) {
            return new Judged(Outcome.REFUSED, new XenComparison());
        }
    }
}

package dev.stalemate.cli.shared;

import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.search.Precision;
import dev.stalemate.search.SearchOptions;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** How an exhaustive search goes about it, as the command line says it. */
public final class SearchFlags {
    private static final int MOST_THREADS = 256;

    @Option(
            names = "--threads",
            paramLabel = "N",
            description =
                    "Of an exhaustive search or of random walks, 1 to 256. What they find is the same. Default: one for each"
                            + " processor.")
    private @Nullable Integer threads;

    @Option(
            names = "--fingerprint",
            paramLabel = "BITS",
            converter = Bits.class,
            description =
                    "How a state of more than 64 bits is remembered: 64, 128, or exact for the state itself. Default: 64.")
    private Precision precision = Precision.BITS_64;

    @Option(
            names = "--no-symmetry",
            description =
                    "In a large space, also keep states that differ only in the order of vCPUs, frames or devices.")
    private boolean withoutSymmetry;

    public static final class Bits implements ITypeConverter<Precision> {
        @Override
        public Precision convert(String text) {
            List<Precision> all = Arrays.asList(Precision.values());
            return all.stream()
                    .filter(p -> p.word().equals(text))
                    .findFirst()
                    .orElseThrow(() -> new TypeConversionException("'" + text + "' is none of "
                            + all.stream().map(Precision::word).toList()));
        }
    }

    /**
     * The options, limits aside.
     *
     * @throws Failure if there can't be so many threads
     */
    public SearchOptions options() {
        SearchOptions standard = SearchOptions.standard();
        return standard.withThreads(threads()).withPrecision(precision).withSymmetry(!withoutSymmetry);
    }

    /**
     * How many threads search, or walk.
     *
     * @throws Failure if there can't be so many
     */
    public int threads() {
        int all = Math.min(SearchOptions.standard().threads(), MOST_THREADS);
        return threads == null ? all : checkThreads(threads);
    }

    /**
     * A number of threads that there can be.
     *
     * @throws Failure if not
     */
    public static int checkThreads(int threads) {
        if (threads < 1 || threads > MOST_THREADS) {
            throw new Failure(ExitCode.USAGE, "--threads " + threads + " is not 1 to " + MOST_THREADS);
        }
        return threads;
    }

    /** Complains about a number of threads where a cluster searches. */
    public void mustLeaveThreads() {
        if (threads != null) {
            throw new Failure(ExitCode.USAGE, "--threads is for this process: with --cluster its workers search");
        }
    }

    /**
     * Complains about flags for another driver.
     *
     * @param walks whether it takes walks, which several threads can
     */
    public void mustBeUnused(boolean walks) {
        if (precision != Precision.BITS_64 || withoutSymmetry) {
            throw new Failure(ExitCode.USAGE, "--fingerprint and --no-symmetry need --driver bfs");
        }
        if (threads != null && !walks) {
            throw new Failure(ExitCode.USAGE, "--threads needs --driver bfs or --driver random");
        }
    }
}

package dev.stalemate.outside;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Asks a program generated sessions, and looks for as many different differences as there are. */
public final class Drive {
    /** A program that ends or hangs at every turn costs a timeout each. */
    private static final int MOST_TROUBLES = 10;

    private static final int SHRUNK_AT_FIRST = 4;

    private final ChildProgram program;
    private final Sessions sessions;
    private final long tries;
    private final BooleanSupplier stopped;
    private final Consumer<String> progress;
    private final LongSupplier nanoClock;
    private final DifferenceCauses causes = new DifferenceCauses(SHRUNK_AT_FIRST);
    private final Set<String> notAnswered = new LinkedHashSet<>();
    private long requests;
    private final List<Unanswered> unanswered = new ArrayList<>();
    private long agreed;
    private boolean compared;
    private long undefined;
    private long nanos;
    private int troubles;
    private long startedAt;
    private @Nullable String ended;

    /**
     * A run.
     *
     * @param program what is driven; it is left to the caller to close it
     * @param seed that the sessions are generated from
     * @param irregular whether they also have what the SDM advises against or refuses
     * @param tries how many sessions
     * @param stopped whether to end, as the program itself was told
     * @param progress told now and then how far it is
     * @param nanoClock the time
     */
    public Drive(
            ChildProgram program,
            long seed,
            boolean irregular,
            long tries,
            BooleanSupplier stopped,
            Consumer<String> progress,
            LongSupplier nanoClock) {
        this.program = program;
        this.sessions = new Sessions(seed, irregular);
        this.tries = tries;
        this.stopped = stopped;
        this.progress = progress;
        this.nanoClock = nanoClock;
    }

    /**
     * Runs.
     *
     * @throws ChildProgram.NotStartedException if the program can't be started
     */
    public DriveResult run() {
        long n = 0;
        while (n < tries && ended == null) {
            if (stopped.getAsBoolean()) {
                ended = "stopped";
            } else {
                session(n);
                n++;
                progress.accept("drive: try " + n + " of " + tries + ", " + requests + " requests, "
                        + causes.differences() + " differ");
            }
        }
        DriveResult.Builder result = new DriveResult.Builder(n + (n == 1 ? " try" : " tries"));
        result.requests = requests;
        result.nanos = nanos;
        result.agreed = agreed;
        result.compared = compared;
        result.undefined = undefined;
        result.notAnswered = notAnswered;
        result.unanswered = unanswered;
        result.ended = ended;
        return result.build(causes, remarks(program));
    }

    private static ImmutableList<String> remarks(ChildProgram program) {
        return program.hasLeft()
                ? ImmutableList.of("Processes that it started go on: they could not be ended.")
                : ImmutableList.of();
    }

    /**
     * Asks a program some requests, without shrinking what differs.
     *
     * @throws ChildProgram.NotStartedException if the program can't be started
     */
    public static DriveResult again(ChildProgram program, List<String> lines) {
        Exchange exchange = program.ask(lines);
        AnswerComparison comparison = AnswerComparison.of(lines, exchange);
        DifferenceCauses causes = new DifferenceCauses(1);
        for (Difference d : comparison.differences()) {
            boolean unused = causes.add(
                    d, "line " + d.lines().size(), f -> new DifferenceCauses.Shrunk(f, false, ImmutableList.of()));
        }
        boolean stopped = exchange.trouble() != null && exchange.trouble().kind() == Trouble.Kind.STOPPED;
        DriveResult.Builder result = new DriveResult.Builder("1 try");
        result.requests = lines.size();
        result.agreed = comparison.agreed();
        result.compared = comparison.compared();
        result.undefined = comparison.undefined();
        result.notAnswered = comparison.notAnswered();
        if (exchange.isUnanswered()) {
            result.unanswered = List.of(unanswered(program, lines, exchange, "1 try"));
        }
        result.ended = stopped ? "stopped" : null;
        return result.build(causes, remarks(program));
    }

    /** The request that an exchange ended at, with what was asked before it, and why there is no answer, if that is known. */
    private static Unanswered unanswered(ChildProgram program, List<String> lines, Exchange exchange, String where) {
        Trouble trouble = Objects.requireNonNull(exchange.trouble());
        String words = program.lastWords();
        return new Unanswered(
                ImmutableList.copyOf(lines.subList(0, exchange.answers().size() + 1)),
                where,
                trouble.says() + (words.isEmpty() ? "" : "; its last words: " + words));
    }

    private void session(long n) {
        ImmutableList<String> lines = sessions.session(n, notAnswered);
        long started = nanoClock.getAsLong();
        Exchange exchange = program.ask(lines);
        AnswerComparison comparison = AnswerComparison.of(lines, exchange);
        nanos += nanoClock.getAsLong() - started;
        requests += lines.size();
        agreed += comparison.agreed();
        compared |= comparison.compared();
        undefined += comparison.undefined();
        notAnswered.addAll(comparison.notAnswered());
        if (exchange.isUnanswered()) {
            unanswered.add(unanswered(program, lines, exchange, "try " + (n + 1)));
        }
        for (Difference d : comparison.differences()) {
            Difference regular = d.isIrregular() ? withoutIrregularRanges(d) : d;
            boolean unused = causes.add(regular, "try " + (n + 1), found -> shrunk(found, n));
        }
        if (exchange.trouble() != null) {
            troubles++;
            startedAt = n + 1;
        }
        ended = enough();
    }

    /** The same difference without irregular ranges, if these have nothing to do with it. */
    private Difference withoutIrregularRanges(Difference found) {
        ImmutableList<String> lines = Script.withoutIrregularRanges(found.lines());
        Difference regular = AnswerComparison.of(lines, program.ask(lines)).onlyAtTheEnd();
        return regular != null && regular.sameAnswers(found) ? regular : found;
    }

    private DifferenceCauses.Shrunk shrunk(Difference found, long n) {
        progress.accept("drive: shrinking what differs in try " + (n + 1));
        startedAt = Math.min(startedAt, n);
        DifferenceCauses.Shrunk shrunk = new LiveShrinker(program, sessions, notAnswered).shrink(found, startedAt, n);
        startedAt = n + 1; // the shrinker leaves a program behind that begins with the next session
        return shrunk;
    }

    /** Why there is no use in going on, or null. */
    private @Nullable String enough() {
        if (!unanswered.isEmpty() && !program.hasAnswered()) {
            return "it answered nothing";
        }
        if (notAnswered.contains(Script.kind(SessionWriter.USUAL_RESET))) {
            return "it has no answer to reset, with which every session begins";
        }
        boolean noReset = causes.list().stream()
                .anyMatch(c -> c.lines().size() == 1 && c.request().equals(SessionWriter.USUAL_RESET));
        if (noReset) {
            return "every session begins with a reset, so there is no more to compare";
        }
        if (causes.size() >= DifferenceCauses.MOST) {
            return "it has " + DifferenceCauses.MOST + " differences to look at";
        }
        return troubles < MOST_TROUBLES ? null : "it failed to answer " + troubles + " times";
    }
}

package dev.stalemate.prove.solve;

import com.google.common.collect.ImmutableList;
import dev.stalemate.outside.Child;
import dev.stalemate.prove.term.Term;
import dev.stalemate.text.Visible;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/** A solver that is a program: it is started for each query, which is in a file. */
final class SolverProgram implements Solver {
    /** A shell tells of a signal like this, and Java does as well. */
    private static final int SIGNAL = 128;

    private static final int QUOTED = 400;

    /** An error that was printed, such as that there are no values after unsat, makes z3 and cvc5 end with 1. */
    private static final int WITH_ERRORS = 1;

    private final String name;
    private final String version;
    private final ImmutableList<String> command;
    private final WorkFolder folder;

    /**
     * A solver that is there.
     *
     * @param command the program and its arguments but for the file
     */
    SolverProgram(String name, String version, List<String> command, WorkFolder folder) {
        this.name = name;
        this.version = version;
        this.command = ImmutableList.copyOf(command);
        this.folder = folder;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String version() {
        return version;
    }

    @Override
    public SolverAnswer ask(Query query, Duration limit, BooleanSupplier stopped) {
        return ask(query.name(), SmtText.withValues(query), SmtText.variables(query), limit, stopped);
    }

    @Override
    public SolverAnswer askText(String about, String smt, Duration limit, BooleanSupplier stopped) {
        return ask(about, smt, List.of(), limit, stopped);
    }

    private SolverAnswer ask(
            String about, String script, List<Term> variables, Duration limit, BooleanSupplier stopped) {
        long start = System.nanoTime();
        try {
            Path place = folder.place();
            try {
                Files.writeString(place.resolve("query.smt2"), script);
                Child.Ended ended = run(name, place, command, "query.smt2", limit, stopped);
                return answer(ended, variables);
            } finally {
                WorkFolder.remove(place);
            }
        } catch (InterruptedIOException e) {
            return new SolverAnswer.Undecided("was stopped");
        } catch (IOException e) {
            boolean late = System.nanoTime() - start >= limit.toNanos();
            return new SolverAnswer.Undecided(
                    late
                            ? "gave no answer within " + inWords(limit)
                            : "failed: " + Visible.line("" + e.getMessage(), QUOTED));
        } catch (Replies.MalformedException e) {
            throw SolverException.badAnswer(this, about, String.valueOf(e.getMessage()));
        }
    }

    /** Runs a program with one more argument. */
    static Child.Ended run(
            String name, Path place, List<String> command, String argument, Duration limit, BooleanSupplier stopped)
            throws IOException {
        List<String> all =
                ImmutableList.<String>builder().addAll(command).add(argument).build();
        return new Child(place, stopped).end(name, limit, all);
    }

    private static String inWords(Duration limit) {
        return limit.toMillis() % 1000 == 0 ? limit.toSeconds() + " s" : limit.toMillis() + " ms";
    }

    private SolverAnswer answer(Child.Ended ended, List<Term> variables) throws Replies.MalformedException {
        if (ended.code() > WITH_ERRORS || ended.out().isBlank()) {
            return new SolverAnswer.Undecided(ended(ended) + (ended.out().isBlank() ? " without an answer" : ""));
        }
        return Replies.read(ended.out(), variables);
    }

    /** How a program ended that should not have, and the first of what it said, as the end of a sentence. */
    static String ended(Child.Ended ended) {
        int code = ended.code();
        String said = ended.err().isBlank() ? ended.out() : ended.err();
        String line = said.toLowerCase(Locale.ROOT).contains("bad_alloc")
                ? "out of memory"
                : Visible.line(said.strip().replaceAll("\\s*\\R\\s*", "; "), QUOTED);
        return (code > SIGNAL ? "was ended by signal " + (code - SIGNAL) : "ended with " + code)
                + (line.isEmpty() ? "" : " (" + line + ")");
    }
}

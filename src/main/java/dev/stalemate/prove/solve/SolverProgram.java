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

    /** Processor time beyond the limit: what thinks too long is ended by this process, if it is there. */
    private static final long SECONDS_MORE = 10;

    private static final String FILE = "query.smt2";

    private static final Path SHELL = Path.of("/bin/sh");

    private static final int QUOTED = 400;

    /** An error that was printed, such as that there are no values after unsat, makes z3 and cvc5 end with 1. */
    private static final int WITH_ERRORS = 1;

    private final String name;
    private final String version;
    private final ImmutableList<String> command;
    private final long memory;
    private final WorkFolder folder;

    /**
     * A solver that is there.
     *
     * @param command the program and its arguments but for the file
     * @param memory the virtual memory that it may have, in KiB; 0 if it has limits of its own
     */
    SolverProgram(String name, String version, List<String> command, long memory, WorkFolder folder) {
        this.name = name;
        this.version = version;
        this.command = ImmutableList.copyOf(command);
        this.memory = memory;
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
        try (WorkFolder.Place place = folder.place()) {
            Files.writeString(place.directory().resolve(FILE), script);
            return answer(run(name, place.directory(), limited(limit), FILE, limit, stopped), variables);
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

    /**
     * The program with limits of memory and processor time, which a shell gives to what it becomes. The latter is for when this process is
     * killed, and can't end its children.
     */
    private List<String> limited(Duration limit) {
        if (memory == 0 || !Files.isExecutable(SHELL)) {
            return command;
        }
        long seconds = limit.toSeconds() + SECONDS_MORE;
        String script = "ulimit -v " + memory + "; ulimit -t " + seconds + "; exec \"$0\" \"$@\"";
        return ImmutableList.<String>builder()
                .add(SHELL.toString(), "-c", script)
                .addAll(command)
                .build();
    }

    /** Runs a program with one more argument. */
    static Child.Ended run(
            String name, Path place, List<String> command, String argument, Duration limit, BooleanSupplier stopped)
            throws IOException {
        List<String> all =
                ImmutableList.<String>builder().addAll(command).add(argument).build();
        return new Child(place, stopped).end(name, limit, all);
    }

    /** Such as {@code 60 s}. */
    static String inWords(Duration limit) {
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

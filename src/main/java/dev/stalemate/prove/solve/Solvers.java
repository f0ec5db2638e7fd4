package dev.stalemate.prove.solve;

import com.google.common.base.Strings;
import com.google.common.collect.ImmutableList;
import dev.stalemate.outside.Child;
import dev.stalemate.outside.OwnJava;
import dev.stalemate.text.Visible;
import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The solvers of this machine. Each is asked for its version, and two questions whose answers are known, before it is asked anything else.
 * Their processes end with this.
 */
public final class Solvers implements AutoCloseable {
    /** What is looked for, in this order. */
    public static final ImmutableList<String> KNOWN = ImmutableList.of("z3", "cvc5");

    /** All bits at once: look-ups of ten pairs of registers take cvc5 a second then, and half a minute otherwise. */
    private static final String CVC5_IN_BITS = "--bitblast=eager";

    /** What a machine without solvers is told. */
    public static final String NONE =
            "no solver is on the PATH: install z3 and cvc5 (Debian and Ubuntu: apt install z3 cvc5),"
                    + " or name one, or a z3-turnkey jar";

    /** The longest wait for each of the three answers with which a solver begins: the first start of a program reads it from the disk. */
    private static final Duration TO_START = Duration.ofSeconds(10);

    /** The memory that one solver process may have, in KiB, where there is a shell to say so: 4 GiB. */
    private static final long MEMORY = 4L << 20;

    private static final int QUOTED = 200;
    private static final Pattern VERSION = Pattern.compile("\\d{1,6}(\\.\\d{1,6})+");

    private final String path;
    private final Path repository;
    private final Duration toStart;
    private final BooleanSupplier stopped;
    private final WorkFolder folder;
    private final ImmutableList<Solver> all;
    private final List<String> remarks = new ArrayList<>();
    /** Each solver's answer to the question for its version. */
    private final Map<Solver, String> said = new HashMap<>();

    private final Map<Solver, Path> files = new HashMap<>();

    private Solvers(List<String> names, String path, Path repository, Duration toStart, BooleanSupplier stopped)
            throws IOException {
        this.path = path;
        this.repository = repository;
        this.toStart = toStart;
        this.stopped = stopped;
        folder = new WorkFolder();
        boolean done = false;
        try {
            all = names.isEmpty() ? found() : named(names);
            done = true;
        } finally {
            if (!done) {
                folder.close();
            }
        }
    }

    /**
     * Finds z3 and cvc5 on the PATH, and a z3-turnkey jar in the local Maven repository if z3 isn't there; or takes those that are named.
     *
     * @param names {@code z3}, {@code cvc5}, or the path of a program that reads SMT-LIB 2 from the file that is its argument, or of a
     *     z3-turnkey jar; none for those that are found
     * @param limit how long one may think about a question; it must not take longer to start, either
     * @param stopped whether the user wants it to end
     * @throws NoSolverException if one that is named isn't there, or one can't be used
     * @throws InterruptedIOException if the user ended it
     * @throws IOException if there is no place for temporary files
     */
    public static Solvers open(List<String> names, Duration limit, BooleanSupplier stopped) throws IOException {
        Duration toStart = limit.compareTo(TO_START) < 0 ? limit : TO_START;
        return new Solvers(names, Strings.nullToEmpty(System.getenv("PATH")), Turnkey.repository(), toStart, stopped);
    }

    static Solvers open(List<String> names, String path, Path repository, Duration toStart, BooleanSupplier stopped)
            throws IOException {
        return new Solvers(names, path, repository, toStart, stopped);
    }

    /** Those that can be asked; none if none was found. */
    public ImmutableList<Solver> all() {
        return all;
    }

    /** What the user should know: that one is missing, so that another is asked alone. */
    public ImmutableList<String> remarks() {
        return ImmutableList.copyOf(remarks);
    }

    private ImmutableList<Solver> found() throws IOException {
        List<Solver> found = new ArrayList<>();
        List<String> missing = new ArrayList<>();
        for (String name : KNOWN) {
            Optional<Path> program = onPath(name);
            Optional<Path> jar = name.equals("z3") ? Turnkey.newest(repository) : Optional.empty();
            try {
                if (program.isPresent()) {
                    addOther(found, program(program.get()), program.get());
                } else if (jar.isPresent()) {
                    addOther(found, turnkey(jar.get()), jar.get());
                    remarks.add("z3 is not on the PATH: " + jar.get() + " is used");
                } else {
                    missing.add(name);
                }
            } catch (NoSolverException e) {
                remarks.add(String.valueOf(e.getMessage()));
            }
        }
        if (missing.size() == KNOWN.size()) {
            remarks.add(NONE);
        } else {
            missing.forEach(name -> remarks.add(name + " is not on the PATH"));
        }
        if (found.size() == 1) {
            remarks.add(found.get(0).name() + " is asked alone: nothing confirms what it says");
        }
        return ImmutableList.copyOf(found);
    }

    private ImmutableList<Solver> named(List<String> names) throws IOException {
        List<Solver> named = new ArrayList<>();
        for (String name : names) {
            boolean plain = !name.contains("/") && !name.contains(File.separator) && !name.endsWith(".jar");
            Path file = plain ? onPath(name).orElse(null) : file(name);
            if (file == null) {
                throw new NoSolverException(Visible.line(name, QUOTED) + " is not on the PATH");
            }
            addOther(named, file.toString().endsWith(".jar") ? turnkey(file) : program(file), file);
        }
        if (named.size() == 1) {
            remarks.add(named.get(0).name() + " is asked alone: nothing confirms what it says");
        }
        return ImmutableList.copyOf(named);
    }

    /** Adds a solver, if it is not one of those once more: by another path, as a copy, or in another version. */
    private void addOther(List<Solver> solvers, Solver next, Path file) throws IOException {
        Path real = file.toRealPath();
        for (Solver solver : solvers) {
            if (family(solver).equals(family(next))
                    || real.equals(files.get(solver))
                    || Objects.equals(said.get(solver), said.get(next))) {
                throw new NoSolverException("%s is %s %s, and %s %s is asked already: a solver does not confirm itself"
                        .formatted(file, next.name(), next.version(), solver.name(), solver.version()));
            }
        }
        files.put(next, real);
        solvers.add(next);
    }

    /** What all versions of a solver have in common. */
    private static String family(Solver solver) {
        return solver.name().equals(Turnkey.NAME) ? "z3" : solver.name();
    }

    private static Path file(String name) {
        String shown = Visible.line(name, QUOTED);
        try {
            Path file = Path.of(name).toAbsolutePath();
            if (!Files.isRegularFile(file)) {
                throw new NoSolverException(shown + " is no file");
            }
            if (!name.endsWith(".jar") && !Files.isExecutable(file)) {
                throw new NoSolverException(shown + " can't be executed");
            }
            return file;
        } catch (InvalidPathException e) {
            throw new NoSolverException(shown + " is no path");
        }
    }

    private Optional<Path> onPath(String name) {
        for (String directory : path.split(File.pathSeparator, -1)) {
            Path file = Path.of(directory, name).toAbsolutePath();
            if (!directory.isEmpty() && Files.isRegularFile(file) && Files.isExecutable(file)) {
                return Optional.of(file);
            }
        }
        return Optional.empty();
    }

    private Solver program(Path file) throws IOException {
        String says = version(file.toString(), List.of(file.toString()));
        String name = says.contains("cvc5") ? "cvc5" : says.contains("Z3") ? "z3" : String.valueOf(file.getFileName());
        ImmutableList<String> command = name.equals("cvc5")
                ? ImmutableList.of(file.toString(), CVC5_IN_BITS)
                : ImmutableList.of(file.toString());
        return tried(new SolverProgram(name, number(file.toString(), says), command, MEMORY, folder), says);
    }

    private Solver turnkey(Path jar) throws IOException {
        Path place = folder.directory();
        List<String> command = List.of(
                OwnJava.program(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-Djava.io.tmpdir=" + place,
                "-cp",
                OwnJava.classPath() + File.pathSeparator + Turnkey.classPath(jar, repository),
                TurnkeyMain.class.getName());
        try {
            String says = version(jar.toString(), command);
            return tried(new SolverProgram(Turnkey.NAME, number(jar.toString(), says), command, 0, folder), says);
        } catch (NoSolverException e) {
            throw new NoSolverException(e.getMessage() + "; it unpacks its libraries to " + place
                    + ", from where programs must be allowed to run (JDK_JAVA_OPTIONS=-Djava.io.tmpdir=DIRECTORY)");
        }
    }

    private String version(String what, List<String> command) throws IOException {
        long start = System.nanoTime();
        try (WorkFolder.Place place = folder.place()) {
            Child.Ended ended =
                    SolverProgram.run(what, place.directory(), command, TurnkeyMain.VERSION, toStart, stopped);
            if (ended.code() != 0) {
                throw unusable(what, SolverProgram.ended(ended));
            }
            return ended.out().lines().findFirst().orElse("");
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            boolean late = System.nanoTime() - start >= toStart.toNanos();
            throw unusable(
                    what,
                    late
                            ? "it did not tell its version within " + SolverProgram.inWords(toStart)
                            : Visible.line(String.valueOf(e.getMessage()), QUOTED));
        }
    }

    private static NoSolverException unusable(String what, String why) {
        return new NoSolverException(what + " can't be used: " + why);
    }

    private static String number(String what, String says) {
        Matcher number = VERSION.matcher(says);
        if (!number.find()) {
            throw unusable(
                    what,
                    says.isBlank()
                            ? "it doesn't tell its version"
                            : "it doesn't tell its version but: " + Visible.line(says, QUOTED));
        }
        return number.group();
    }

    private Solver tried(SolverProgram solver, String says) throws IOException {
        said.put(solver, says);
        Optional<String> wrong = Trial.of(solver, toStart, stopped);
        if (stopped.getAsBoolean()) {
            throw new InterruptedIOException("interrupted");
        }
        if (wrong.isPresent()) {
            throw unusable(solver.name() + " " + solver.version(), wrong.get());
        }
        return solver;
    }

    /** Ends what still runs. */
    @Override
    public void close() {
        folder.close();
    }
}

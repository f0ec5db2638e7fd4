package dev.stalemate.cli.session;

import dev.stalemate.files.AtomicFile;
import dev.stalemate.files.CannotWriteException;
import dev.stalemate.files.Shell;
import dev.stalemate.model.Catalogue;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.report.Progress;
import dev.stalemate.report.Style;
import dev.stalemate.report.Table;
import dev.stalemate.text.Visible;
import dev.stalemate.text.VisibleStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** What the verbs work with: the systems, the streams, the terminal, the clock. */
public final class Session {
    private Catalogue systems;
    private String again = "";
    private final InputStream in;
    private final PrintStream out;
    private final PrintStream err;
    private final Terminal terminal;
    private final LongSupplier nanoClock;
    private final Progress progress;
    private final RunListener listener;
    private final Surroundings surroundings;
    private final FileRoles files;
    private final Troubles troubles = new Troubles();
    private boolean debug;
    private boolean plain;
    private volatile boolean driving;
    private final OutputStream plainOut;
    private final OutputStream plainErr;
    private final List<BooleanSupplier> copies = new CopyOnWriteArrayList<>();
    private final List<Runnable> exits = new CopyOnWriteArrayList<>();

    /**
     * What is known of the terminal.
     *
     * @param out whether standard output is one
     * @param err whether standard error is one
     * @param columns its width
     * @param colours whether the user wants colours
     */
    public record Terminal(boolean out, boolean err, int columns, boolean colours) {
        /** No terminal at all. */
        public static final Terminal NONE = new Terminal(false, false, 80, false);
    }

    /** A session with these systems and streams; whatever a verb prints, nothing steers the terminal but {@link Style} and {@link Progress}. */
    public Session(
            Catalogue systems,
            InputStream in,
            OutputStream out,
            OutputStream err,
            Terminal terminal,
            LongSupplier nanoClock,
            Surroundings surroundings) {
        this.systems = systems;
        this.in = in;
        this.plainOut = out;
        this.plainErr = err;
        this.out = visible(out);
        this.err = visible(err);
        this.terminal = terminal;
        this.nanoClock = nanoClock;
        this.surroundings = surroundings;
        this.files = new FileRoles(surroundings.streams());
        this.progress = new Progress(this.err, terminal.err(), terminal.columns(), nanoClock);
        this.listener = new RunListener(progress, troubles);
    }

    private static PrintStream visible(OutputStream stream) {
        return new PrintStream(new VisibleStream(stream), false, StandardCharsets.UTF_8);
    }

    public Catalogue systems() {
        return systems;
    }

    /** Puts a system in the place of the one of its name, for the rest of the run. */
    public void replace(ModelSystem system) {
        systems = systems.replacing(system);
    }

    /** The system of a name. */
    public ModelSystem system(String name) {
        return Failure.asUsage(() -> systems.system(name));
    }

    public InputStream in() {
        return in;
    }

    public PrintStream out() {
        return out;
    }

    public PrintStream err() {
        return err;
    }

    /** The monitor of this run's drivers; from here on Ctrl-C ends the driver and lets the verb say what was covered. */
    public Progress drive() {
        driving = true;
        return progress;
    }

    /** The same for deciders; what goes wrong with a question is told at the end. */
    public RunListener listener() {
        driving = true;
        return listener;
    }

    /** Whether the user has asked a driver to end. */
    public boolean interrupted() {
        return progress.stopped();
    }

    /** Asks a driver at work to end; false if there is none, so that there is nothing to wait for. */
    public boolean interrupt() {
        progress.stop();
        boolean working = driving;
        for (BooleanSupplier copy : copies) {
            working |= copy.getAsBoolean();
        }
        return working;
    }

    /**
     * What a copy of this session is made of, by {@link #copy}: the JDK's classes alone, so that the copy may belong to another class loader.
     */
    public Map<String, Object> parts() {
        BiConsumer<BooleanSupplier, Runnable> joins = (interrupts, exit) -> {
            copies.add(interrupts);
            exits.add(exit);
            if (interrupted()) {
                boolean unused = interrupts.getAsBoolean(); // it came before the copy was there
            }
        };
        return Map.ofEntries(
                Map.entry("in", in),
                Map.entry("out", plainOut),
                Map.entry("err", plainErr),
                Map.entry("terminal", new Object[] {terminal.out, terminal.err, terminal.columns, terminal.colours}),
                Map.entry("clock", nanoClock),
                Map.entry("command", surroundings.command()),
                Map.entry("state", surroundings.state()),
                Map.entry("streams", surroundings.streams()),
                Map.entry("joins", joins));
    }

    /**
     * A copy of a session, perhaps of another class loader. What interrupts or ends the session does so to the copy.
     *
     * @param systems of the copy
     * @param parts of the session
     * @param exit what there is to do before the process ends, whatever becomes of the copy by then
     */
    @SuppressWarnings("unchecked")
    public static Session copy(Catalogue systems, Map<String, Object> parts, Runnable exit) {
        Object[] terminal = (Object[]) part(parts, "terminal");
        Session copy = new Session(
                systems,
                (InputStream) part(parts, "in"),
                (OutputStream) part(parts, "out"),
                (OutputStream) part(parts, "err"),
                new Terminal(
                        (Boolean) terminal[0], (Boolean) terminal[1], (Integer) terminal[2], (Boolean) terminal[3]),
                (LongSupplier) part(parts, "clock"),
                new Surroundings((String) part(parts, "command"), (Path) part(parts, "state"), (Map<String, Path>)
                        part(parts, "streams")));
        ((BiConsumer<BooleanSupplier, Runnable>) part(parts, "joins")).accept(copy::interrupt, exit);
        return copy;
    }

    private static Object part(Map<String, Object> parts, String name) {
        return Objects.requireNonNull(parts.get(name), name);
    }

    /** Does what its copies have left to do before the process ends. */
    public void exit() {
        exits.forEach(Runnable::run);
    }

    public long nanos() {
        return nanoClock.getAsLong();
    }

    /** The width that tables on standard output may take. */
    public int width() {
        return terminal.out() ? terminal.columns() : Table.ANY_WIDTH;
    }

    public Style style() {
        return terminal.out() && terminal.colours() && !plain ? Style.COLOURED : Style.PLAIN;
    }

    public void setDebug(boolean on) {
        debug = on;
    }

    public void setPlain(boolean on) {
        plain = on;
    }

    public boolean debug() {
        return debug;
    }

    /** One line on standard error; a message can quote a file or an argument, which may hold anything, also line feeds. */
    public void complain(String message) {
        progress.clear();
        err.print("stalemate: " + Visible.line(message) + "\n");
        err.flush();
    }

    /** One line on standard output, made of what may hold anything. */
    public void say(String line) {
        out.print(Visible.line(line) + "\n");
    }

    /** Which files this command reads and writes; every verb says so first. */
    public FileRoles files() {
        return files;
    }

    /** What is told at the end. */
    public Troubles troubles() {
        return troubles;
    }

    /** What the session stands in. */
    public Surroundings surroundings() {
        return surroundings;
    }

    /** What a command needs to see a saved run again: the user's own design, which the run was found with. */
    public void seenAgainWith(String option, String value) {
        again = " " + option + " " + Shell.file(value);
    }

    /** The command that shows a saved run again, as it can be pasted. */
    public String replay(Path file) {
        return command("replay", file) + again;
    }

    /** A command of this tool, as it can be pasted. */
    public String command(String verb, Path file) {
        return surroundings.command() + " " + verb + " " + Shell.file(file.toString());
    }

    /**
     * Writes to a file, or to standard output where the file is called {@code -}, what may be larger than the memory. What is written after
     * Ctrl-C is a part: it gets a name of its own. A file that can't be written is told of at the end of the run.
     *
     * @return whether the file is written
     */
    public <E extends Exception> boolean write(String file, AtomicFile.Content<E> content) throws IOException, E {
        if (file.equals("-")) {
            content.writeTo(out);
            return true;
        }
        files.mustHave(Path.of(file));
        try {
            Path holds = AtomicFile.write(Path.of(file), content, () -> !progress.stopped());
            if (!holds.equals(Path.of(file))) {
                troubles.add(
                        ExitCode.BOUND, "interrupted: the part that was written is in " + holds + ", not in " + file);
                return false;
            }
            return true;
        } catch (CannotWriteException e) {
            troubles.add(ExitCode.INTERNAL, Troubles.says(e));
            return false;
        }
    }

    /** Writes a text to a file, or to standard output where the file is called {@code -}, as above. */
    public boolean write(String file, String text) throws IOException {
        return write(file, content -> content.write(text.getBytes(StandardCharsets.UTF_8)));
    }
}

package dev.stalemate.cli;

import dev.stalemate.cli.session.Session;
import dev.stalemate.cli.session.Surroundings;
import dev.stalemate.model.Catalogue;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.systems.Systems;
import dev.stalemate.toy.Mutex;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Runs the tool in this process, and keeps what it prints. */
public final class Tool {
    private final Catalogue systems;
    private Session.Terminal terminal = Session.Terminal.NONE;
    private String input = "";
    private boolean interrupted;
    private int looks = Integer.MAX_VALUE;
    private Surroundings surroundings = new Surroundings("stalemate", Path.of("target/state"), Map.of());

    /** With these systems. */
    public Tool(ModelSystem... systems) {
        this(Catalogue.of(List.of(systems)));
    }

    /** With the systems of a catalogue. */
    Tool(Catalogue systems) {
        this.systems = systems;
    }

    /** With every system that comes with the tool. */
    public static Tool ofEverySystem() {
        return new Tool(Systems.catalogue());
    }

    /** With the toy system. */
    static Tool mutex() {
        return new Tool(new Mutex());
    }

    Tool on(Session.Terminal other) {
        terminal = other;
        return this;
    }

    /** With a standard input. */
    public Tool reading(String text) {
        input = text;
        return this;
    }

    Tool in(Surroundings other) {
        surroundings = other;
        return this;
    }

    /** As if Ctrl-C had come before the first transition. */
    Tool interrupted() {
        interrupted = true;
        return this;
    }

    /** As if Ctrl-C came when the run looks at the clock for the n-th time, as it does with every file, claim or so many lines. */
    Tool interruptedAtLook(int n) {
        looks = n;
        return this;
    }

    /**
     * What a run left.
     *
     * @param code its exit code
     * @param out standard output
     * @param err standard error
     */
    public record Result(int code, String out, String err) {}

    /** Runs it to its end. What it prints as JSON has the schema of its verb. */
    public Result run(String... args) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        int code = Stalemate.run(session(out, err), args);
        Schemas.check(List.of(args), out.toString(StandardCharsets.UTF_8));
        return new Result(code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }

    /** A session that prints to these streams. */
    Session session(OutputStream out, OutputStream err) {
        AtomicReference<Session> running = new AtomicReference<>();
        AtomicInteger looked = new AtomicInteger();
        Session session = new Session(
                systems,
                new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                new PrintStream(out, false, StandardCharsets.UTF_8),
                new PrintStream(err, false, StandardCharsets.UTF_8),
                terminal,
                () -> {
                    Session own = running.get();
                    if (looked.incrementAndGet() >= looks && own != null) {
                        boolean unused = own.interrupt();
                    }
                    return 0;
                },
                surroundings);
        running.set(session);
        if (interrupted) {
            boolean unused = session.interrupt();
        }
        return session;
    }
}

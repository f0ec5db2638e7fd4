package dev.stalemate.pathfinder;

import com.google.common.io.MoreFiles;
import com.google.common.io.RecursiveDeleteOption;
import dev.stalemate.model.Design;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.Scope;
import dev.stalemate.outside.OwnJava;
import dev.stalemate.pathfinder.target.Canaries;
import dev.stalemate.pathfinder.target.CodeThreads;
import dev.stalemate.pathfinder.target.ModelThreads;
import dev.stalemate.pathfinder.target.ZapListMutants;
import java.io.File;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Java PathFinder as a checker of models and code, in processes that answer one question after the other. An answer is accepted only if no
 * result contradicts it, see {@link Findings}. A violation is accepted if replaying its run here, without Java PathFinder, shows it.
 */
public final class PathFinder implements AutoCloseable {
    private static final int JAVA = 17;

    /** Calls into the JDK's own classes, which Java PathFinder models. */
    private static final List<String> OPENED = List.of(
            "--add-exports",
            "java.base/jdk.internal.misc=ALL-UNNAMED",
            "--add-opens",
            "java.base/jdk.internal.misc=ALL-UNNAMED",
            "--add-opens",
            "java.base/java.lang=ALL-UNNAMED",
            "--add-opens",
            "java.base/java.util=ALL-UNNAMED");

    private static final Stored NOT_SHOWN = (states, modelStates) -> {};

    /** Code that breaks a property with two vCPUs, one range, and one update of each. */
    private static final List<String> KNOWN_FAULT = List.of(
            Arguments.EXCEPTIONS,
            CodeThreads.class.getName(),
            ZapListMutants.class.getName(),
            "no-wait",
            "leaves-zapped",
            "2",
            "1",
            "1");

    private final Home home;
    private final Duration time;
    private final long bytes;
    private final BooleanSupplier stopped;
    private final Path directory;
    private final String classPath = OwnJava.classPath();
    private final AtomicInteger questions = new AtomicInteger();
    private final Deque<JudgeProcess> waiting = new ConcurrentLinkedDeque<>();
    private final Arguments arguments;

    /**
     * Makes a build ready for questions.
     *
     * @param time for each question
     * @param bytes for each question, of heap
     * @param stopped whether the user wants it to end
     * @throws Home.Missing if it can't be used here
     * @throws IOException if there is no room for its files
     */
    public PathFinder(Home home, Duration time, long bytes, BooleanSupplier stopped) throws IOException, Home.Missing {
        if (Runtime.version().feature() != JAVA) {
            throw new Home.Missing("Java PathFinder needs a JDK " + JAVA + " to run on, and this is "
                    + Runtime.version().feature());
        }
        this.home = home;
        this.time = time;
        this.bytes = bytes;
        this.stopped = stopped;
        this.directory = Files.createTempDirectory("stalemate-jpf");
        boolean ready = false;
        try {
            Agents.compile(home, classPath, directory);
            this.arguments = Arguments.of(home, classPath, directory);
            ready = true;
        } finally {
            if (!ready) {
                close();
            }
        }
    }

    /**
     * Decides a property of a model, whose threads take the model's atomic steps.
     *
     * @throws InterruptedIOException if the user ended it
     */
    public Ruling ask(Model model, Law law, Stored listener) throws IOException {
        if (law.kind() == Law.Kind.EVENTUALLY) {
            return Ruling.inconclusive(
                    law.name() + " is about progress, which Java PathFinder doesn't decide; an exhaustive search does");
        }
        long start = System.nanoTime();
        Findings found = run(
                List.of(
                        "+peer_packages+=," + Agents.PACKAGE,
                        "+cg.threads.break_start=false",
                        "+vm.serializer.class=" + Agents.SERIALIZER,
                        // There is no garbage.
                        "+vm.gc=false",
                        ModelThreads.class.getName()),
                ModelJob.of(model, law),
                listener);
        return Rulings.ofModel(model, law, found, seconds(start));
    }

    /**
     * Decides a property of code, whose threads are interrupted at each access to a shared field.
     *
     * @throws InterruptedIOException if the user ended it
     */
    public Ruling ask(CodeSystem system, Design design, Scope scope, Law law, Stored listener) throws IOException {
        Model model = system.model(design, scope);
        List<String> config = new ArrayList<>();
        config.add(Arguments.EXCEPTIONS);
        if (law.name().equals(CodeSystem.RACE)) {
            config.addAll(Arguments.RACES);
        }
        config.addAll(List.of(
                CodeThreads.class.getName(), system.programs().getClass().getName(), design.name(), law.name()));
        for (int number : system.numbers(scope)) {
            config.add(Integer.toString(number));
        }
        long start = System.nanoTime();
        Findings found = run(config, null, listener);
        return Rulings.ofCode(model, model.law(law.name()), found, seconds(start));
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }

    /**
     * Runs programs whose answer is known. Returns why this Java PathFinder can't be trusted, in a sentence each; empty if it can.
     *
     * @throws InterruptedIOException if the user ended it
     */
    public List<String> silentCanaries() throws IOException {
        List<String> silent = new ArrayList<>();
        Findings race = canary(Canaries.KnownBug.class);
        if (race.errors().isEmpty()) {
            silent.add("it did not find a lost update of a field" + because(race));
        }
        Findings unshared = canary(Canaries.Unshared.class);
        if (unshared.errors().isEmpty()) {
            silent.add("it did not interrupt a thread before a second one came to a field" + because(unshared));
        }
        Findings atomic = canary(Canaries.LostAtomicUpdate.class);
        if (atomic.errors().isEmpty()) {
            silent.add("it did not find a lost update through an atomic" + because(atomic));
        }
        Findings lost = canary(Canaries.RecordEquals.class);
        if (lost.errors().isEmpty() && !lost.notes().containsKey("lost")) {
            silent.add("a thread that ends at a call that can't be resolved was not noticed" + because(lost));
        }
        Findings hang = canary(Canaries.Hang.class);
        if (hang.number("endless") == 0) {
            silent.add("it did not notice a thread that waits for ever" + because(hang));
        }
        List<String> racing = new ArrayList<>(Arguments.RACES);
        racing.add(Canaries.Race.class.getName());
        Findings unordered = run(racing, null, NOT_SHOWN);
        if (unordered.errors().isEmpty()) {
            silent.add("it did not find a data race" + because(unordered));
        }
        Findings code = run(KNOWN_FAULT, null, NOT_SHOWN);
        if (code.errors().isEmpty()) {
            silent.add("it did not find what is wrong with the zap list without its wait" + because(code));
        }
        Findings locked = canary(Canaries.Locked.class);
        if (!locked.errors().isEmpty() || !locked.objection().isEmpty()) {
            silent.add("what the code takes for a lock or an atomic flag is none" + because(locked));
        }
        return silent;
    }

    private Findings canary(Class<?> program) throws IOException {
        return run(List.of(program.getName()), null, NOT_SHOWN);
    }

    private static String because(Findings findings) {
        String why = findings.objection().isEmpty() ? String.join("; ", findings.errors()) : findings.objection();
        return why.isEmpty() ? "" : " (" + why + ")";
    }

    private Findings run(List<String> program, @Nullable ModelJob job, Stored listener) throws IOException {
        Path place = Files.createDirectory(directory.resolve("q" + questions.incrementAndGet()));
        JudgeProcess idle = waiting.poll();
        JudgeProcess process = idle == null ? new JudgeProcess(command(), stopped) : idle;
        try {
            if (job != null) {
                job.write(place.resolve("model"));
            }
            Files.write(place.resolve("config"), arguments.of(place, program));
            Findings found = process.ask(place, time, listener);
            boolean isAnswer = !found.objection().isEmpty()
                    || found.notes().get("question").contains(place.toString());
            return isAnswer ? found : Findings.none("Java PathFinder answered another question");
        } finally {
            waiting.push(process);
            delete(place);
        }
    }

    private List<String> command() {
        List<String> command = new ArrayList<>(List.of(
                OwnJava.program(),
                "-Xmx" + Math.max(1, bytes >> 20) + "m",
                "-XX:+UseSerialGC",
                "-XX:+ExitOnOutOfMemoryError"));
        command.addAll(OPENED);
        command.addAll(List.of(
                "-classpath",
                String.join(File.pathSeparator, home.jar().toString(), directory.toString(), classPath),
                Agents.MAIN));
        return command;
    }

    @Override
    public void close() throws IOException {
        waiting.forEach(JudgeProcess::close);
        delete(directory);
    }

    private static void delete(Path directory) throws IOException {
        MoreFiles.deleteRecursively(directory, RecursiveDeleteOption.ALLOW_INSECURE);
    }
}

package dev.stalemate.cli.shared;

import com.google.common.base.Splitter;
import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.Session;
import dev.stalemate.counterexample.BadFileException;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.counterexample.SavedText;
import dev.stalemate.decide.LawsAtScope;
import dev.stalemate.model.Catalogue;
import dev.stalemate.model.ConditionException;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.PatchFile;
import dev.stalemate.model.Scope;
import dev.stalemate.patch.Patch;
import dev.stalemate.patch.PatchException;
import dev.stalemate.patch.c.CProgram;
import dev.stalemate.patch.open.OwnDesigns;
import dev.stalemate.patch.open.Patches;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Opens users' own designs, and puts them beside those of their systems for the rest of the run. */
public final class DesignOption {
    private static final String NO_TARGET =
            " needs the design that it changes as the first target, such as kvm/linux-6.7";

    @Option(
            names = "--design",
            paramLabel = "FILE|COMMAND",
            description =
                    "A design of your own: a file in C or Java, or a program that answers a protocol (docs/how-to/your-patch.md). It"
                            + " changes the design that the target names, such as kvm/linux-6.7; a file whose head says that can be the"
                            + " target itself. With counterexamples, it is the design that they are about, unchanged.")
    private @Nullable String design;

    @Option(
            names = "--kernel",
            paramLabel = "DIR",
            description =
                    "A kernel tree of Linux 4.9 to 6.10: its arch/x86/kvm/mtrr.c, patched or as released, is the design's look-up of"
                            + " guest MTRRs and decides what a write of one zaps (docs/explanation/systems/kvm.md). All else is as in the design"
                            + " that the target names, such as kvm/linux-6.1.")
    private @Nullable Path kernel;

    @Option(
            names = "--sanitize",
            description = "Compile a design in C with the compiler's sanitizers (AddressSanitizer and"
                    + " UndefinedBehaviorSanitizer).")
    private boolean sanitize;

    /** The systems without designs of the user's, for a file that is opened again. */
    private @Nullable Catalogue plain;

    /**
     * What was opened.
     *
     * @param targets what to ask, with the names of designs in the place of files
     * @param patches the designs, in the order in which they were named
     * @param running what runs for them
     */
    public record Opened(List<String> targets, List<Patch> patches, Patches running) implements AutoCloseable {
        /** The user's design, if there is just one; else null. */
        public @Nullable Patch patch() {
            return patches.size() == 1 ? patches.get(0) : null;
        }

        @Override
        public void close() {
            running.close();
        }
    }

    /**
     * The file whose changes change the design.
     *
     * @throws Failure if there is not just one
     */
    public Path file(List<String> targets) {
        String given = given();
        List<Path> files = given == null
                ? targets.stream().filter(Patches::isSource).map(Path::of).toList()
                : List.of(Patches.file(given));
        if (files.size() != 1 || !Files.isRegularFile(files.get(0))) {
            throw new Failure(
                    ExitCode.USAGE,
                    "--watch needs one design of your own that is a file: a target, --design FILE, or --kernel DIR");
        }
        return files.get(0);
    }

    /** What the options name: a file, a command, or the directory of a kernel tree; null if there is nothing. */
    private @Nullable String given() {
        if (kernel == null) {
            return design;
        }
        if (design != null) {
            throw new Failure(ExitCode.USAGE, "--design and --kernel both name the design: give one of them");
        }
        if (!Files.isDirectory(kernel)) {
            throw new Failure(ExitCode.BAD_INPUT, kernel + " is not a directory, so it is no kernel tree");
        }
        return kernel.toString();
    }

    /**
     * Refuses designs that only this machine has, where others are to run them.
     *
     * @param with the option that needs others
     * @throws Failure if there is one
     */
    public void mustBeSent(String with) {
        String given = given();
        if (kernel != null || (given != null && !Patches.isSource(given))) {
            throw new Failure(
                    ExitCode.USAGE,
                    with + " takes designs in one file of C or Java, which is sent to workers: "
                            + "a program or a kernel tree is on this machine only");
        }
        if (sanitize) {
            throw new Failure(ExitCode.USAGE, "--sanitize is of no use with " + with + ": workers compile without it");
        }
    }

    private String option() {
        return kernel == null ? "--design" : "--kernel";
    }

    /** What is opened, of the systems without designs of the user's. */
    private interface Opening {
        Opened of(Catalogue systems, Patches patches) throws PatchException;
    }

    /** Opens what the option names, and each target that is a source file; if called again, from the files as they are then. */
    public Opened open(Session session, List<String> targets) {
        return open(session, (systems, patches) -> opened(session, systems, patches, targets));
    }

    /**
     * Opens what the option names, as the design of those of these counterexamples that carry the same file, by its hash. What they carry
     * is never compiled or run.
     *
     * @throws Failure if it is the design of none of them; then nothing was compiled or run
     */
    public Opened openFor(Session session, SavedFiles counterexamples) {
        return open(session, (systems, patches) -> openedFor(session, systems, patches, counterexamples));
    }

    /** What is done with counterexamples. */
    public interface Work {
        ExitCode run() throws IOException, BadFileException;
    }

    /** Does some work while the design of these counterexamples is open, if the option names one. */
    public ExitCode during(Session session, SavedFiles counterexamples, Work work)
            throws IOException, BadFileException {
        Opened opened = openFor(session, counterexamples);
        try {
            return work.run();
        } finally {
            opened.close();
        }
    }

    private Opened open(Session session, Opening opening) {
        Catalogue systems = plain == null ? session.systems() : plain;
        plain = systems;
        Patches patches = new Patches(systems, session::interrupted);
        Opened opened = null;
        try {
            opened = opening.of(systems, patches);
            patches.remarks().forEach(session::complain);
            return opened;
        } catch (PatchException e) {
            List<String> lines = Splitter.on('\n').splitToList(String.valueOf(e.getMessage()));
            lines.subList(0, lines.size() - 1).forEach(session::complain);
            throw new Failure(ExitCode.BAD_INPUT, lines.get(lines.size() - 1));
        } finally {
            if (opened == null) {
                patches.close();
            }
        }
    }

    private Opened opened(Session session, Catalogue systems, Patches patches, List<String> targets)
            throws PatchException {
        String given = given();
        if (given != null && targets.isEmpty()) {
            throw new Failure(ExitCode.USAGE, option() + NO_TARGET);
        }
        List<Patch> all = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (String target : targets) {
            if (given != null && names.isEmpty()) {
                all.add(patches.open(given, changing(systems, target)));
                names.add(name(all.get(0)));
            } else if (Patches.isSource(target)) {
                all.add(patches.open(target, ways("", "")));
                names.add(name(all.get(all.size() - 1)));
            } else {
                names.add(target);
            }
        }
        extend(session, systems, all);
        if (all.size() == 1) {
            session.seenAgainWith(option(), given == null ? source(targets) : given);
        }
        return new Opened(List.copyOf(names), List.copyOf(all), patches);
    }

    private static String source(List<String> targets) {
        return targets.stream().filter(Patches::isSource).findFirst().orElseThrow();
    }

    private Opened openedFor(Session session, Catalogue systems, Patches patches, SavedFiles counterexamples)
            throws PatchException {
        List<Patch> all = new ArrayList<>();
        String given = given();
        if (given != null) {
            for (Map.Entry<String, String> base : bases(given, counterexamples).entrySet()) {
                all.add(patches.open(given, ways(base.getKey(), base.getValue())));
            }
        }
        extend(session, systems, all);
        return new Opened(List.of(), List.copyOf(all), patches);
    }

    /** The design that this one changes, by the system, as the counterexamples of this design say. */
    private Map<String, String> bases(String text, SavedFiles counterexamples) throws PatchException {
        PatchFile given = Patches.read(text);
        Map<String, String> bases = new TreeMap<>();
        String why = "no counterexample here is of a design of your own, so " + option() + " " + text + " is not used";
        for (Path file : counterexamples.files()) {
            try {
                for (SavedText saved : counterexamples.in(file)) {
                    Counterexample c = saved.isOutside() ? null : saved.counterexample();
                    PatchFile carried = c == null ? null : c.file();
                    if (c != null && carried != null && carried.sha256().equals(given.sha256())) {
                        put(bases, c, carried, text, saved.name());
                    } else if (carried != null) {
                        why = saved.name() + " is about the design in " + carried.name() + " with the SHA-256 "
                                + carried.shortHash() + ", but " + text + " has the SHA-256 " + given.shortHash()
                                + ": it was not run";
                    }
                }
            } catch (BadFileException e) {
                why = String.valueOf(e.getMessage()); // one that can be read is told of by the verb
            }
        }
        if (bases.isEmpty()) {
            throw new Failure(ExitCode.BAD_INPUT, why);
        }
        return bases;
    }

    private static void put(
            Map<String, String> bases, Counterexample c, PatchFile carried, String design, String saved) {
        String other = bases.putIfAbsent(c.system(), carried.base());
        if (other != null && !other.equals(carried.base())) {
            throw new Failure(
                    ExitCode.USAGE,
                    design + " is a change of " + other + " in one counterexample, and of " + carried.base() + " in "
                            + saved + ": name them one at a time");
        }
    }

    private static void extend(Session session, Catalogue systems, List<Patch> all) throws PatchException {
        all.stream()
                .map(Patch::system)
                .distinct()
                .forEach(system -> session.replace(OwnDesigns.beside(systems.system(system), all)));
        for (Patch patch : all) {
            checkConditions(session.system(patch.system()), patch);
        }
    }

    private Patches.Ways changing(Catalogue systems, String target) {
        String[] parts = target.split("/", 2);
        if (kernel == null && systems.names().contains(target)) {
            return ways(target, "");
        }
        if (Patches.isSource(target) || parts.length < 2) {
            throw new Failure(ExitCode.USAGE, option() + NO_TARGET);
        }
        Failure.asUsage(() -> systems.system(parts[0]).design(parts[1]));
        return ways(parts[0], parts[1]);
    }

    private Patches.Ways ways(String system, String base) {
        return new Patches.Ways(system, base, CProgram.systemsCompiler(), sanitize);
    }

    private static String name(Patch patch) {
        return patch.system() + "/" + patch.design().name();
    }

    /** A condition that no scope can have would not be asked at all. */
    private static void checkConditions(ModelSystem system, Patch patch) throws PatchException {
        List<Scope> scopes = new ArrayList<>();
        if (!patch.scope().isEmpty()) {
            scopes.add(Failure.asUsage(() -> system.scope(patch.scope())));
        }
        scopes.addAll(LawsAtScope.scopes(system));
        for (String law : OwnDesigns.laws(patch)) {
            Optional<ConditionException> mistake = LawsAtScope.mistake(system, patch.design(), law, scopes);
            if (mistake.isPresent()) {
                throw new PatchException(patch.file().name() + ": stalemate: never: "
                        + mistake.get().getMessage());
            }
        }
    }
}

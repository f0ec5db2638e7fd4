package dev.stalemate.cli.shared;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.Session;
import dev.stalemate.model.Catalogue;
import dev.stalemate.model.Extended;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.patch.Patch;
import dev.stalemate.patch.PatchException;
import dev.stalemate.patch.c.CProgram;
import dev.stalemate.patch.open.Patches;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Opens users' own designs, and puts them beside those of their systems for the rest of the run. */
public final class DesignOption {
    private static final String NO_TARGET =
            "--design needs the design that it changes as the first target, such as kvm/linux-6.7";

    @Option(
            names = "--design",
            paramLabel = "FILE|COMMAND",
            description =
                    "A design of your own, which changes the one that the target names, such as kvm/linux-6.7: a file in"
                            + " C or Java, or a program that answers a protocol (docs/designs.md). A file whose head says what it changes can"
                            + " be the target itself.")
    private @Nullable String design;

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
        List<Path> files = design == null
                ? targets.stream().filter(Patches::isSource).map(Path::of).toList()
                : List.of(Patches.file(design));
        if (files.size() != 1 || !Files.isRegularFile(files.get(0))) {
            throw new Failure(
                    ExitCode.USAGE, "--watch needs one design of your own that is a file: a target, or --design FILE");
        }
        return files.get(0);
    }

    /** Opens what the option names, and each target that is a source file; if called again, from the files as they are then. */
    public Opened open(Session session, List<String> targets) {
        Catalogue systems = plain == null ? session.systems() : plain;
        plain = systems;
        Patches patches = new Patches(systems, session::interrupted);
        Opened opened = null;
        try {
            opened = opened(session, systems, patches, targets);
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
        if (design != null && targets.isEmpty()) {
            throw new Failure(ExitCode.USAGE, NO_TARGET);
        }
        List<Patch> all = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (String target : targets) {
            if (design != null && names.isEmpty()) {
                all.add(patches.open(design, changing(systems, target)));
                names.add(name(all.get(0)));
            } else if (Patches.isSource(target)) {
                all.add(patches.open(target, ways("", "")));
                names.add(name(all.get(all.size() - 1)));
            } else {
                names.add(target);
            }
        }
        all.stream()
                .map(Patch::system)
                .distinct()
                .forEach(system -> session.replace(extended(systems.system(system), all)));
        return new Opened(List.copyOf(names), List.copyOf(all), patches);
    }

    private Patches.Ways changing(Catalogue systems, String target) {
        String[] parts = target.split("/", 2);
        if (Patches.isSource(target) || parts.length < 2) {
            throw new Failure(ExitCode.USAGE, NO_TARGET);
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

    private static ModelSystem extended(ModelSystem system, List<Patch> all) {
        List<Patch> own = all.stream()
                .filter(patch -> patch.system().equals(system.name()))
                .toList();
        return new Extended(
                system,
                own.stream().map(Patch::design).toList(),
                model -> List.of(),
                own.stream().collect(ImmutableMap.toImmutableMap(Patch::design, Patch::file)));
    }
}

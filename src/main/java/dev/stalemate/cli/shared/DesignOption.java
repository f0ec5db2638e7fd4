package dev.stalemate.cli.shared;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.Session;
import dev.stalemate.model.Extended;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.patch.Patch;
import dev.stalemate.patch.PatchException;
import dev.stalemate.patch.c.CProgram;
import dev.stalemate.patch.open.Patches;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Opens a user's own design, and puts it beside those of its system for the rest of the run. */
public final class DesignOption {
    @Option(
            names = "--design",
            paramLabel = "FILE|COMMAND",
            description = "A design of your own: a file in C or Java, or a program that answers the protocol"
                    + " (docs/designs.md). It changes the design that the target names: kvm/linux-6.7, or the one that the"
                    + " file's head names.")
    private @Nullable String design;

    @Option(
            names = "--sanitize",
            description = "Compile a design in C with the compiler's sanitizers (AddressSanitizer and"
                    + " UndefinedBehaviorSanitizer).")
    private boolean sanitize;

    /**
     * What was opened.
     *
     * @param targets what to ask, with the names of designs in the place of files
     * @param patches the designs, in the order in which they were named
     * @param scope where the design is asked, if its file says so; else empty
     */
    public record Opened(List<String> targets, ImmutableList<Patch> patches, String scope, Patches running)
            implements AutoCloseable {
        @Override
        public void close() {
            running.close();
        }
    }

    /** Opens what the option names, and each target that is a source file. */
    public Opened open(Session session, List<String> targets) {
        Patches patches = new Patches(session.systems(), session::interrupted);
        ImmutableList.Builder<Patch> opened = ImmutableList.builder();
        List<String> names = new ArrayList<>();
        boolean done = false;
        try {
            if (design != null) {
                if (targets.size() != 1 || Patches.isSource(targets.get(0))) {
                    throw new Failure(
                            ExitCode.USAGE, "--design needs one target, the design that it changes: kvm/linux-6.7");
                }
                String[] target = targets.get(0).split("/", 2);
                names.add(add(
                        session, patches.open(design, ways(target[0], target.length > 1 ? target[1] : "")), opened));
            } else {
                for (String target : targets) {
                    names.add(
                            Patches.isSource(target)
                                    ? add(session, patches.open(target, ways("", "")), opened)
                                    : target);
                }
            }
            patches.remarks().forEach(session::complain);
            done = true;
        } catch (PatchException e) {
            for (String line : String.valueOf(e.getMessage()).split("\n")) {
                session.complain(line);
            }
            throw new Failure(ExitCode.BAD_INPUT, "the design can't be used");
        } finally {
            if (!done) {
                patches.close();
            }
        }
        ImmutableList<Patch> all = opened.build();
        return new Opened(names, all, all.size() == 1 ? all.get(0).scope() : "", patches);
    }

    private Patches.Ways ways(String system, String base) {
        return new Patches.Ways(system, base, CProgram.systemsCompiler(), sanitize);
    }

    private static String add(Session session, Patch patch, ImmutableList.Builder<Patch> opened) {
        ModelSystem system = session.system(patch.system());
        session.replace(new Extended(
                system, List.of(patch.design()), model -> List.of(), ImmutableMap.of(patch.design(), patch.file())));
        opened.add(patch);
        return patch.system() + "/" + patch.design().name();
    }
}

package dev.stalemate.cli.shared;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableMap;
import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.Session;
import dev.stalemate.model.Design;
import dev.stalemate.model.Extended;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.patch.Patch;
import dev.stalemate.patch.PatchException;
import dev.stalemate.patch.open.Patches;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Opens a user's own design, and puts it beside those of its system for the rest of the run. */
public final class DesignOption {
    @Option(
            names = "--design",
            paramLabel = "COMMAND",
            description =
                    "A design of your own: a program that answers a protocol (docs/own-design.md). It changes the design"
                            + " that the target names, and what it does not answer is as there: check kvm/linux-6.7 --design ./my-design.")
    private @Nullable String design;

    /**
     * What was opened.
     *
     * @param targets what to ask, with the user's design in the place of its file, or of the design that it changes
     * @param scope where it is asked, if its file says so; else empty
     * @param patches what runs
     */
    public record Opened(List<String> targets, String scope, Patches patches) implements AutoCloseable {
        @Override
        public void close() {
            patches.close();
        }
    }

    /** Opens what the option names, and each target that is a source file. */
    public Opened open(Session session, List<String> targets) {
        Patches patches = new Patches();
        try {
            List<String> names = new ArrayList<>();
            String scope = "";
            for (String target : targets) {
                Patch patch = Patches.isSource(target) ? patches.open(Path.of(target), session.systems()) : null;
                names.add(patch == null ? target : add(session, patch));
                scope = patch != null && targets.size() == 1 ? patch.scope() : "";
            }
            if (design != null) {
                names = List.of(add(session, program(session, patches, names)));
            }
            patches.remarks().forEach(session::complain);
            return new Opened(List.copyOf(names), scope, patches);
        } catch (PatchException e) {
            patches.close();
            List<String> lines = Splitter.on('\n').splitToList(String.valueOf(e.getMessage()));
            lines.subList(0, lines.size() - 1).forEach(session::complain);
            throw new Failure(ExitCode.BAD_INPUT, lines.get(lines.size() - 1));
        }
    }

    private Patch program(Session session, Patches patches, List<String> targets) throws PatchException {
        int slash = targets.size() == 1 ? targets.get(0).indexOf('/') : -1;
        if (slash < 0) {
            throw new Failure(
                    ExitCode.USAGE, "--design needs one target, the design that it changes, such as kvm/linux-6.7");
        }
        String target = targets.get(0);
        ModelSystem system = session.system(target.substring(0, slash));
        Design base = Failure.asUsage(() -> system.design(target.substring(slash + 1)));
        return patches.open(String.valueOf(design), system, base);
    }

    private static String add(Session session, Patch patch) {
        Design own = patch.design();
        ModelSystem system = session.system(patch.system());
        session.replace(new Extended(system, List.of(own), model -> List.of(), ImmutableMap.of(own, patch.file())));
        return system.name() + "/" + own.name();
    }
}

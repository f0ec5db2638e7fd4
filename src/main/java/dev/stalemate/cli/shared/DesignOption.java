package dev.stalemate.cli.shared;

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
     * @param targets what to ask, with the user's design in the place of the one that it changes
     * @param patches what runs
     */
    public record Opened(List<String> targets, Patches patches) implements AutoCloseable {
        @Override
        public void close() {
            patches.close();
        }
    }

    /** Opens what the option names. */
    public Opened open(Session session, List<String> targets) {
        Patches patches = new Patches();
        if (design == null) {
            return new Opened(targets, patches);
        }
        int slash = targets.size() == 1 ? targets.get(0).indexOf('/') : -1;
        if (slash < 0) {
            throw new Failure(
                    ExitCode.USAGE, "--design needs one target, the design that it changes, such as kvm/linux-6.7");
        }
        String target = targets.get(0);
        ModelSystem system = session.system(target.substring(0, slash));
        Design base = Failure.asUsage(() -> system.design(target.substring(slash + 1)));
        try {
            Patch patch = patches.open(design, system, base);
            patches.remarks().forEach(session::complain);
            Design own = patch.design();
            session.replace(new Extended(system, List.of(own), model -> List.of(), ImmutableMap.of(own, patch.file())));
            return new Opened(List.of(system.name() + "/" + own.name()), patches);
        } catch (PatchException e) {
            patches.close();
            throw new Failure(ExitCode.BAD_INPUT, String.valueOf(e.getMessage()));
        }
    }
}

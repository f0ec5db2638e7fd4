package dev.stalemate.cli.shared;

import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.Session;
import dev.stalemate.decide.Listener;
import dev.stalemate.decide.Points;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Design;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Scope;
import dev.stalemate.patch.Patch;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code check SYSTEM/DESIGN --against SYSTEM/DESIGN}: which two designs are compared, and what they are asked. */
public final class AgainstOption {
    private static final String USAGE =
            "--against compares one design: check SYSTEM/DESIGN [CLAIM...] --against SYSTEM/DESIGN";

    @Option(
            names = "--against",
            paramLabel = "SYSTEM/DESIGN",
            description =
                    "What the design changes of this one: newly broken, fixed, still broken, each with its shortest run;"
                            + " costs side by side. What the claims of that design ask comes first, then every property at the scope"
                            + " of every claim of the system. --max-time bounds all of it (default: 15s)."
                            + " With claims as further arguments, only what they ask. 12 if anything is newly broken.")
    private @Nullable String base;

    @Option(
            names = "--watch",
            description = "Compare a design of your own again whenever its file changes, until Ctrl-C, and say what is"
                    + " different; after the first time within a second, if --max-time says nothing else.")
    private boolean watches;

    /** Whether a design is to be compared with another. */
    public boolean isUsed() {
        return base != null;
    }

    /** Whether that is done again and again. */
    public boolean isWatching() {
        return watches;
    }

    /**
     * What is asked of which designs.
     *
     * @param targets a design, and perhaps claims or the system of which only what they ask is asked
     * @param patch the user's own design, which is compared with its base if no other is named, and asked at its scope too; null for none
     * @param laws only these, or all where there is none
     * @param scope where everything is asked; null for the scopes of claims
     * @throws Failure if it is not one design of one system
     */
    public Points points(
            Session session,
            List<String> targets,
            @Nullable Patch patch,
            List<String> laws,
            @Nullable String scope,
            Listener listener) {
        List<String> designs =
                targets.stream().filter(target -> target.contains("/")).toList();
        String with = base == null && patch != null ? patch.system() + "/" + patch.base() : base;
        if (designs.size() != 1 || with == null) {
            throw new Failure(ExitCode.USAGE, USAGE);
        }
        ModelSystem system = session.system(before(designs.get(0)));
        Design design = design(system, designs.get(0));
        if (!session.system(before(with)).name().equals(system.name())) {
            throw new Failure(
                    ExitCode.USAGE, with + " is no design of " + system.name() + ", as " + designs.get(0) + " is");
        }
        Design old = design(system, with);
        List<String> others =
                targets.stream().filter(target -> !target.contains("/")).toList();
        if (!others.isEmpty() && scope != null) {
            throw new Failure(ExitCode.USAGE, "claims are asked at their own scopes: leave out --scope or the claims");
        }
        Points points;
        if (!others.isEmpty()) {
            points = Points.of(system, old, design, claims(session, system, others), listener);
        } else if (scope != null) {
            points = Points.at(system, old, design, Failure.asUsage(() -> system.scope(scope)), listener);
        } else {
            Scope also = patch == null || patch.scope().isEmpty()
                    ? null
                    : Failure.asUsage(() -> system.scope(patch.scope()));
            points = Points.everywhere(system, old, design, also, listener);
        }
        return points.about(laws);
    }

    private static List<Claim> claims(Session session, ModelSystem system, List<String> targets) {
        List<Claim> claims = new ArrayList<>();
        for (String target : targets) {
            List<Claim> some = target.equals(system.name())
                    ? system.claims()
                    : session.systems().claims(target).stream()
                            .filter(claim -> claim.system().name().equals(system.name()))
                            .toList();
            if (some.isEmpty()) {
                throw new Failure(ExitCode.USAGE, "no claim '" + target + "' of " + system.name());
            }
            claims.addAll(some);
        }
        return claims.stream().distinct().toList();
    }

    private static String before(String name) {
        int slash = name.indexOf('/');
        if (slash < 0) {
            throw new Failure(ExitCode.USAGE, "'" + name + "' is no design; " + USAGE);
        }
        return name.substring(0, slash);
    }

    private static Design design(ModelSystem system, String name) {
        return Failure.asUsage(() -> system.design(name.substring(name.indexOf('/') + 1)));
    }
}

package dev.stalemate.cli.shared;

import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.Session;
import dev.stalemate.counterexample.Check;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.model.Design;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.patch.open.Patches;
import dev.stalemate.report.BesideText;
import dev.stalemate.report.OtherDesign;
import dev.stalemate.trace.Trace;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code replay --beside DESIGN}: a counterexample with another design on the same steps. */
public final class BesideOption {
    private static final String NAME = "--beside";
    private static final String HOLDING = "holding";

    @Option(
            names = NAME,
            paramLabel = "DESIGN|FILE|holding",
            description = {
                "Beside the design of the counterexample, another design of its system on the same steps as long as it can take them: what each"
                        + " does in each step, where they part, and whether each violates the property.",
                "holding: the design that the page of report shows, one for which the property is recorded to hold, or the one that a design"
                        + " of your own changes."
            })
    private @Nullable String name;

    /** Refuses the option where it would do nothing. */
    public void mustBeUnused(String why) {
        if (name != null) {
            throw new Failure(ExitCode.USAGE, NAME + " " + why);
        }
    }

    /**
     * A counterexample beside the other design; null if none is wanted.
     *
     * @throws Failure if there is no such design, or it can't have the scope
     */
    public @Nullable String of(Session session, Counterexample c, Check.Result result) {
        String wanted = name;
        Trace run = result.trace();
        Law law = result.law();
        if (wanted == null) {
            return null;
        }
        if (run == null || law == null) {
            throw new Failure(
                    ExitCode.BAD_INPUT, NAME + " needs a counterexample that can be replayed: " + result.says());
        }
        if (!wanted.equals(HOLDING)) {
            return beside(session, c, run, law, wanted);
        }
        OtherDesign.Beside chosen = OtherDesign.beside(run, law, session.system(c.system()), c);
        if (chosen == null) {
            throw new Failure(
                    ExitCode.USAGE,
                    "of no design at this scope is it recorded that " + law.name() + " holds; name one: " + NAME
                            + " DESIGN");
        }
        return BesideText.of(run, law, chosen, session.style());
    }

    private static String beside(Session session, Counterexample c, Trace run, Law law, String wanted) {
        List<String> targets = Patches.isSource(wanted) ? List.of(wanted) : List.of();
        try (DesignOption.Opened opened = new DesignOption().open(session, targets)) {
            ModelSystem system = session.system(c.system());
            Design design =
                    design(system, targets.isEmpty() ? wanted : opened.targets().get(0));
            Model model = Failure.asUsage(() -> system.build(design, run.model().scope()));
            return BesideText.of(run, law, new OtherDesign.Beside(null, OtherDesign.of(run, model)), session.style());
        }
    }

    /** A design by its name, with its system's before it or without. */
    public static Design design(ModelSystem system, String name) {
        String prefix = system.name() + "/";
        return Failure.asUsage(() -> system.design(name.startsWith(prefix) ? name.substring(prefix.length()) : name));
    }
}

package dev.stalemate.cli.shared;

import dev.stalemate.cli.session.ExitCode;
import dev.stalemate.cli.session.Failure;
import dev.stalemate.cli.session.Session;
import dev.stalemate.model.ConditionText;
import dev.stalemate.model.Extended;
import dev.stalemate.model.Model;
import dev.stalemate.pathfinder.CodeSystem;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Option;

/** Properties that the user states as conditions on what states print; they stand beside those of each system. */
public final class ConditionOption {
    @Option(
            names = "--never",
            paramLabel = "CONDITION",
            description =
                    "A property of your own: no reachable state is so, such as 'cd[0]=1 & ept[0x0].uc', over the names"
                            + " and values that states print (docs/how-to/new-property.md). May be given several times.")
    private List<String> never = new ArrayList<>();

    @Option(
            names = "--always",
            paramLabel = "CONDITION",
            description = "The same, of every reachable state. May be given several times.")
    private List<String> always = new ArrayList<>();

    /** The names of the properties. */
    public List<String> laws() {
        List<String> laws = new ArrayList<>();
        never.forEach(condition -> laws.add(ConditionText.NEVER + condition));
        always.forEach(condition -> laws.add(ConditionText.ALWAYS + condition));
        return laws;
    }

    /**
     * Puts them beside the properties of the systems of some designs, for the rest of the run.
     *
     * @param designs as {@code kvm/linux-6.7}
     * @throws Failure if there is a condition, and one of these is no design
     */
    public void extend(Session session, List<String> designs) {
        List<String> laws = laws();
        if (laws.isEmpty()) {
            return;
        }
        if (designs.isEmpty() || !designs.stream().allMatch(name -> name.contains("/"))) {
            throw new Failure(ExitCode.USAGE, "--never and --always are asked of a design, such as kvm/linux-6.7");
        }
        designs.stream()
                .map(name -> session.system(name.substring(0, name.indexOf('/'))))
                .filter(system -> !(system instanceof CodeSystem))
                .distinct()
                .forEach(system ->
                        session.replace(new Extended(system, List.of(), model -> ConditionText.laws(model, laws))));
    }

    /**
     * Makes sure that a model has them all.
     *
     * @throws Failure if not, with the place in the condition
     */
    public void check(Model model) {
        laws().forEach(law -> Failure.asUsage(() -> model.law(law)));
    }
}

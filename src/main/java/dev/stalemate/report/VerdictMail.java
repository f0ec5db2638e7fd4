package dev.stalemate.report;

import static java.util.stream.Collectors.joining;

import dev.stalemate.decide.Decision;
import dev.stalemate.decide.Decision.Effort;
import dev.stalemate.decide.Decision.Storage;
import dev.stalemate.model.Claim;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.Verdict;
import dev.stalemate.text.Amounts;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The mail of a property that is not violated by some run: what was looked at, what that proves, and which planted bugs it would have found. */
final class VerdictMail {
    private final Decision decision;
    private final Asked asked;
    private final ModelSystem system;
    private final Mail mail = new Mail();

    private VerdictMail(Decision decision, Asked asked, ModelSystem system) {
        this.decision = decision;
        this.asked = asked;
        this.system = system;
    }

    static String of(Decision decision, Asked asked, ModelSystem system, String tool) {
        return new VerdictMail(decision, asked, system).text(tool);
    }

    private String text(String tool) {
        Model model = decision.model();
        Claim claim = decision.claim();
        String verdict = decision.found() == Verdict.HOLDS ? " holds for " : " is " + decision.found() + " for ";
        mail.heading((claim == null ? "" : claim.id() + ": ") + decision.law().name() + verdict + Story.design(model));
        CounterexampleMail.design(mail, model.design(), system.file(model.design()), system);
        mail.item("Property: " + decision.law().says());
        mail.item("Scope: " + model.scope().words());
        CounterexampleMail.about(mail, claim, decision.found());
        mail.paragraph(proof());
        if (!decision.note().isEmpty()) {
            mail.paragraph("How: " + decision.note() + ".");
        }
        if (!decision.vacuous().isEmpty()) {
            mail.paragraph(never());
        } else if (decision.found() == Verdict.HOLDS) {
            mail.paragraph(
                    "Nothing about it is vacuous: the property's premise held, and each action of the model was taken.");
        }
        if (decision.found() == Verdict.HOLDS) {
            planted();
        }
        mail.paragraph("To ask it again:");
        mail.command("stalemate check "
                + CounterexampleMail.question(
                        system,
                        model,
                        decision.law().name(),
                        claim == null ? null : claim.id(),
                        system.file(model.design()),
                        asked)
                + asked.text());
        mail.paragraph(tool);
        return mail.toString();
    }

    private String proof() {
        Storage storage = decision.effort().storage();
        return switch (decision.found()) {
            case HOLDS ->
                (storage == null ? "Java PathFinder found no violation in this scope: " : proved())
                        + how()
                        + fingerprints(storage);
            case VACUOUS -> "Nothing is proved, because something was never tried: " + how();
            case VIOLATED -> "No state of this scope is as it should be once: " + how();
            case UNDECIDED -> "Nothing is proved: " + how();
        };
    }

    private String proved() {
        Proved beyond = Proved.of(decision);
        return beyond == null
                ? "Proved for this scope, and for no larger one: "
                : "Proved for " + beyond.says() + ", by induction: the certificate is proofs/" + beyond.certificate()
                        + ", and docs/how-to/proofs.md says how to check it. The search proves it for this scope alone: ";
    }

    private String how() {
        String looked = effort(decision.effort());
        return switch (decision.law().kind()) {
            case SOMETIMES ->
                decision.found() == Verdict.HOLDS
                        ? "a reachable state has it. The search saw " + looked + "."
                        : "the search saw " + looked + ".";
            case ALWAYS, EVENTUALLY, DEADLOCK_FREE ->
                (decision.found() == Verdict.UNDECIDED ? "seen were " : "every reachable state was visited, ") + looked
                        + ".";
        };
    }

    private static String fingerprints(@Nullable Storage storage) {
        if (storage == null) {
            return "";
        }
        return storage.collisionProbability() == 0
                ? " No two of them can have been confused."
                : String.format(
                        Locale.ROOT,
                        " The probability that two of them were confused is at most %.1g.",
                        storage.collisionProbability());
    }

    /** How a counterexample was found. */
    static String searched(Decision decision) {
        return "The search saw " + effort(decision.effort()) + "."
                + (decision.note().isEmpty() ? "" : " How: " + decision.note() + ".");
    }

    private static String effort(Effort effort) {
        String counted = effort.storage() == null ? "walk" : "state";
        return Amounts.count(effort.states(), counted) + " and " + Amounts.count(effort.transitions(), "transition")
                + " in " + Amounts.seconds(effort.seconds());
    }

    /** What was never tried, as far as was looked: the premise is listed under the property's name. */
    private String never() {
        List<String> sentences = new ArrayList<>();
        String law = decision.law().name();
        if (decision.vacuous().contains(law)) {
            sentences.add("The property's premise never held.");
        }
        String actions =
                decision.vacuous().stream().filter(name -> !name.equals(law)).collect(joining(", "));
        if (!actions.isEmpty()) {
            sentences.add("Never taken: " + actions + ".");
        }
        return String.join(" ", sentences);
    }

    /** At the scope of a claim, which was tried there: of a design without a claim, of those about it with this property. */
    private void planted() {
        Claim own = decision.claim();
        system.claims().stream()
                .filter(claim ->
                        claim.scope().changes().equals(decision.model().scope().changes()))
                .filter(claim -> own == null
                        ? claim.design().name().equals(decision.model().design().name())
                                && claim.law().equals(decision.law().name())
                        : claim.id().equals(own.id()))
                .forEach(claim -> {
                    Planted planted = Planted.of(claim.id());
                    if (planted != null) {
                        mail.paragraph("Planted bugs: " + planted.says(claim.id()));
                    }
                });
    }
}

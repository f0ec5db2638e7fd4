package dev.stalemate.report;

import dev.stalemate.counterexample.Check;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.counterexample.CounterexampleWriter;
import dev.stalemate.files.Shell;
import dev.stalemate.model.Claim;
import dev.stalemate.model.ConditionText;
import dev.stalemate.model.Design;
import dev.stalemate.model.Law;
import dev.stalemate.model.Model;
import dev.stalemate.model.ModelSystem;
import dev.stalemate.model.PatchFile;
import dev.stalemate.model.Source;
import dev.stalemate.model.Step;
import dev.stalemate.model.Verdict;
import dev.stalemate.trace.Trace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The mail of a counterexample. */
final class CounterexampleMail {
    private static final String RANDOM = "random";
    private static final int MOST_APART = 5;

    private final Counterexample c;
    private final @Nullable ModelSystem system;
    private final String tool;
    private final Mail mail = new Mail();

    /** Of a counterexample of a system; null if this version has none of that name. */
    CounterexampleMail(Counterexample c, @Nullable ModelSystem system, String tool) {
        this.c = c;
        this.system = system;
        this.tool = tool;
    }

    /**
     * The mail.
     *
     * @param searched how it was found; empty if that is not known
     * @param asked how it was asked for; null if that is not known
     */
    String of(Check.Result result, String searched, @Nullable Asked asked, boolean list) {
        Trace trace = result.trace();
        Law law = result.law();
        if (trace == null || law == null) {
            untaken();
        } else {
            run(trace, law, searched, c.minimal() && result.asRecorded(), list);
        }
        if (result.kind() != Check.Kind.STILL_VIOLATES) {
            mail.paragraph("Replayed: " + result.says());
        }
        again(trace == null ? null : trace.model(), asked);
        return mail.toString();
    }

    private void run(Trace trace, Law law, String searched, boolean minimal, boolean list) {
        Model model = trace.model();
        Conclusion conclusion = Conclusion.of(trace, law);
        String verdict = conclusion.isViolated() ? " violates " : " does not violate ";
        mail.heading(claim() + Story.design(model) + verdict + law.name());
        design(mail, model.design(), c.file(), system);
        mail.item("Property: " + law.says());
        mail.item("Scope: " + model.scope().words());
        foreign();
        about(mail, claimOf(system, fitting()), Verdict.VIOLATED);
        steps(trace, list);
        if (conclusion.isViolated()) {
            violated(conclusion, law);
            String shortest = minimal ? "No step can be left out." : "A shorter run may exist.";
            mail.paragraph(searched.isEmpty() ? shortest : shortest + " " + searched);
            SeenReal.of(fitting(), c)
                    .forEach(seen -> mail.paragraph("Seen on a real kernel: " + Mail.ascii(seen.text())));
        } else {
            mail.paragraph(conclusion.says());
        }
        beside(trace, law);
    }

    /** Which design it is, and which one it changes if it is a user's own. */
    static void design(Mail mail, Design design, @Nullable PatchFile own, @Nullable ModelSystem system) {
        mail.item("Design: " + design.says());
        if (own != null) {
            mail.item("File: " + own.name() + ", SHA-256 " + own.shortHash() + "...");
        }
        if (own != null && system != null && !own.base().isEmpty()) {
            mail.item(
                    "Changes: " + own.base() + ", " + system.design(own.base()).says());
        }
    }

    /** What a claim says, the finding instead if that is what was found, and where it comes from. */
    static void about(Mail mail, @Nullable Claim claim, Verdict found) {
        if (claim == null) {
            return;
        }
        mail.item(
                found != claim.recorded() || claim.finding() == null
                        ? "Claim: " + claim.says()
                        : "Finding: " + claim.finding().why());
        for (Source source : claim.sources()) {
            mail.item("Source: " + source.text());
            mail.link(source.link());
        }
    }

    private static @Nullable Claim claimOf(@Nullable ModelSystem system, @Nullable String id) {
        return system == null
                ? null
                : system.claims().stream()
                        .filter(claim -> claim.id().equals(id))
                        .findFirst()
                        .orElse(null);
    }

    private String claim() {
        return fitting() == null ? "" : fitting() + ": ";
    }

    /** The claim that the file names; null if that is about something else. */
    private @Nullable String fitting() {
        return system == null || Check.aboutClaim(c, system).isEmpty() ? c.claim() : null;
    }

    private void foreign() {
        if (system != null && c.claim() != null && fitting() == null) {
            mail.item("Claim: the file names " + c.claim() + ", which does not fit: " + Check.aboutClaim(c, system));
        }
    }

    private void steps(Trace trace, boolean list) {
        if (trace.steps().isEmpty()) {
            return; // the initial state says it all
        }
        if (Lanes.fit(trace) && !list) {
            mail.paragraph(
                    "The steps, each in the column of the CPU or device that takes it, with what it sees of the others and what it changes:");
            mail.block(Lanes.of(trace, Style.PLAIN, Mail.BLOCK_WIDTH));
        } else {
            mail.paragraph("The steps, each with what it changes:");
            mail.block(Steps.listed(trace, Style.PLAIN, Mail.BLOCK_WIDTH));
        }
    }

    private void violated(Conclusion conclusion, Law law) {
        // Not "From (3) on": mailboxes change lines that begin so.
        String is = law.name() + " is violated " + conclusion.when();
        mail.paragraph(is + (conclusion.details().isEmpty() ? "." : ":"));
        conclusion.details().forEach(mail::item);
        conclusion.causes().forEach(mail::paragraph);
        for (String sentence : conclusion.forEver()) {
            if (sentence.startsWith(" ")) {
                mail.item(sentence.trim());
            } else {
                mail.paragraph(sentence);
            }
        }
        if (conclusion.breaks() != null) {
            mail.paragraph("What breaks: " + conclusion.breaks());
        }
    }

    /** What another design does on these steps: of a user's own, the one that it changes; of others, one for which the property holds. */
    private void beside(Trace trace, Law law) {
        OtherDesign.Beside beside = system == null ? null : OtherDesign.beside(trace, law, system, c);
        if (beside == null) {
            return;
        }
        OtherDesign other = beside.other();
        String name = Story.design(other.trace().model())
                + (beside.claim() == null
                        ? ", which it changes"
                        : ", for which the property holds (" + beside.claim().id() + ")");
        int parts = other.parts();
        int differs = other.differs();
        if (parts < 0) {
            mail.paragraph("Beside it, " + name + ", is in the same states after each step.");
        } else if (parts > other.trace().steps().size()) {
            mail.paragraph("Beside it, " + name + ", is in the same states as long as it can take these steps: "
                    + other.stops() + ".");
            instead(other, trace);
        } else if (parts == 0 || (parts == differs && saysNothing(other.trace(), parts - 1))) {
            mail.paragraph("Beside it, " + name + ", is in another state "
                    + (parts == 0 ? "from the start:" : "after (" + parts + "):"));
            other.apart(trace).stream().limit(MOST_APART).forEach(mail::item);
        } else {
            mail.paragraph("Beside it, " + name + ", first does otherwise in (" + parts + "):");
            mail.block(Steps.withChanges(other.trace(), parts - 1, Style.PLAIN, Mail.BLOCK_WIDTH));
            later(other, trace);
        }
    }

    /** From where on the states differ, where a design has decided otherwise before. */
    private void later(OtherDesign other, Trace run) {
        if (other.differs() > other.trace().steps().size()) {
            mail.paragraph("Their states are the same until it can't take these steps: " + other.stops() + ".");
            instead(other, run);
        } else if (other.differs() > other.parts()) {
            mail.paragraph("Their states differ from (" + other.differs() + ") on.");
        } else if (other.differs() < 0) {
            mail.paragraph("Their states are the same after each step.");
        }
    }

    /** What the other design does where it can't take the run's next step. */
    private void instead(OtherDesign other, Trace run) {
        List<Step> steps = other.instead(run);
        Trace trace = other.trace();
        if (steps.size() == 1) {
            mail.paragraph("Instead, it does this:");
            mail.block(
                    Steps.withChanges(other.then(steps.get(0)), trace.steps().size(), Style.PLAIN, Mail.BLOCK_WIDTH));
        } else if (!steps.isEmpty()) {
            mail.paragraph("Instead, these steps are possible:");
            steps.stream().limit(MOST_APART).forEach(step -> mail.item(step.inWords(trace.end(), "")));
        }
    }

    /** Whether a step only goes on, so that its changes and what the design did don't tell it from another one. */
    private static boolean saysNothing(Trace trace, int i) {
        return trace.acts(i).isEmpty() && new StepWords(trace).changes(i).isEmpty();
    }

    private void untaken() {
        mail.heading(claim() + c.system() + "/" + c.design() + " and " + c.law());
        foreign();
        mail.paragraph("The steps as they were saved:");
        StringBuilder steps = new StringBuilder();
        for (int i = 0; i < c.steps().size(); i++) {
            steps.append(Steps.one(i, Mail.ascii(c.steps().get(i).toString()), Style.PLAIN, Mail.BLOCK_WIDTH));
        }
        mail.block(steps.toString());
    }

    private void again(@Nullable Model model, @Nullable Asked asked) {
        PatchFile own = c.file();
        mail.paragraph("To see it again, paste this mail, quoted or not, into:");
        mail.command("stalemate replay -" + (own == null ? "" : " --design " + Shell.file(own.name())));
        if (own != null && !own.text().isEmpty()) {
            mail.paragraph(own.name() + " is in this mail, too, and this prints it:");
            mail.command("stalemate replay - --show-design");
        }
        if (model != null && system != null) {
            mail.paragraph("To search for it again:");
            mail.command("stalemate check " + question(model, system, asked));
        }
        mail.paragraph(tool);
        mail.saved(CounterexampleWriter.text(c));
    }

    private String question(Model model, ModelSystem of, @Nullable Asked asked) {
        String question = question(of, model, c.law(), fitting(), c.file(), Asked.PLAINLY);
        if (asked != null) {
            return question + asked.text();
        }
        Counterexample.Found found = c.found();
        String random = found != null && found.driver().equals(RANDOM)
                ? " --driver random" + (found.seed() == null ? "" : " --seed " + found.seed())
                : "";
        return question + random;
    }

    /** What {@code check} is asked. */
    static String question(
            ModelSystem system, Model model, String law, @Nullable String claim, @Nullable PatchFile own, Asked asked) {
        if (claim != null && !asked.atItsScope()) {
            return Shell.word(claim) + asked.scopes();
        }
        if (claim != null
                && system.claims().stream()
                        .anyMatch(each -> each.id().equals(claim)
                                && each.scope().changes().equals(model.scope().changes()))) {
            return Shell.word(claim);
        }
        String design = own == null
                ? Shell.word(Story.design(model))
                : own.text().isEmpty()
                        ? Shell.word(model.system() + "/" + own.base()) + " --design " + Shell.file(own.name())
                        : Shell.file(own.name());
        String scope = system.text(model.scope());
        return design
                + property(law)
                + (!asked.atItsScope() ? asked.scopes() : scope.isEmpty() ? "" : " --scope " + Shell.word(scope));
    }

    /** A property by its name, or a condition of a user's own. */
    private static String property(String law) {
        return law.startsWith(ConditionText.NEVER)
                ? " --never " + Shell.word(law.substring(ConditionText.NEVER.length()))
                : law.startsWith(ConditionText.ALWAYS)
                        ? " --always " + Shell.word(law.substring(ConditionText.ALWAYS.length()))
                        : " --property " + Shell.word(law);
    }
}

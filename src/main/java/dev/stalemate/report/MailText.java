package dev.stalemate.report;

import dev.stalemate.counterexample.Check;
import dev.stalemate.counterexample.Counterexample;
import dev.stalemate.counterexample.OutsideDifference;
import dev.stalemate.counterexample.OutsideDifferenceFile;
import dev.stalemate.decide.Decision;
import dev.stalemate.model.Catalogue;
import dev.stalemate.outside.DifferenceReport;
import dev.stalemate.trace.Trace;
import java.util.stream.Collectors;

/**
 * Mails to be pasted as they are. Each says what was asked, in words, what was found, and by which version. One of a counterexample also has
 * the counterexample itself, which {@code replay -} finds in it.
 */
public final class MailText {
    private final Catalogue systems;
    private final String tool;

    /**
     * Mails about designs of these systems.
     *
     * @param tool the tool that writes them, with its version
     */
    public MailText(Catalogue systems, String tool) {
        this.systems = systems;
        this.tool = tool;
    }

    /**
     * Of a saved counterexample that was taken again; where that can't be done, its steps as they are.
     *
     * @param list whether steps are listed also where several CPUs or devices take them
     */
    public String of(Counterexample c, Check.Result result, boolean list) {
        return new CounterexampleMail(c, systems.find(c.system()), tool).of(result, "", null, list);
    }

    /** Of a property that no run violates: what was looked at, and what that proves. */
    public String of(Decision decision, Asked asked) {
        return VerdictMail.of(decision, asked, systems.system(decision.model().system()), tool);
    }

    /** Of a run that was found to violate a property, and what is saved of it. */
    public String of(Decision decision, Asked asked, Trace trace, Counterexample c) {
        Check.Result result = new Check.Result(Check.Kind.STILL_VIOLATES, "", trace, decision.law());
        return new CounterexampleMail(c, systems.system(c.system()), tool)
                .of(result, VerdictMail.searched(decision), asked, false);
    }

    /** Of what an implementation outside answers differently. */
    public String of(OutsideDifference d) {
        DifferenceReport report = new DifferenceReport(d);
        Mail mail = new Mail();
        mail.heading(Wrap.lines("Answers of " + Mail.ascii(report.by()), Mail.WIDTH));
        mail.paragraph(
                "The requests, each with the answer of the reference, the last also with the one that the program gave:");
        mail.block(report.lines()
                .lines()
                .flatMap(line -> Wrap.hanging("", line.strip(), "  ", Mail.BLOCK_WIDTH).stream())
                .collect(Collectors.joining("\n")));
        mail.paragraph("To the last request the reference says " + d.reference() + ", here: " + d.answer());
        mail.paragraph(d.minimal() ? "No line can be left out." : "Fewer lines may be enough.");
        if (!report.asRecorded()) {
            mail.paragraph("Replayed: " + report.result());
        }
        mail.paragraph("To see it again, save this mail, quoted or not, as mail.txt:");
        mail.command(report.again("stalemate", "mail.txt"));
        mail.paragraph(tool);
        mail.saved(OutsideDifferenceFile.text(d));
        return mail.toString();
    }
}

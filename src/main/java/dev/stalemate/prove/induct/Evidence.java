package dev.stalemate.prove.induct;

import dev.stalemate.model.Claim;
import dev.stalemate.prove.answer.ProofReport;
import dev.stalemate.prove.answer.ProofReport.AskedSolver;
import dev.stalemate.prove.answer.ProofReport.Conjunct;
import dev.stalemate.prove.answer.ProofReport.CutOff;
import dev.stalemate.prove.certificate.CertificateFolder;
import dev.stalemate.prove.certificate.Questions;
import dev.stalemate.prove.certificate.Questions.Wanted;
import dev.stalemate.prove.induct.Obligation.RowKey;
import dev.stalemate.prove.solve.Query;
import dev.stalemate.prove.term.Term;
import java.util.ArrayList;
import java.util.List;

/**
 * What others can check of a proof: its obligations as they are, without the cases into which the proof splits them, and without what it
 * simplifies in a case. So neither has to be trusted.
 */
final class Evidence {
    private Evidence() {}

    /**
     * The certificate of a proof.
     *
     * @param report the proof
     * @param claims the ids of all claims that it proves
     * @param questions of its obligations
     * @throws IllegalStateException if it is none
     */
    static CertificateFolder of(ProofReport report, List<String> claims, Questions questions) {
        if (report.end() != ProofReport.End.PROVED) {
            throw new IllegalStateException(report.claim().id() + " is not proved: there is nothing to certify");
        }
        List<RowKey> rows = report.rows().stream()
                .map(row -> new RowKey(row.action(), row.conjunct()))
                .toList();
        String about =
                about(report.claim(), claims, report.says(), report.scope(), report.conjuncts(), report.cutOff(), rows);
        return new CertificateFolder(about + solvers(report.solvers()), questions);
    }

    /**
     * The questions whether an obligation can be broken: each once, and one of those that are the same but for names. Those of which terms
     * say so as they are written are left out.
     */
    static Questions questions(List<Obligation> obligations) {
        Alike<Query> known = new Alike<>();
        List<Wanted> wanted = new ArrayList<>();
        for (Obligation each : obligations) {
            List<Term> bools = new ArrayList<>(each.given());
            bools.addAll(each.goals());
            bools.addAll(each.others());
            bools.addAll(each.values());
            Query query = new Query(each.text(), bools);
            if (query.all() == Term.FALSE) {
                continue;
            }
            List<Term> conjuncts = query.all().conjuncts();
            if (known.of(conjuncts) == null) {
                known.add(conjuncts, query);
                wanted.add(new Wanted(each.row().action() + ", " + each.text(), false, query));
            }
        }
        return Questions.of(wanted);
    }

    /** What is proved and what that rests on, for people, up to the solvers that were asked. */
    static String about(
            Claim claim,
            List<String> claims,
            String says,
            String scope,
            List<Conjunct> conjuncts,
            List<CutOff> cutOff,
            List<RowKey> rows) {
        StringBuilder text = new StringBuilder();
        text.append(String.join(", ", claims)).append(": ").append(claim.law()).append(" of ");
        text.append(claim.system().name())
                .append('/')
                .append(claim.design().name())
                .append('\n');
        text.append(claim.model().law(claim.law()).says()).append('\n');
        text.append("for ").append(says).append('\n');
        text.append("at scope ").append(scope).append('\n');
        text.append("\nInvariant\n");
        conjuncts.forEach(conjunct -> text.append("  %s: %s\n".formatted(conjunct.name(), conjunct.says())));
        text.append("\nWhy a few stand for any number\n");
        cutOff.forEach(check -> text.append("  %s: %s\n".formatted(check.index(), check.says())));
        text.append("\nSteps, and what each keeps\n");
        rows.forEach(row -> text.append("  %s, %s\n".formatted(row.action(), row.conjunct())));
        return text.toString();
    }

    private static String solvers(List<AskedSolver> solvers) {
        StringBuilder text = new StringBuilder(CertificateFolder.SOLVERS);
        solvers.forEach(solver -> text.append("  %s %s\n".formatted(solver.name(), solver.version())));
        return text.toString();
    }
}

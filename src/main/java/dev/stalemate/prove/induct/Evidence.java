package dev.stalemate.prove.induct;

import com.google.common.collect.ImmutableList;
import dev.stalemate.model.Claim;
import dev.stalemate.prove.answer.ProofReport;
import dev.stalemate.prove.answer.ProofReport.Row;
import dev.stalemate.prove.certificate.Alternative;
import dev.stalemate.prove.certificate.CertificateFolder;
import dev.stalemate.prove.certificate.CertifiedQuestion;
import dev.stalemate.prove.induct.Inquiry.Question;
import dev.stalemate.prove.solve.Judgement.Result;
import dev.stalemate.prove.solve.Query;
import dev.stalemate.prove.solve.SmtText;
import dev.stalemate.prove.term.Term;
import java.util.List;
import java.util.stream.Collectors;

/** What others can check of a proof: the questions that solvers were asked, and what they are about. */
final class Evidence {
    private Evidence() {}

    /**
     * The certificate of a proof.
     *
     * @param report the proof
     * @param inquiry which asked all questions that it rests on
     * @throws IllegalStateException if it is none
     */
    static CertificateFolder of(ProofReport report, Inquiry inquiry) {
        if (report.end() != ProofReport.End.PROVED) {
            throw new IllegalStateException(report.claim().id() + " is not proved: there is nothing to certify");
        }
        ImmutableList.Builder<CertifiedQuestion> questions = ImmutableList.builder();
        for (Question question : open(inquiry)) {
            questions.add(
                    CertifiedQuestion.of(question.text(), question.verdict().result() == Result.SAT, smt(question)));
        }
        return new CertificateFolder(about(report), questions.build());
    }

    /** What a certificate may have, without asking solvers. */
    static ImmutableList<Alternative> questions(Inquiry inquiry) {
        ImmutableList.Builder<Alternative> questions = ImmutableList.builder();
        inquiry.possible()
                .forEach((first, wholes) -> questions.add(new Alternative(
                        text(first),
                        wholes.stream()
                                .filter(whole -> query(whole).all() != Term.FALSE)
                                .map(Evidence::text)
                                .collect(ImmutableList.toImmutableList()))));
        return questions.build();
    }

    private static CertifiedQuestion text(Question question) {
        return CertifiedQuestion.of(question.text(), false, smt(question));
    }

    /** Those that terms don't decide. */
    private static List<Question> open(Inquiry inquiry) {
        return inquiry.questions().stream()
                .filter(question -> !query(question).all().isConstant())
                .toList();
    }

    private static Query query(Question question) {
        return new Query(question.text(), question.bools());
    }

    private static String smt(Question question) {
        return SmtText.of(query(question));
    }

    private static String about(ProofReport report) {
        Claim claim = report.claim();
        StringBuilder text = new StringBuilder();
        text.append(claim.id()).append(": ").append(claim.law()).append(" of ");
        text.append(claim.system().name())
                .append('/')
                .append(claim.design().name())
                .append('\n');
        text.append(claim.model().law(claim.law()).says()).append('\n');
        text.append("for ")
                .append(report.says())
                .append("; at scope ")
                .append(report.scope())
                .append('\n');
        text.append("\nInvariant\n");
        report.conjuncts().forEach(conjunct -> text.append("  %s: %s\n".formatted(conjunct.name(), conjunct.says())));
        text.append("\nWhy a few stand for any number\n");
        report.cutOff().forEach(check -> text.append("  %s: %s\n".formatted(check.index(), check.says())));
        text.append("\nSteps, and what each keeps: cases, those that solvers were asked, milliseconds of solvers\n");
        report.rows().forEach(row -> text.append("  ").append(row(row)).append('\n'));
        text.append("\nSolvers\n");
        report.solvers().forEach(solver -> text.append("  %s %s\n".formatted(solver.name(), solver.version())));
        return text.toString();
    }

    private static String row(Row row) {
        String by = row.by().stream().collect(Collectors.joining(", ", " (", ")"));
        return "%s, %s: %d, %d, %d%s"
                .formatted(
                        row.action(),
                        row.conjunct(),
                        row.cases(),
                        row.asked(),
                        row.millis(),
                        row.by().isEmpty() ? "" : by);
    }
}

package dev.stalemate.prove.induct;

import com.google.common.collect.ImmutableList;
import dev.stalemate.prove.answer.ProofReport.Known;
import dev.stalemate.prove.answer.ProofReport.Row;
import dev.stalemate.prove.induct.Inquiry.Case;
import dev.stalemate.prove.induct.Inquiry.Question;
import dev.stalemate.prove.induct.Inquiry.Split;
import dev.stalemate.prove.induct.Obligation.RowKey;
import dev.stalemate.prove.solve.Judgement;
import dev.stalemate.prove.solve.Judgement.Result;
import dev.stalemate.prove.solve.Opinion;
import dev.stalemate.prove.solve.SolverAnswer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The rows of a report: obligations with what became of them, in the order in which rows were begun. */
final class Rows {
    private final Map<RowKey, List<Obligation>> rows = new LinkedHashMap<>();

    /** Begins a row, which may stay empty: nothing has to be shown there. */
    void begin(String action, String conjunct) {
        rows.computeIfAbsent(new RowKey(action, conjunct), key -> new ArrayList<>());
    }

    /** Adds an obligation to its row. */
    void add(Obligation obligation) {
        begin(obligation.row().action(), obligation.row().conjunct());
        rows.getOrDefault(obligation.row(), List.of()).add(obligation);
    }

    /** The rows, in their order. */
    List<RowKey> keys() {
        return List.copyOf(rows.keySet());
    }

    /** Every obligation, in the order of the rows. */
    List<Obligation> all() {
        List<Obligation> all = new ArrayList<>();
        rows.values().forEach(all::addAll);
        return all;
    }

    /** The rows, once all obligations were asked. */
    ImmutableList<Row> told(Inquiry inquiry) {
        ImmutableList.Builder<Row> told = ImmutableList.builder();
        rows.forEach((key, obligations) -> told.add(row(key, obligations, inquiry)));
        return told.build();
    }

    /** Of each row that fails, a question that solvers answered with values. */
    List<Question> broken(Inquiry inquiry) {
        List<Question> broken = new ArrayList<>();
        rows.forEach((key, obligations) -> obligations.stream()
                .flatMap(obligation -> inquiry.of(obligation).asked().stream())
                .map(Case::question)
                .filter(question -> question.verdict().result() == Result.SAT)
                .findFirst()
                .ifPresent(broken::add));
        return broken;
    }

    private static Row row(RowKey key, List<Obligation> obligations, Inquiry inquiry) {
        int cases = 0;
        List<Judgement> verdicts = new ArrayList<>();
        Known known = Known.PROVED;
        String why = "";
        for (Obligation obligation : obligations) {
            Split split = inquiry.of(obligation);
            cases += split.count();
            for (Case each : split.asked()) {
                Judgement verdict = each.question().verdict();
                verdicts.add(verdict);
                Known now = known(verdict);
                if (now.compareTo(known) > 0) {
                    known = now;
                    why = each.question().text() + (now == Known.UNDECIDED ? ": " + verdict.says() : "");
                }
            }
        }
        return new Row(
                key.action(),
                key.conjunct(),
                known,
                agreeing(verdicts),
                cases,
                (int) verdicts.stream()
                        .filter(verdict -> !verdict.byRewriting())
                        .count(),
                millis(verdicts),
                why);
    }

    /** What a verdict about a case makes of its row. */
    static Known known(Judgement verdict) {
        return verdict.result() == Result.UNSAT
                ? Known.PROVED
                : verdict.result() == Result.SAT ? Known.NOT_INDUCTIVE : Known.UNDECIDED;
    }

    private static long millis(List<Judgement> verdicts) {
        return verdicts.stream()
                .flatMap(verdict -> verdict.opinions().stream())
                .mapToLong(opinion -> opinion.time().toMillis())
                .sum();
    }

    /** The solvers that say of all cases that they are impossible. */
    private static ImmutableList<String> agreeing(List<Judgement> verdicts) {
        Set<String> agreeing = new LinkedHashSet<>();
        Set<String> others = new LinkedHashSet<>();
        for (Judgement verdict : verdicts) {
            for (Opinion opinion : verdict.opinions()) {
                boolean agrees = opinion.answer() instanceof SolverAnswer.Unsat;
                (agrees ? agreeing : others).add(opinion.solver());
            }
        }
        agreeing.removeAll(others);
        return ImmutableList.copyOf(agreeing);
    }
}

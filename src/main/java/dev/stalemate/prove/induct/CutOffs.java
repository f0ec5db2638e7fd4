package dev.stalemate.prove.induct;

import com.google.common.collect.ImmutableList;
import dev.stalemate.model.Index;
import dev.stalemate.prove.answer.ProofReport;
import dev.stalemate.prove.answer.ProofReport.Known;
import dev.stalemate.prove.induct.CutOff.Asked;
import dev.stalemate.prove.induct.Projection.Unlike;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Why the few elements of a model stand for any number: for each such index, models with one and two elements more. */
final class CutOffs {
    /** How many elements more are looked at. */
    private static final int MORE = 2;

    private final Setup setup;
    private final ProofModel model;
    private final List<Fact> facts;
    private final Obligations obligations;
    private final Room room;
    private final List<Compared> compared = new ArrayList<>();
    private final List<ProofReport.CutOff> refused = new ArrayList<>();

    /** Two models, compared. */
    private record Compared(String index, int size, int needed, CutOff cutOff) {}

    CutOffs(Setup setup, ProofModel model, List<Fact> facts, Obligations obligations, Room room) {
        this.setup = setup;
        this.model = model;
        this.facts = facts;
        this.obligations = obligations;
        this.room = room;
    }

    /** Compares models. */
    void compare() {
        for (String name : setup.any()) {
            Index index = model.index(name);
            if (index == null) {
                refuse(
                        name,
                        "there is no " + name + " in the scope " + setup.scope().typed());
                continue;
            }
            int needed = needed(name);
            if (index.size() < needed) {
                refuse(
                        name,
                        "a step, an entry and what they name are about up to " + needed + " together, and the scope "
                                + setup.scope().typed() + " has " + index.size());
                continue;
            }
            compare(name, index.size(), needed);
        }
    }

    private void compare(String name, int size, int needed) {
        ProofModel smaller = model;
        for (int more = 1; more <= MORE; more++) {
            Optional<ProofModel> larger = setup.larger(smaller, name);
            if (larger.isEmpty()) {
                refuse(
                        name,
                        "no scope has one more than " + smaller.model().scope().typed());
                return;
            }
            CutOff cutOff =
                    new CutOff(name, smaller, larger.get(), setup.proof().invariants());
            try {
                cutOff.compare(setup.claim().law(), brought(name));
            } catch (Unlike e) {
                refuse(name, String.valueOf(e.getMessage()));
                return;
            }
            compared.add(new Compared(name, size + more, needed, cutOff));
            smaller = larger.get();
        }
    }

    private void refuse(String index, String why) {
        refused.add(new ProofReport.CutOff(index, why, false));
    }

    /** How many elements a step and an entry with its witness are about at most. */
    private int needed(String index) {
        int needed = brought(index);
        for (Instance instance : model.instances()) {
            needed = Math.max(needed, room.needed(index, instance, null));
            for (Fact fact : facts) {
                needed = Math.max(needed, room.needed(index, instance, fact));
            }
        }
        return needed;
    }

    private int brought(String index) {
        return room.own(index, obligations.ofLaw());
    }

    /** What solvers must be asked. */
    List<Obligation> obligations() {
        return compared.stream()
                .flatMap(each -> each.cutOff.asked().stream())
                .map(Asked::obligation)
                .toList();
    }

    /** The lines of a report, once solvers were asked. */
    ImmutableList<ProofReport.CutOff> told(Inquiry inquiry) {
        ImmutableList.Builder<ProofReport.CutOff> lines = ImmutableList.builder();
        lines.addAll(refused);
        compared.forEach(each -> lines.add(told(each, inquiry)));
        return lines.build();
    }

    private static ProofReport.CutOff told(Compared compared, Inquiry inquiry) {
        Set<Integer> kept = new LinkedHashSet<>();
        String problem = "";
        int asked = 0;
        for (Asked each : compared.cutOff.asked()) {
            List<Inquiry.Case> cases = inquiry.of(each.obligation()).asked();
            asked += cases.size();
            for (Inquiry.Case one : cases) {
                Known known = Rows.known(one.question().verdict());
                if (known != Known.PROVED) {
                    kept.add(each.dropped());
                    problem = problem.isEmpty() || each.dropped() < 0
                            ? each.obligation().text() + (known == Known.UNDECIDED ? " is undecided" : " differs")
                            : problem;
                }
            }
        }
        int droppable = compared.size - kept.size();
        boolean carries = !kept.contains(-1) && droppable > compared.needed;
        String says = carries
                ? compared.size + " do what " + (compared.size - 1) + " do, whichever of " + droppable
                        + " is left out: " + compared.cutOff.equal() + " comparisons of equal terms, " + asked
                        + " by solvers"
                : problem;
        return new ProofReport.CutOff(compared.index, says, carries);
    }
}

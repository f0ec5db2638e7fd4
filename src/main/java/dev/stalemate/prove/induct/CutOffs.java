package dev.stalemate.prove.induct;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.stalemate.prove.answer.ProofReport;
import dev.stalemate.prove.answer.ProofReport.Known;
import dev.stalemate.prove.execute.CallPath;
import dev.stalemate.prove.induct.CutOff.Side;
import dev.stalemate.prove.induct.Projection.Unlike;
import dev.stalemate.text.Amounts;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Why the few elements of a model stand for any number: for each such index, models with one and two elements more. */
final class CutOffs {
    /** How many elements more are looked at. */
    private static final int MORE = 2;

    private static final String UNDECIDED = "no answer whether ";

    private final Setup setup;
    private final ProofModel model;
    private final List<CutOff> compared = new ArrayList<>();
    private final List<ProofReport.CutOff> refused = new ArrayList<>();

    CutOffs(Setup setup, ProofModel model) {
        this.setup = setup;
        this.model = model;
    }

    /**
     * Compares models. Of several indices one after the other is made small: entries first, whose facts need elements of others, such as their
     * witnesses. While there are any number of those, there is room for all.
     */
    void compare() {
        List<String> order = order();
        for (int i = 0; i < order.size(); i++) {
            String name = order.get(i);
            if (model.index(name) == null) {
                refuse(
                        name,
                        "there is no " + name + " in the scope " + setup.scope().typed());
            } else {
                compare(name, ImmutableSet.copyOf(order.subList(0, i + 1)));
            }
        }
    }

    private List<String> order() {
        Room room = new Room(model, setup.any());
        List<Fact> facts = setup.facts(model);
        List<String> order = new ArrayList<>();
        List<String> rest = new ArrayList<>(setup.any());
        while (!rest.isEmpty()) {
            String next = rest.stream()
                    .filter(name -> facts.stream()
                            .filter(fact -> room.own(name, fact) > 0)
                            .noneMatch(fact ->
                                    rest.stream().anyMatch(other -> !other.equals(name) && fact.isAbout(other))))
                    .findFirst()
                    .orElse(rest.get(0));
            rest.remove(next);
            order.add(next);
        }
        return order;
    }

    private void compare(String name, ImmutableSet<String> few) {
        ProofModel smaller = model;
        List<CallPath> calls = new ArrayList<>(List.of(model.executor().calls()));
        for (int more = 1; more <= MORE; more++) {
            Optional<ProofModel> larger = setup.larger(smaller, name);
            if (larger.isEmpty()) {
                refuse(
                        name,
                        "no scope has one more than " + smaller.model().scope().typed());
                return;
            }
            if (!larger.get().looks().isEmpty()) {
                refuse(name, larger.get().looks().get(0));
                return;
            }
            CutOff cutOff = compared(name, side(smaller, few), side(larger.get(), few));
            if (cutOff == null) {
                return;
            }
            compared.add(cutOff);
            smaller = larger.get();
            calls.add(smaller.executor().calls());
        }
        CallPath.known(calls, model.size(name), -1)
                .forEach(place -> refuse(
                        name,
                        "one may be treated unlike the others: a number that grows with how many there are meets one that does not, at "
                                + place));
    }

    private @Nullable CutOff compared(String name, Side smaller, Side larger) {
        try {
            CutOff cutOff = new CutOff(name, smaller, larger);
            cutOff.compare(setup.claim().law(), setup.proof().invariants());
            return cutOff;
        } catch (Unlike e) {
            refuse(name, String.valueOf(e.getMessage()));
            return null;
        }
    }

    private Side side(ProofModel of, ImmutableSet<String> few) {
        List<Fact> facts = setup.facts(of);
        return new Side(of, new Obligations(of, new Room(of, few), facts, of.values()));
    }

    private void refuse(String index, String why) {
        refused.add(new ProofReport.CutOff(index, why, false));
    }

    /** Why models could not be compared, a line each; none if they could. */
    ImmutableList<ProofReport.CutOff> refused() {
        return ImmutableList.copyOf(refused);
    }

    /** What solvers must be asked. */
    List<Obligation> obligations() {
        return compared.stream().flatMap(each -> each.asked().stream()).toList();
    }

    /** Whether a line says that it does not carry only because a question has no answer. */
    static boolean isOpen(ProofReport.CutOff line) {
        return !line.carries() && line.says().startsWith(UNDECIDED);
    }

    private static Known known(Obligation asked, Inquiry inquiry) {
        return inquiry.of(asked).asked().stream()
                .map(each -> Rows.known(each.question().verdict()))
                .max(Comparator.naturalOrder())
                .orElse(Known.PROVED);
    }

    /** The lines of a report, once solvers were asked. */
    ImmutableList<ProofReport.CutOff> told(Inquiry inquiry) {
        ImmutableList.Builder<ProofReport.CutOff> lines = ImmutableList.builder();
        lines.addAll(refused);
        compared.forEach(each -> lines.add(told(each, inquiry)));
        return lines.build();
    }

    /** The lines of a report if solvers answer as they must; what they are to be asked must be in the inquiry. */
    ImmutableList<ProofReport.CutOff> toBeTold(Inquiry inquiry) {
        return compared.stream().map(each -> carries(each, inquiry)).collect(ImmutableList.toImmutableList());
    }

    private static ProofReport.CutOff told(CutOff compared, Inquiry inquiry) {
        String open = "";
        for (int i = 0; i < compared.asked().size(); i++) {
            Known known = known(compared.asked().get(i), inquiry);
            if (known == Known.NOT_INDUCTIVE) {
                return new ProofReport.CutOff(compared.index(), compared.sentence("do not do what", i), false);
            }
            open = open.isEmpty() && known == Known.UNDECIDED ? compared.sentence("do what", i) : open;
        }
        if (!open.isEmpty()) {
            return new ProofReport.CutOff(compared.index(), UNDECIDED + open, false);
        }
        return carries(compared, inquiry);
    }

    private static ProofReport.CutOff carries(CutOff compared, Inquiry inquiry) {
        int asked = compared.asked().stream()
                .mapToInt(each -> inquiry.of(each).asked().size())
                .sum();
        String says = compared.size() + " do what " + (compared.size() - 1)
                + " do, once one is left out that neither the step nor the conjunct names ("
                + Amounts.count(compared.equal() + (long) asked, "comparison") + ": " + Amounts.count(compared.equal())
                + " of equal terms, " + Amounts.count(asked) + " by solvers)";
        return new ProofReport.CutOff(compared.index(), says, true, compared.size());
    }
}
